// The main module is run by loopglass, and its stack traces show that Node did so.
#include "sim/script/main_call.hpp"
#include "sim/script/script_origin.hpp"

#include <algorithm>
#include <string>

namespace sim::script {

v8::MaybeLocal<v8::Function> compile_main_call(v8::Local<v8::Context> context,
                                               std::string_view file, int line, int column) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    constexpr std::string_view receiver = "Module.";
    const int begin = std::max(0, column - 1 - static_cast<int>(receiver.size()));
    v8::ScriptCompiler::Source source{text(isolate, std::string{receiver} + "runMain(main)"),
                                      origin_of(isolate, file, line - 1, begin)};
    v8::Local<v8::String> names[] = {text(isolate, "Module"), text(isolate, "main")};
    return v8::ScriptCompiler::CompileFunction(context, &source, 2, names);
}

}  // namespace sim::script
