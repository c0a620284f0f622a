// V8 tells of code that it makes. Bytecode that was thrown away and is made anew, and the machine code that follows for
// functions that are hot, depend on the collector and on other threads: only the first time counts, by script and place.
#include "sim/script/compilations.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <v8-primitive.h>
#include <v8-script.h>

#include "sim/core/fingerprint.hpp"

namespace sim::script {

namespace {

Compilations* counting = nullptr;  // V8's handler is a function without data

struct Exception {
    std::string_view script;    // beginning of its name
    std::string_view function;  // empty: all
};

/// Functions that real Node does not need: those of loopglass, and those that run because a trace hears of every task. They
/// are left out without a trace, too, so that both runs are the same.
constexpr Exception not_counted[] = {{"loopglass/", ""},
                                     {"node:internal/async_hooks", ""},
                                     {"node:internal/timers", "hasRef"},
                                     {"node:internal/streams/writable", "get"}};

/// Node's code of timers, ticks and immediates.
constexpr std::string_view loop_scripts[] = {
    "node:internal/fixed_queue",         "node:internal/linkedlist",
    "node:internal/priority_queue",      "node:internal/timers",
    "node:internal/process/task_queues", "node:timers"};

/// What V8 calls a piece of code: "JS:~name script:line:column", of Node's modules "Script:~ script:1:1". 18 says
/// "LazyCompile" or "Function" and has no column.
struct CodeName {
    std::string_view kind;
    std::string_view function;
    std::string_view place;  // script and line, with a column or without
};

CodeName parse_name(std::string_view text, std::string_view script) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    std::string_view rest = text.substr(std::min(colon + 1, text.size()));
    if (!rest.empty() && rest.front() == '~') rest.remove_prefix(1);
    const std::size_t at = rest.rfind(std::string{" "}.append(script).append(":"));
    if (at == std::string_view::npos)
        return {text.substr(0, colon), {}, rest};  // cut, as it is long
    return {text.substr(0, colon), rest.substr(0, at), rest.substr(at)};
}

bool is_counted(std::string_view script, std::string_view function) {
    return std::ranges::none_of(not_counted, [&](const Exception& one) {
        return script.substr(0, one.script.size()) == one.script &&
               (one.function.empty() || one.function == function);
    });
}

/// Of machine code, by its name.
bool is_optimized(std::string_view text) { return text.find(":*") < text.size(); }
bool is_library(std::string_view text) {
    return text.find(" node:") < text.size() || text.find(" loopglass/") < text.size();
}

}  // namespace

Compilations::Compilations(v8::Isolate* isolate, bool has_loop_code)
    : has_loop_code_(has_loop_code) {
    counting = this;
    isolate->SetJitCodeEventHandler(v8::kJitCodeEventDefault, handle);
}

void Compilations::handle(const v8::JitCodeEvent* event) {
    if (event->type != v8::JitCodeEvent::CODE_ADDED) return;
    const std::string_view text{event->name.str, event->name.len};
    if (event->code_type == v8::JitCodeEvent::JIT_CODE && is_optimized(text)) {
        const bool is_program = !is_library(text);
        if (is_program && counting->has_main_) counting->hears_(News::hot_code);
        Aside& aside = counting->aside_;
        (is_program ? aside.bytes_of_program : aside.bytes_of_library) +=
            static_cast<std::int64_t>(event->code_len);
    }
    if (!counting->is_counting_ || event->code_type != v8::JitCodeEvent::BYTE_CODE ||
        event->script.IsEmpty())
        return;
    const v8::HandleScope handles{event->isolate};
    const v8::String::Utf8Value name{event->isolate, event->script->GetScriptName()};
    const std::string_view script =
        *name == nullptr ? std::string_view{}
                         : std::string_view{*name, static_cast<std::size_t>(name.length())};
    counting->note(script, text, event->code_len);
}

void Compilations::note(std::string_view script, std::string_view text, std::size_t bytes) {
    if (script.substr(0, 10) == "loopglass/") ++aside_.functions;
    const CodeName name = parse_name(text, script);
    Fingerprint place;
    place.add(name.place);
    if (name.kind == "LazyCompile") {  // without a column
        place.add(name.function);
        place.add(static_cast<std::uint64_t>(bytes));
    }
    if (!known_.insert(place.value()).second || !is_counted(script, name.function)) return;
    if (has_loop_code_ && std::ranges::find(loop_scripts, script) != std::end(loop_scripts)) return;
    // The body of a module of Node's, which comes with its code, is told of as evaluated.
    const bool is_script = name.kind == "Script" || name.kind == "Eval";
    if (is_script && script.substr(0, 5) == "node:") {
        ++counts_.modules;
        return;
    }
    note_module(script);
    if (script == "node:internal/timers" && name.function == "Timeout") has_told_of_timers_ = true;
    ++counts_.functions;
    counts_.code_bytes += static_cast<std::int64_t>(bytes);
}

void Compilations::note_module(std::string_view script) {
    const bool is_imported = script.substr(0, 5) == "file:";
    if (!is_imported && script.substr(0, 1) != "/") return;
    Fingerprint file;
    file.add(script);
    if (!files_.insert(file.value()).second) return;
    if (!std::exchange(is_main_next_, false)) {
        ++(is_imported ? counts_.imported : counts_.required);
        return;
    }
    has_main_ = true;
    hears_(News::main_file);
}

void Compilations::take(HostCounts& into) {
    const HostCounts taken = std::exchange(counts_, {});
    into.functions += taken.functions;
    into.code_bytes += taken.code_bytes;
    into.modules += taken.modules;
    into.required += taken.required;
    into.imported += taken.imported;
}

}  // namespace sim::script
