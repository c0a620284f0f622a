#include "sim/script/emit_switch.hpp"

namespace sim::script {

void EmitSwitch::keep(v8::Isolate* isolate, v8::Local<v8::Object> prototype,
                      v8::Local<v8::Function> original, v8::Local<v8::Function> traced) {
    emitters_.Reset(isolate, prototype);
    original_.Reset(isolate, original);
    traced_.Reset(isolate, traced);
}

void EmitSwitch::set(v8::Isolate* isolate, v8::Local<v8::Context> context, bool is_traced) {
    const v8::Local<v8::String> name = v8::String::NewFromUtf8Literal(isolate, "emit");
    const v8::Local<v8::Object> emitters = emitters_.Get(isolate);
    const v8::Global<v8::Function>& old = is_traced ? original_ : traced_;
    v8::Local<v8::Value> found;
    if (!emitters->Get(context, name).ToLocal(&found) || found != old.Get(isolate)) return;
    const v8::Global<v8::Function>& emit = is_traced ? traced_ : original_;
    (void)emitters->Set(context, name, emit.Get(isolate)).IsNothing();
}

}  // namespace sim::script
