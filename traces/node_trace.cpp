// The text is cut into the objects of its list by counting brackets outside of strings; only those that mention pool work
// or describe a process are parsed (simdjson's DOM).
//
// Node writes, per job: "b" when it is submitted, on the main thread; "B" and "E" around the work, on the worker; "e" when
// its callback is due. "B" has no id. Jobs of one name begin in the order of their submission, since the queue of the pool
// is first in, first out, so the k-th "B" belongs to the k-th "b". What began before the first "b" has lost its own.
// "tts" is the CPU time of the thread, whose difference over the work tells service time from waiting for a core.
// Source: Node src/node_internals.h and src/threadpoolwork-inl.h, ThreadPoolWork::ScheduleWork.

#include "traces/node_trace.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace traces {

namespace {

namespace dom = simdjson::dom;

/// An object of the list is far smaller; what is larger is no trace event.
constexpr std::size_t object_max = std::size_t{1} << 20;

struct Submission {
    std::int64_t at = 0;
};

struct Execution {
    std::int64_t begun = 0;
    std::int64_t ended = 0;
    std::int64_t cpu = -1;
};

struct Queue {  // of one process and name
    std::vector<Submission> submissions;
    std::vector<Execution> executions;
};

struct Open {
    std::int64_t begun = 0;
    std::int64_t cpu = -1;
    std::uint32_t name = 0;
};

std::optional<std::int64_t> number(const dom::element& event, std::string_view key) {
    std::int64_t whole = 0;
    if (event[key].get(whole) == simdjson::SUCCESS) return whole;
    double real = 0;
    if (event[key].get(real) == simdjson::SUCCESS && real >= -9e15 && real <= 9e15)
        return static_cast<std::int64_t>(real);
    return std::nullopt;
}

std::string_view word(const dom::element& event, std::string_view key) {
    std::string_view text;
    return event[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

}  // namespace

struct NodeTraceReader::State {
    enum class Place : std::uint8_t { before, list, object, after };

    dom::parser parser;
    Place place = Place::before;
    std::string head;    // before the list
    std::string object;  // of the list, so far
    int depth = 0;
    bool is_in_string = false;
    bool is_escaped = false;
    std::int64_t position = 0;
    std::string problem;

    NodeTrace trace;
    std::map<std::string, std::uint32_t, std::less<>> names;
    std::map<std::pair<std::int64_t, std::uint32_t>, Queue> queues;  // by process and name
    std::map<std::pair<std::int64_t, std::int64_t>, Open> open;      // by process and thread
    std::set<std::int64_t> processes;
    std::set<std::pair<std::int64_t, std::int64_t>> workers;

    bool fail(std::string message) {
        problem = fmt::format("byte {}: {}", position, message);
        return false;
    }
    bool take(char letter);
    bool take_head(char letter);
    bool take_list(char letter);
    bool take_object(char letter);
    bool take_event();
    void take_work(const dom::element& event);
    std::uint32_t intern(std::string_view name);
    void match(Queue& queue, std::uint32_t name);
};

bool NodeTraceReader::State::take(char letter) {
    ++position;
    switch (place) {
        case Place::before: return take_head(letter);
        case Place::list: return take_list(letter);
        case Place::object: return take_object(letter);
        case Place::after: return true;
    }
    return false;
}

/// Up to the list: {"traceEvents":[ with whatever stands before, or [ alone.
bool NodeTraceReader::State::take_head(char letter) {
    constexpr std::size_t head_max = 64'000;
    const bool is_blank = letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
    if (is_blank && head.empty()) return true;
    if (head.empty() && letter != '{' && letter != '[')
        return fail("expected a JSON object or list of trace events");
    if (!is_blank) head += letter;
    if (head.size() > head_max) return fail("no \"traceEvents\" so far");
    if (head == "[" || head.ends_with("\"traceEvents\":[")) place = Place::list;
    return true;
}

bool NodeTraceReader::State::take_list(char letter) {
    switch (letter) {
        case ' ':
        case '\n':
        case '\r':
        case '\t':
        case ',': return true;
        case ']': place = Place::after; return true;
        case '{':
            place = Place::object;
            object.assign(1, letter);
            depth = 1;
            return true;
        default: return fail("expected a trace event, which is an object");
    }
}

bool NodeTraceReader::State::take_object(char letter) {
    object += letter;
    if (object.size() > object_max) return fail("an event of more than 1 MiB");
    if (is_escaped) {
        is_escaped = false;
    } else if (is_in_string) {
        is_escaped = letter == '\\';
        is_in_string = letter != '"';
    } else if (letter == '"') {
        is_in_string = true;
    } else if (letter == '{' || letter == '[') {
        ++depth;
    } else if (letter == '}' || letter == ']') {
        if (--depth == 0) return take_event();
    }
    return true;
}

bool NodeTraceReader::State::take_event() {
    place = Place::list;
    const bool is_work = object.find("threadpoolwork") != std::string::npos;
    const bool is_about = object.find("__metadata") != std::string::npos;
    if (!is_work && !is_about) return true;
    dom::element event;
    if (const auto error = parser.parse(object).get(event); error != simdjson::SUCCESS)
        return fail(simdjson::error_message(error));
    if (is_work) {
        take_work(event);
    } else if (word(event, "name") == "version") {
        std::string_view version;
        if (event["args"]["node"].get(version) == simdjson::SUCCESS) trace.node = version;
    }
    return true;
}

void NodeTraceReader::State::take_work(const dom::element& event) {
    const std::string_view kind = word(event, "ph");
    const std::string_view name = word(event, "name");
    const auto process = number(event, "pid");
    const auto thread = number(event, "tid");
    const auto at = number(event, "ts");
    if (!process || !thread || !at || kind.size() != 1) {
        ++trace.unmatched;
        return;
    }
    const std::int64_t cpu = number(event, "tts").value_or(-1);
    processes.insert(*process);
    switch (kind[0]) {
        case 'b': queues[{*process, intern(name)}].submissions.push_back({*at}); break;
        case 'B':
            workers.insert({*process, *thread});
            open[{*process, *thread}] = {*at, cpu, intern(name)};
            break;
        case 'E': {
            const auto begun = open.find({*process, *thread});
            if (begun == open.end()) {
                ++trace.unmatched;
                break;
            }
            const Open& work = begun->second;
            const bool has_cpu = work.cpu >= 0 && cpu > work.cpu;
            queues[{*process, work.name}].executions.push_back(
                {work.begun, *at, has_cpu ? cpu - work.cpu : -1});
            open.erase(begun);
            break;
        }
        default: break;
    }
}

std::uint32_t NodeTraceReader::State::intern(std::string_view name) {
    if (const auto found = names.find(name); found != names.end()) return found->second;
    const auto index = static_cast<std::uint32_t>(trace.names.size());
    names.emplace(std::string{name}, index);
    trace.names.emplace_back(name);
    return index;
}

void NodeTraceReader::State::match(Queue& queue, std::uint32_t name) {
    std::sort(queue.submissions.begin(), queue.submissions.end(),
              [](const Submission& a, const Submission& b) { return a.at < b.at; });
    std::sort(queue.executions.begin(), queue.executions.end(),
              [](const Execution& a, const Execution& b) { return a.begun < b.begun; });
    std::size_t next = 0;
    for (const Execution& one : queue.executions) {
        if (next >= queue.submissions.size() || queue.submissions[next].at > one.begun) {
            ++trace.unmatched;
            continue;
        }
        trace.jobs.push_back({.name = name,
                              .submitted = queue.submissions[next].at,
                              .begun = one.begun,
                              .ended = one.ended,
                              .cpu = one.cpu});
        ++next;
    }
    trace.unmatched += static_cast<std::int64_t>(queue.submissions.size() - next);
}

NodeTraceReader::NodeTraceReader() : state_(std::make_unique<State>()) {}
NodeTraceReader::~NodeTraceReader() = default;

bool NodeTraceReader::read(std::string_view block) {
    if (!state_->problem.empty()) return false;
    return std::all_of(block.begin(), block.end(),
                       [&](char letter) { return state_->take(letter); });
}

sim::Result<NodeTrace> NodeTraceReader::finish() {
    State& state = *state_;
    if (state.problem.empty() && state.place == State::Place::before)
        state.fail("the file ends before its list of trace events");
    if (!state.problem.empty())
        return sim::Diagnostic{.place = {},
                               .message = state.problem,
                               .excerpt = {},
                               .hint =
                                   "expected what node --trace-event-categories "
                                   "node.threadpoolwork writes, or an access log"};
    state.trace.is_cut_off = state.place != State::Place::after;
    for (auto& [key, queue] : state.queues) state.match(queue, key.second);
    std::stable_sort(state.trace.jobs.begin(), state.trace.jobs.end(),
                     [](const PoolJob& a, const PoolJob& b) { return a.submitted < b.submitted; });
    state.trace.unmatched += static_cast<std::int64_t>(state.open.size());
    state.trace.workers = static_cast<std::int64_t>(state.workers.size());
    state.trace.processes = static_cast<std::int64_t>(state.processes.size());
    return std::move(state.trace);
}

}  // namespace traces
