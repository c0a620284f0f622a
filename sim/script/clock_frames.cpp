#include "sim/script/clock_frames.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/script/text_of.hpp"

namespace sim::script {

namespace {

constexpr int frames_max = 6;
/// performance.now, process.hrtime, process.hrtime.bigint and what they call.
constexpr std::array<std::string_view, 4> readers{"now", "hrtime", "hrtimeBigInt", "bigint"};

}  // namespace

bool is_read_by_program(v8::Isolate* isolate) {
    const v8::HandleScope handles{isolate};
    const v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(
        isolate, frames_max,
        static_cast<v8::StackTrace::StackTraceOptions>(v8::StackTrace::kScriptName |
                                                       v8::StackTrace::kFunctionName));
    for (int i = 0; i < stack->GetFrameCount(); ++i) {
        const v8::Local<v8::StackFrame> frame =
            stack->GetFrame(isolate, static_cast<std::uint32_t>(i));
        const std::string script = text_of(isolate, frame->GetScriptName());
        if (script.empty()) continue;  // a built-in function
        if (!script.starts_with("node:")) return !script.starts_with("loopglass/");
        if (std::ranges::find(readers, text_of(isolate, frame->GetFunctionName())) == readers.end())
            return false;
    }
    return false;
}

}  // namespace sim::script
