// Stacks as V8 gives them, from the innermost frame out: V8's own functions are not in it, Node's are. What a call is
// named after is the word in the source at its position, which V8 counts from the method's name or the keyword.
#include "sim/script/call_sites.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "sim/script/text_of.hpp"

namespace sim::script {

namespace {

constexpr int frames_max = 64;

/// Node's modules after which calls are named, as their internal names begin.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> modules{{
    {"fs/promises", "fs.promises"},
    {"fs", "fs"},
    {"crypto", "crypto"},
    {"zlib", "zlib"},
    {"dns/promises", "dns.promises"},
    {"dns", "dns"},
    {"timers/promises", "timers/promises"},
    {"readline", "readline"},
    {"child_process", "child_process"},
    {"worker", "worker_threads"},
}};

constexpr std::array<std::string_view, 6> schedulers{
    "async_hooks",     "internal/async_hooks",         "timers",
    "internal/timers", "internal/process/task_queues", "internal/process/promises"};

std::string_view without(std::string_view text, std::string_view prefix) {
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

std::string module_of(std::string_view node_name) {
    const std::string_view name = without(node_name, "internal/");
    for (const auto& [begin, module] : modules) {
        if (name == begin || (name.starts_with(begin) && name[begin.size()] == '/'))
            return std::string{module};
    }
    return {};
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

/// Whether what follows `before` on its line is what `for await (` binds: V8 counts the loop's awaits from there.
bool is_for_await(std::string_view before) {
    const auto drop_spaces = [&] {
        while (!before.empty() && (before.back() == ' ' || before.back() == '\t'))
            before.remove_suffix(1);
    };
    const auto drop = [&](std::string_view word) {
        drop_spaces();
        const bool ends = before.ends_with(word);
        if (ends) before.remove_suffix(word.size());
        return ends;
    };
    (void)(drop("const") || drop("let") || drop("var"));
    return drop("(") && drop("await") && drop("for");
}

}  // namespace

std::string CallSites::file_of(std::string_view name) const {
    std::string_view path = without(name, "file://");
    if (path.starts_with(folder_ + "/")) path.remove_prefix(folder_.size() + 1);
    return std::string{path};
}

CallSites::Script& CallSites::script(int id, v8::Local<v8::Value> name_value) {
    const auto found = scripts_.find(id);
    if (found != scripts_.end()) return found->second;
    Script& made = scripts_[id];
    const std::string name = text_of(isolate_, name_value);
    if (name.starts_with("node:")) {
        const std::string_view inner = std::string_view{name}.substr(5);
        made.owner = Owner::node;
        made.module = module_of(inner);
        made.is_scheduler = std::ranges::find(schedulers, inner) != schedulers.end();
        made.is_wrapper = inner == "internal/util";
        made.is_timers_promises = inner == "timers/promises";
    } else if (name.starts_with("loopglass/")) {
        made.owner = Owner::loopglass;
    } else if (name.starts_with("/") || name.starts_with("file://")) {
        made.owner = Owner::program;
        made.file = file_of(name);
    }
    return made;
}

PlaceId CallSites::place(Script& script, int line, int column) {
    const auto [found, is_new] = script.places.try_emplace({line, column});
    if (is_new) found->second = trace_.place(script.file, line, column);
    return found->second;
}

std::optional<SourceSpot> CallSites::find(PlaceId place) const {
    for (const auto& [id, script] : scripts_) {
        for (const auto& [at, known] : script.places) {
            if (known == place) return SourceSpot{script.source, at.first, at.second};
        }
    }
    return std::nullopt;
}

PlaceId CallSites::beside(PlaceId known, const NamedCall& call) {
    for (auto& [id, script] : scripts_) {
        for (const auto& [at, its] : script.places) {
            if (its == known) return place(script, call.line, call.column);
        }
    }
    return PlaceId::none();
}

PlaceId CallSites::start_of(std::string_view file) { return trace_.place(file_of(file), 1, 1); }

CallSites::Word CallSites::word_at(Script& script, v8::Local<v8::StackFrame> frame) {
    if (script.lines.empty()) {
        script.source = text_of(isolate_, frame->GetScriptSource());
        script.lines.push_back(0);
        for (std::size_t i = 0; i < script.source.size(); ++i) {
            if (script.source[i] == '\n') script.lines.push_back(i + 1);
        }
    }
    const auto line = static_cast<std::size_t>(std::max(1, frame->GetLineNumber())) - 1;
    if (line >= script.lines.size()) return {};
    // Columns count UTF-16 units, the source is UTF-8: before the word most programs have ASCII only.
    std::size_t at = script.lines[line];
    for (int left = frame->GetColumn() - 1; left > 0 && at < script.source.size(); --left) {
        const bool is_pair = (static_cast<unsigned char>(script.source[at]) & 0xF8U) == 0xF0U;
        if (is_pair) --left;
        ++at;
        while (at < script.source.size() &&
               (static_cast<unsigned char>(script.source[at]) & 0xC0U) == 0x80U)
            ++at;
    }
    // Where the method's name is a keyword (catch, finally), V8 counts from the parenthesis behind it.
    if (at < script.source.size() && script.source[at] == '(') {
        while (at > 0 && std::isspace(static_cast<unsigned char>(script.source[at - 1])) != 0) --at;
        while (at > 0 && is_word(script.source[at - 1])) --at;
    }
    if (is_for_await(
            std::string_view{script.source}.substr(script.lines[line], at - script.lines[line])))
        return {.text = "for"};
    std::size_t end = at;
    while (end < script.source.size() && is_word(script.source[end])) ++end;
    const std::size_t begin = std::min(at, script.source.size());
    return {.text = script.source.substr(begin, end - begin),
            .is_member = begin > 0 && script.source[begin - 1] == '.'};
}

CallSite CallSites::here(bool scheduling) {
    const v8::HandleScope handles{isolate_};
    CallSite site;
    const v8::Local<v8::StackTrace> stack =
        v8::StackTrace::CurrentStackTrace(isolate_, frames_max, v8::StackTrace::kDetailed);
    const int count = stack->GetFrameCount();
    site.is_empty = count == 0;
    bool is_scheduling = scheduling;
    bool is_direct = true;
    bool is_through_timers = false;
    bool is_called_by_node = false;
    std::string called;
    std::string module;
    v8::Local<v8::StackFrame> outermost;
    for (int i = 0; i < count; ++i) {
        const v8::Local<v8::StackFrame> frame =
            stack->GetFrame(isolate_, static_cast<std::uint32_t>(i));
        Script& of = script(frame->GetScriptId(), frame->GetScriptName());
        if (of.owner == Owner::program) {
            outermost = frame;
            if (site.place) {
                if (!site.caller && !is_called_by_node) {
                    site.caller = place(of, frame->GetLineNumber(), frame->GetColumn());
                    site.caller_function = text_of(isolate_, frame->GetFunctionName());
                    site.caller_word = word_at(of, frame).text;
                }
                continue;
            }
            site.place = place(of, frame->GetLineNumber(), frame->GetColumn());
            Word word = word_at(of, frame);
            site.word = std::move(word.text);
            site.is_member = word.is_member;
            site.function = text_of(isolate_, frame->GetFunctionName());
            // Node's resolver names its functions after c-ares: what the program wrote says more.
            if (module.starts_with("dns") && called.starts_with("query") && !site.word.empty())
                called = site.word;
            // Methods that Node makes from others have the name of what makes them.
            if (module == "zlib" && called == "asyncBufferWrapper" && !site.word.empty())
                called = site.word;
            // process.stdin and its like are properties with a getter.
            if (called.starts_with("getStd") && word.is_member) called = "process." + site.word;
            if (site.word == "import") called = site.word;
            site.api = module.empty() || called.empty() ? called : (module + ".").append(called);
            site.is_direct = is_direct;
            site.is_through_timers = is_through_timers;
            continue;
        }
        if (of.owner != Owner::node) continue;
        if (site.place) {
            is_called_by_node = true;
            continue;
        }
        if (of.is_scheduler && is_scheduling) {
            called = text_of(isolate_, frame->GetFunctionName());
            continue;
        }
        is_scheduling = false;
        is_through_timers = of.is_timers_promises && (is_direct || is_through_timers);
        is_direct = false;
        // The outermost function is what the program called, unless that only wraps another.
        if (!of.is_wrapper) {
            called = text_of(isolate_, frame->GetFunctionName());
            module = of.module;
        }
    }
    if (!outermost.IsEmpty()) {
        Script& of = script(outermost->GetScriptId(), outermost->GetScriptName());
        site.outermost = text_of(isolate_, outermost->GetFunctionName());
        site.outermost_place = place(of, outermost->GetLineNumber(), outermost->GetColumn());
    }
    return site;
}

bool CallSites::is_of_program(v8::Local<v8::Function> function) {
    const v8::Local<v8::Value> bound = function->GetBoundFunction();
    if (bound->IsFunction()) return is_of_program(bound.As<v8::Function>());
    const int id = function->ScriptId();
    if (id == v8::UnboundScript::kNoScriptId) return false;
    return script(id, function->GetScriptOrigin().ResourceName()).owner == Owner::program;
}

PlaceId CallSites::place_of(v8::Local<v8::Function> function) {
    const v8::Local<v8::Value> bound = function->GetBoundFunction();
    if (bound->IsFunction()) return place_of(bound.As<v8::Function>());
    if (!is_of_program(function)) return PlaceId::none();
    return place(script(function->ScriptId(), v8::Local<v8::Value>{}),
                 function->GetScriptLineNumber() + 1, function->GetScriptColumnNumber() + 1);
}

std::string CallSites::name_of(v8::Isolate* isolate, v8::Local<v8::Function> function) {
    const v8::Local<v8::Value> bound = function->GetBoundFunction();
    if (bound->IsFunction()) return name_of(isolate, bound.As<v8::Function>());
    return text_of(isolate, function->GetDebugName());
}

}  // namespace sim::script
