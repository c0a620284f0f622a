#pragma once

#include <string_view>

#include <v8.h>

namespace sim::script {

/// A function of (Module, main) that calls Module.runMain(main), to stack traces from this place (counted from 1) in `file`.
[[nodiscard]] v8::MaybeLocal<v8::Function> compile_main_call(v8::Local<v8::Context> context,
                                                             std::string_view file, int line,
                                                             int column);

}  // namespace sim::script
