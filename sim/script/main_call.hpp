#pragma once

#include <v8.h>

namespace sim::script {

/// A function of (Module, main) that calls Module.runMain(main), to stack traces from the place in Node's own source that
/// has called what now runs.
[[nodiscard]] v8::MaybeLocal<v8::Function> compile_main_call(v8::Local<v8::Context> context);

}  // namespace sim::script
