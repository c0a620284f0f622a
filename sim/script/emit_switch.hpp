#pragma once

#include <v8.h>

namespace sim::script {

/// Which `emit` the prototype of emitters has: Node's own, or one around it that tells the trace of events.
class EmitSwitch {
public:
    void keep(v8::Isolate* isolate, v8::Local<v8::Object> prototype,
              v8::Local<v8::Function> original, v8::Local<v8::Function> traced);
    /// A method that the program has put in its place is left there.
    void set(v8::Isolate* isolate, v8::Local<v8::Context> context, bool is_traced);

private:
    v8::Global<v8::Object> emitters_;
    v8::Global<v8::Function> original_;
    v8::Global<v8::Function> traced_;
};

}  // namespace sim::script
