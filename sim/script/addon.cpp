// The entry that Node calls when `node -r loopglass.node` loads the library: makes the host and runs boot.js.
#include <cstdio>
#include <cstdlib>

#include <node.h>

#include "sim/script/door.hpp"
#include "sim/script/modules.hpp"
#include "sim/script/node_host.hpp"
#include "sim/script/task_door.hpp"

namespace sim::script {

namespace {

v8::Local<v8::String> text(v8::Isolate* isolate, std::string_view value) {
    return v8::String::NewFromUtf8(isolate, value.data(), v8::NewStringType::kNormal,
                                   static_cast<int>(value.size()))
        .ToLocalChecked();
}

/// The modules' names and texts, for boot.js to load.
v8::Local<v8::Object> module_texts(v8::Isolate* isolate, v8::Local<v8::Context> context) {
    const v8::Local<v8::Object> texts = v8::Object::New(isolate);
    for (const ScriptModule& module : script_modules())
        texts->Set(context, text(isolate, module.name), text(isolate, module.text)).Check();
    return texts;
}

void start(v8::Local<v8::Value> module, v8::Local<v8::Context> context) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    const char* const run = std::getenv("LOOPGLASS_RUN");
    if (run == nullptr || !is_preloaded()) {
        isolate->ThrowException(v8::Exception::Error(
            text(isolate, "this library is a part of loopglass, which starts it by itself")));
        return;
    }
    // Lives until the process ends: interposed functions and handles of the loop refer to it.
    auto* const host = new NodeHost{isolate, context, Settings{run}};
    unsetenv("LOOPGLASS_RUN");
    v8::ScriptOrigin origin {
#if V8_MAJOR_VERSION < 12
        isolate,
#endif
            text(isolate, "loopglass/boot.js")
    };
    v8::ScriptCompiler::Source source{text(isolate, find_script_module("boot.js")), origin};
    v8::Local<v8::String> names[] = {text(isolate, "module"), text(isolate, "door"),
                                     text(isolate, "texts")};
    const v8::Local<v8::Object> door = make_door(isolate, context, *host);
    add_task_door(isolate, context, door, *host);
    v8::Local<v8::Value> values[] = {module, door, module_texts(isolate, context)};
    v8::Local<v8::Function> boot;
    if (!v8::ScriptCompiler::CompileFunction(context, &source, 3, names).ToLocal(&boot)) return;
    (void)boot->Call(context, v8::Undefined(isolate), 3, values).IsEmpty();
}

}  // namespace

}  // namespace sim::script

extern "C" NODE_MODULE_EXPORT void NODE_MODULE_INITIALIZER(v8::Local<v8::Object>,
                                                           v8::Local<v8::Value> module,
                                                           v8::Local<v8::Context> context) {
    sim::script::start(module, context);
}
