// The outermost of Node's functions above the call tells: the one that the program called, or the one that goes on.
// Source: Node lib/fs.js (readFile, writeFile, writeAll), lib/internal/fs/read/context.js, lib/internal/fs/promises.js
// (readFileHandle, writeFile, writeFileHandle).
#include "sim/script/read_steps.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "sim/script/text_of.hpp"

namespace sim::script {

namespace {

constexpr int depth_max = 16;
constexpr std::array<std::string_view, 8> callers{
    "readFile",       "readFileAfterOpen", "readFileAfterStat", "readFileAfterRead",
    "readFileHandle", "writeFile",         "appendFile",        "writeFileHandle"};
/// Within fs.writeFile, which goes on in functions without a name.
constexpr std::string_view writer = "writeAll";
constexpr std::string_view after_write = "wrapper";  // of fs.write
constexpr std::string_view promised = "node:internal/fs/promises";
constexpr std::string_view drain = "node:internal/process/task_queues";
constexpr std::array<std::string_view, 4> steps{"fs.open", "fs.fstat", "fs.read", "fs.write"};

}  // namespace

void note_step(v8::Isolate* isolate, HostJob& job) {
    if (job.api == nullptr || !job.api->name.starts_with("fs.")) return;
    const v8::HandleScope handles{isolate};
    const v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(
        isolate, depth_max,
        static_cast<v8::StackTrace::StackTraceOptions>(v8::StackTrace::kScriptName |
                                                       v8::StackTrace::kFunctionName));
    std::string outermost;
    bool is_of_fs = false;
    bool is_promised = false;
    bool is_writing = false;
    bool is_called_by_program = false;
    for (int i = 0; i < stack->GetFrameCount(); ++i) {
        const v8::Local<v8::StackFrame> frame =
            stack->GetFrame(isolate, static_cast<std::uint32_t>(i));
        const std::string script = text_of(isolate, frame->GetScriptName());
        if (script.starts_with("loopglass/") || script == drain) continue;
        is_called_by_program = !script.starts_with("node:");
        if (is_called_by_program) break;
        is_of_fs = script == "node:fs" || script.starts_with("node:internal/fs/");
        is_promised = script == promised;
        outermost = text_of(isolate, frame->GetFunctionName());
        is_writing |= is_of_fs && outermost == writer;
    }
    if (!is_of_fs) return;
    // The promised form closes its file from a function without a name.
    const bool closes =
        job.api->name == "fs.close" && (is_promised ? outermost.empty() : outermost == after_write);
    const bool is_trip =
        closes || is_writing || std::ranges::find(callers, outermost) != callers.end();
    job.follows_step = is_trip && !is_called_by_program;
    job.is_step = is_trip && std::ranges::find(steps, job.api->name) != steps.end();
    job.trip_in_call = job.is_step && !job.follows_step && job.api->name == "fs.open" ? 1 : 0;
}

}  // namespace sim::script
