// The main module is run by loopglass, and its stack traces show that Node did so.
#include "sim/script/main_call.hpp"
#include "sim/script/script_origin.hpp"
#include "sim/script/text_of.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sim::script {

namespace {

/// Counted from 1.
struct Place {
    std::string file = "node:internal/main/run_main_module";
    int line = 1;
    int column = 1;
};

/// From which Node runs the main module. What is printed of it would have to be compiled, so it is asked for frame by frame.
Place place_in_node(v8::Isolate* isolate) {
    v8::Local<v8::StackTrace> trace = v8::StackTrace::CurrentStackTrace(isolate, 4);
    for (int i = 0; i < trace->GetFrameCount(); ++i) {
        v8::Local<v8::StackFrame> frame = trace->GetFrame(isolate, static_cast<std::uint32_t>(i));
        v8::Local<v8::String> name = frame->GetScriptName();
        if (name.IsEmpty()) continue;
        std::string file = text_of(isolate, name);
        if (file.starts_with("node:internal/main/"))
            return {std::move(file), frame->GetLineNumber(), frame->GetColumn()};
    }
    return {};
}

}  // namespace

v8::MaybeLocal<v8::Function> compile_main_call(v8::Local<v8::Context> context) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    const Place place = place_in_node(isolate);
    constexpr std::string_view receiver = "Module.";
    const int begin = std::max(0, place.column - 1 - static_cast<int>(receiver.size()));
    v8::ScriptCompiler::Source source{text(isolate, std::string{receiver} + "runMain(main)"),
                                      origin_of(isolate, place.file, place.line - 1, begin)};
    v8::Local<v8::String> names[] = {text(isolate, "Module"), text(isolate, "main")};
    return v8::ScriptCompiler::CompileFunction(context, &source, 2, names);
}

}  // namespace sim::script
