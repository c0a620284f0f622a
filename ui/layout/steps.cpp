#include "ui/layout/steps.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/task_names.hpp"

namespace ui {

namespace {

using sim::EventKind;
using sim::Where;

constexpr std::size_t named_max = 3;  // how many lines or tasks a sentence names

template <class Row, class Text>
std::string listed(const std::vector<Row>& rows, const Text& text) {
    std::string list;
    for (std::size_t i = 0; i < rows.size() && i < named_max; ++i)
        list += (i == 0 ? "" : ", ") + text(rows[i]);
    if (rows.size() > named_max) list += fmt::format(" and {} more", rows.size() - named_max);
    return list;
}

std::string sentence(const sim::Trace& trace, const TaskNames& names, const Step& step) {
    switch (step.kind) {
        case Step::Kind::ends: return "nothing is left to do: the loop ends";
        case Step::Kind::sleeps: {
            const sim::Duration slept = trace.events[step.last].at - trace.events[step.first].at;
            return fmt::format("nothing is ready: the loop sleeps in poll for {}", to_short(slept));
        }
        case Step::Kind::runs: break;
    }
    std::string what = fmt::format("{} runs", names.of(step.task, Naming::full));
    if (!step.outputs.empty()) {
        what +=
            fmt::format(", prints {}", listed(step.outputs, [&](std::uint32_t line) {
                            return fmt::format(
                                "“{}”", to_plain_line(trace.names.text(trace.outputs[line].text)));
                        }));
    }
    if (!step.made.empty()) {
        what += fmt::format(", queues {}", listed(step.made, [&](sim::TaskId task) {
                                return names.of(task, Naming::full);
                            }));
    }
    return what;
}

class Finder {
public:
    explicit Finder(const sim::Trace& trace)
        : trace_(trace),
          loops_(trace.lanes.size()),
          is_known_(trace.tasks.size()),
          is_internal_(sim::internal_tasks(trace)) {}

    std::vector<Step> find() {
        for (std::uint64_t i = 0; i < trace_.events.size(); ++i) take(i, trace_.events[i]);
        for (Loop& loop : loops_) {
            while (!loop.running.empty()) finish(loop, trace_.events.size() - 1);
        }
        // Most programs have no callback within another, and millions of steps are not moved for nothing.
        const auto is_earlier = [](const Step& a, const Step& b) { return a.first < b.first; };
        if (!std::is_sorted(steps_.begin(), steps_.end(), is_earlier))
            std::stable_sort(steps_.begin(), steps_.end(), is_earlier);
        const TaskNames names{trace_};
        for (Step& step : steps_) step.what = sentence(trace_, names, step);
        return std::move(steps_);
    }

private:
    struct Loop {
        sim::Phase phase = sim::Phase::outside;
        std::uint32_t iteration = 0;
        std::vector<Step> running;  // a process event may run inside a callback
        std::uint64_t slept_from = 0;
    };

    void take(std::uint64_t i, const sim::TraceEvent& event) {
        Loop& loop = loops_[event.lane];
        switch (event.kind) {
            case EventKind::moved: move(i, event); break;
            case EventKind::phase: loop.phase = static_cast<sim::Phase>(event.detail); break;
            case EventKind::iteration: loop.iteration = event.a; break;
            case EventKind::output:
                if (!loop.running.empty()) loop.running.back().outputs.push_back(event.a);
                break;
            case EventKind::poll_blocked: loop.slept_from = i; break;
            case EventKind::poll_woke: sleep(event.lane, loop.slept_from, i); break;
            case EventKind::loop_ended:
                steps_.push_back(step(Step::Kind::ends, event.lane, i, i));
                break;
            case EventKind::thrown:
            case EventKind::choice:
            case EventKind::request_arrived:
            case EventKind::request_done:
            case EventKind::loop_started:
            case EventKind::note: break;
        }
    }

    void sleep(std::uint16_t lane, std::uint64_t from, std::uint64_t to) {
        if (trace_.events[from].at == trace_.events[to].at) return;  // something was ready at once
        steps_.push_back(step(Step::Kind::sleeps, lane, from, to));
    }

    void move(std::uint64_t i, const sim::TraceEvent& event) {
        if (!event.task || is_internal_[event.task.index()]) return;
        const sim::Task& task = trace_.tasks[event.task.index()];
        const auto where = static_cast<Where>(event.detail);
        Loop& loop = loops_[task.lane];
        const auto running = std::find_if(loop.running.begin(), loop.running.end(),
                                          [&](const Step& one) { return one.task == event.task; });
        if (running != loop.running.end()) {
            while (loop.running.back().task != event.task) finish(loop, i);
            finish(loop, i);
        }
        if (where == Where::running) {
            Step& begun = loop.running.emplace_back(step(Step::Kind::runs, task.lane, i, i));
            begun.task = event.task;
            begun.place = task.place;
        } else if (!is_known_[event.task.index()] && where != Where::ready &&
                   !loop.running.empty()) {
            loop.running.back().made.push_back(event.task);
        }
        is_known_[event.task.index()] = true;
    }

    [[nodiscard]] Step step(Step::Kind kind, std::uint16_t lane, std::uint64_t first,
                            std::uint64_t last) const {
        Step made;
        made.kind = kind;
        made.lane = lane;
        made.phase = loops_[lane].phase;
        made.iteration = loops_[lane].iteration;
        made.first = first;
        made.last = last;
        return made;
    }

    void finish(Loop& loop, std::uint64_t i) {
        Step done = std::move(loop.running.back());
        loop.running.pop_back();
        done.last = i;
        steps_.push_back(std::move(done));
    }

    const sim::Trace& trace_;
    std::vector<Loop> loops_;  // by lane
    std::vector<bool> is_known_;
    std::vector<bool> is_internal_;
    std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> steps_of(const sim::Trace& trace) {
    if (trace.level != sim::TraceLevel::full || trace.events.empty()) return {};
    return Finder{trace}.find();
}

}  // namespace ui
