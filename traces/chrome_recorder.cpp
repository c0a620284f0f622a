#include "traces/chrome_recorder.hpp"

#include <algorithm>

namespace traces {

namespace {

constexpr std::size_t events_max = 100'000'000;
constexpr std::size_t threads_max = 60'000;

template <class Enum>
std::uint8_t number(Enum value) {
    return static_cast<std::uint8_t>(value);
}

}  // namespace

std::uint32_t ChromeRecorder::thread_of(const ChromeEvent& event) {
    const std::pair key{event.process, event.thread};
    if (!out_.threads.empty() && key == last_key_) return last_thread_;
    const auto [found, is_new] =
        threads_.try_emplace(key, static_cast<std::uint32_t>(out_.threads.size()));
    if (is_new) {
        RecordedThread thread;
        thread.process = event.process;
        thread.number = event.thread;
        out_.threads.push_back(thread);
    }
    last_key_ = key;
    last_thread_ = found->second;
    return last_thread_;
}

void ChromeRecorder::seen(std::int64_t at) {
    const bool is_first = out_.last < out_.first;
    out_.first = is_first ? at : std::min(out_.first, at);
    out_.last = is_first ? at : std::max(out_.last, at);
}

bool ChromeRecorder::is_full() const {
    return out_.events.size() > events_max || out_.tasks.size() > events_max ||
           out_.threads.size() > threads_max;
}

void ChromeRecorder::metadata(const ChromeEvent& event) {
    const std::string_view what = text(event.name);
    if (what == "thread_name" && event.text) out_.threads[thread_of(event)].name = event.text;
    if (what == "process_name") out_.process_names[event.process] = event.text;
    if (what == "version") out_.version = text(event.text);
}

std::uint32_t ChromeRecorder::add_task(sim::TaskKind kind, sim::NameId name, std::uint32_t thread,
                                       std::uint32_t cause) {
    sim::Task task;
    task.kind = kind;
    task.name = name;
    task.cause = sim::TaskId{cause};
    out_.tasks.push_back(task);
    out_.task_threads.push_back(thread);
    is_over_.push_back(false);
    return static_cast<std::uint32_t>(out_.tasks.size() - 1);
}

void ChromeRecorder::move(std::uint32_t task, std::uint32_t thread, sim::Where where,
                          std::int64_t at, Rank rank) {
    add_event(sim::EventKind::moved, number(where), task, thread, at, rank);
}

void ChromeRecorder::put(sim::EventKind kind, std::uint32_t thread, std::int64_t at,
                         sim::Phase phase, Rank rank) {
    add_event(kind, number(phase), none, thread, at, rank);
}

void ChromeRecorder::add_event(sim::EventKind kind, std::uint8_t detail, std::uint32_t task,
                               std::uint32_t thread, std::int64_t at, Rank rank) {
    out_.events.push_back({.at = at,
                           .task = task,
                           .thread = thread,
                           .rank = rank,
                           .kind = kind,
                           .detail = detail,
                           .operand = 0});
}

void ChromeRecorder::run(std::uint32_t task, std::uint32_t thread, std::int64_t from,
                         std::int64_t to, sim::SpanKind kind) {
    move(task, thread, sim::Where::running, from);
    move(task, thread, sim::Where::done, to, end_of(from, to));
    add_span({.from = from, .to = to, .task = task, .thread = thread, .kind = kind});
}

std::optional<Recording> ChromeRecorder::finish() {
    if (out_.events.empty()) return std::nullopt;
    // A process may have started long before the first that is shown.
    const auto [first, last] = std::minmax_element(
        out_.events.begin(), out_.events.end(),
        [](const RecordedEvent& a, const RecordedEvent& b) { return a.at < b.at; });
    out_.first = first->at;
    out_.last = last->at;
    for (const RecordedOutput& output : out_.outputs) {
        out_.first = std::min(out_.first, output.at);
        out_.last = std::max(out_.last, output.at);
    }
    return std::move(out_);
}

}  // namespace traces
