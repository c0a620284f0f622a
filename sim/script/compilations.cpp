// V8 tells of code that it makes. Bytecode that was thrown away and is made anew, and the machine code that follows for
// functions that are hot, depend on the collector and on other threads: only the first time counts, by script and place.
#include "sim/script/compilations.hpp"

#include <string_view>
#include <utility>

#include "sim/core/fingerprint.hpp"

namespace sim::script {

namespace {

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

bool is_code_of_a_function(v8::CodeEventType type) {
    return type == v8::kFunctionType || type == v8::kLazyCompileType || type == v8::kEvalType ||
           type == v8::kInterpretedFunctionType;
}

std::string_view view(const v8::String::Utf8Value& text) {
    return *text == nullptr ? std::string_view{}
                            : std::string_view{*text, static_cast<std::size_t>(text.length())};
}

bool is_counted(std::string_view script, std::string_view function) {
    for (const Exception& one : not_counted) {
        if (script.substr(0, one.script.size()) == one.script &&
            (one.function.empty() || one.function == function))
            return false;
    }
    return true;
}

}  // namespace

Compilations::Compilations(v8::Isolate* isolate)
    : v8::CodeEventHandler(isolate), isolate_(isolate) {
    Enable();  // tells of all code that is there
    counts_ = {};
    has_told_of_timers_ = false;
}

void Compilations::Handle(v8::CodeEvent* event) {
    const v8::CodeEventType type = event->GetCodeType();
    // The body of a module of Node's, which comes with its code, is told of as evaluated.
    const bool is_script = type == v8::kScriptType || type == v8::kEvalType;
    if (!is_script && !is_code_of_a_function(type)) return;
    const v8::String::Utf8Value name{isolate_, event->GetScriptName()};
    const std::string_view script = view(name);
    Fingerprint place;
    place.add(script);
    place.add(static_cast<std::uint64_t>(event->GetScriptLine()));
    place.add(static_cast<std::uint64_t>(event->GetScriptColumn()));
    if (!known_.insert(place.value()).second) return;
    const v8::String::Utf8Value function{isolate_, event->GetFunctionName()};
    if (!is_counted(script, view(function))) return;
    const bool is_of_node = script.substr(0, 5) == "node:";
    if (is_script && is_of_node) {
        ++counts_.modules;
        return;
    }
    if (script == "node:internal/timers" && view(function) == "Timeout") has_told_of_timers_ = true;
    ++counts_.functions;
    counts_.code_bytes += static_cast<std::int64_t>(event->GetCodeSize());
}

void Compilations::take(HostCounts& into) {
    const HostCounts taken = std::exchange(counts_, {});
    into.functions += taken.functions;
    into.code_bytes += taken.code_bytes;
    into.modules += taken.modules;
}

}  // namespace sim::script
