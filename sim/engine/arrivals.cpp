// Arrival processes and the accounts of requests. Each load has its own stream of draws, indexed by arrival, so that
// runs with other settings meet the same requests at the same instants.
#include "sim/engine/arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/engine/arrivals_close.hpp"

namespace sim {

namespace {
/// Listed instants count from the start of the load.
Instant listed(const Load& load, std::size_t index) {
    return load.start + (load.instants[index] - Instant{});
}
}  // namespace

Arrivals::Arrivals(Machine& machine) : machine_(machine), loads_(machine.program.loads) {
    const std::size_t processes = machine.program.processes.size();
    for (const Load& load : machine.program.loads) {
        State state;
        state.backlogs.resize(processes);
        state.is_listed.resize(processes);
        state.next_process = load.process;
        state.next = load.start;
        state.source = machine.draws.source(static_cast<std::uint32_t>(DrawSource::arrivals) +
                                            static_cast<std::uint32_t>(states_.size()));
        state.gaps = {state.source, load.interval};
        states_.push_back(std::move(state));
        LoadStatistics statistics;
        statistics.name = load.name;
        statistics.first_arrival = instant_never;
        statistics_.push_back(std::move(statistics));
    }
}

void Arrivals::start() {
    for (std::uint32_t i = 0; i < states_.size(); ++i) {
        const Load& load = machine_.program.loads[i];
        keep_loops(i, 1);
        if (load.kind == ArrivalKind::closed) {
            for (std::int64_t user = 0; user < load.users; ++user) {
                Duration pause{};
                if (load.think != index_none) pause = machine_.sample_distribution(load.think);
                machine_.at(load.start + pause, EventCode::user_arrival, i);
            }
            continue;
        }
        if (load.kind == ArrivalKind::poisson || load.kind == ArrivalKind::ramp) move_on(i);
        if (load.kind == ArrivalKind::list && !load.instants.empty())
            states_[i].next = listed(load, 0);
        schedule(i);
    }
}

/// While its load lasts, a listening socket keeps each of its loops alive.
void Arrivals::keep_loops(std::uint32_t index, int by) {
    const Load& load = machine_.program.loads[index];
    for (std::uint32_t process = 0; process < machine_.program.processes.size(); ++process) {
        if (load.spread || load.process == process)
            machine_.loops[machine_.process_loops[process]]->set_handles_ref(by);
    }
}

void Arrivals::schedule(std::uint32_t index) {
    if (goes_on(index)) machine_.at(states_[index].next, EventCode::arrival, index);
}

void Arrivals::arrive(std::uint32_t index) {
    arrive(
        index, [this, index](Instant intended) { generate(index, intended); },
        [this, index](Instant next) { machine_.at(next, EventCode::arrival, index); });
}

void Arrivals::user_arrives(std::uint32_t index) {
    user_arrives(index, [this, index] { generate(index, machine_.now()); });
}

void Arrivals::move_on_otherwise(std::uint32_t index) {
    State& state = states_[index];
    const Load& load = loads_[index];
    if (load.kind == ArrivalKind::list) {
        const auto next = static_cast<std::size_t>(state.generated);
        if (next < load.instants.size()) state.next = listed(load, next);
    } else if (load.kind == ArrivalKind::ramp) {
        Stream stream = state.source.at(state.draws++);
        state.next += ramp_interval(index, stream);
    } else {
        state.next += load.interval;
    }
}

bool Arrivals::may_ask(std::uint32_t index) {
    const Load& load = loads_[index];
    const bool is_late = load.duration.ns >= 0 && machine_.now() - load.start >= load.duration;
    if (!is_exhausted(index) && !is_late) return true;
    states_[index].has_ended = true;
    end_if_over(index);
    return false;
}

/// The next arrival of a Poisson process whose rate changes linearly: the integrated rate grows by an exponential
/// variate, which is a quadratic equation in the interval.
Duration Arrivals::ramp_interval(std::uint32_t index, Stream& stream) {
    const Load& load = machine_.program.loads[index];
    const double from = 1.0 / static_cast<double>(load.interval.ns);
    const double to = 1.0 / static_cast<double>(load.interval_end.ns);
    const auto length = static_cast<double>(load.ramp.ns);
    const double elapsed = static_cast<double>((states_[index].next - load.start).ns);
    double area = draw_exponential(stream);
    double waited = 0;
    if (elapsed < length) {
        const double slope = (to - from) / length;
        const double rate = from + slope * elapsed;
        const double left = length - elapsed;
        const double area_left = (rate + to) / 2 * left;
        if (area < area_left) {
            return nanoseconds(static_cast<std::int64_t>(
                2 * area / (rate + std::sqrt(rate * rate + 2 * slope * area))));
        }
        area -= area_left;
        waited = left;
    }
    return nanoseconds(static_cast<std::int64_t>(waited + area / to));
}

void Arrivals::generate(std::uint32_t index, Instant intended) {
    State& state = states_[index];
    const Load& load = machine_.program.loads[index];
    std::uint32_t process = load.process;
    if (load.spread) {
        process = state.next_process;
        state.next_process =
            (process + 1) % static_cast<std::uint32_t>(machine_.program.processes.size());
    }
    Loop& loop = *machine_.loops[machine_.process_loops[process]];
    const std::uint32_t id = machine_.requests.open(index, loop.index, intended);
    machine_.requests.hold(id);
    Request& request = machine_.requests.pool[id];
    request.serial = serial_++;
    Recorder& recorder = machine_.recorder;
    recorder.mix(intended, (std::uint64_t{1} << 62) | index);
    if (recorder.has_spans()) request.record = recorder.open_request(intended, index);
    recorder.event(
        {intended, TaskId::none(), request.record, 0, EventKind::request_arrived, 0, loop.lane()});
    Context context;
    context.request = id;
    request.task = machine_.make_task(loop, TaskKind::request, load.name, PlaceId::none(), context,
                                      Where::ready);
    if (load.timeout.ns >= 0)
        machine_.at(intended + load.timeout, EventCode::request_timeout, id, request.serial);
    if (loop.is_finished) return;
    // Whatever waits for the loop names the request, also when it has timed out by then.
    machine_.requests.hold(id);
    if (!load.new_connections) {
        loop.make_ready({ReadyKind::arrival, id});
        return;
    }
    state.backlogs[process].push_back(id);
    if (!state.is_listed[process]) {
        state.is_listed[process] = true;
        loop.make_ready({ReadyKind::accept, index});
    }
}

bool Arrivals::report_backlog(std::uint32_t index, const Loop& loop) {
    State& state = states_[index];
    const bool has_some = !state.backlogs[loop.process].empty();
    state.is_listed[loop.process] = has_some;
    return has_some;
}

/// R5.3: one connection per poll, or all that wait.
void Arrivals::accept(Loop& loop, std::uint32_t index) {
    Fifo<std::uint32_t>& backlog = states_[index].backlogs[loop.process];
    while (!backlog.empty() && !loop.is_stopping()) {
        const std::uint32_t request = backlog.pop_front();
        loop.open_scope();
        loop.charge(machine_.costs.accept);
        loop.settle();
        loop.watch({ReadyKind::arrival, request});
        loop.leave_scope();
        if (machine_.profile.accept_one) break;
    }
}

void Arrivals::registered(Loop& loop, std::uint32_t request) {
    loop.make_ready({ReadyKind::arrival, request});
}

void Arrivals::begin(Loop& loop, std::uint32_t id) {
    const Request& request = machine_.requests.pool[id];
    const Load& load = machine_.program.loads[request.load];
    Context context;
    context.request = id;
    context.env = machine_.make_environment(loop);
    loop.charge(machine_.costs.socket_read + overhead(loop));
    loop.make_callback(Callback{load.handler, context, request.task}, NameId::none(), Where::ready,
                       SpanKind::io_callback);
    machine_.release(context);
}

Duration Arrivals::overhead(const Loop& loop) {
    if (idle_before_.size() <= loop.index)
        idle_before_.resize(loop.index + 1, Duration{-duration_max.ns});
    const Duration idle = loop.statistics.idle;
    const Duration pause = idle - std::exchange(idle_before_[loop.index], idle);
    return after_pause(machine_.costs, pause, machine_.costs.request_hot,
                       machine_.costs.request_cold);
}

void Arrivals::respond(std::uint32_t request, int status) {
    if (machine_.requests.pool[request].is_answered) return;
    account(request, status >= 500 ? RequestOutcome::failed : RequestOutcome::done);
}

void Arrivals::time_out(std::uint32_t id, std::uint32_t serial) {
    const Request& request = machine_.requests.pool[id];
    if (request.serial != serial || request.is_answered) return;
    account(id, RequestOutcome::timed_out);
}

void Arrivals::account(std::uint32_t id, RequestOutcome outcome) {
    const Instant now = machine_.now();
    machine_.requests.close(id, now);
    Request& request = machine_.requests.pool[id];
    machine_.loops[request.loop]->collector.forget(request.heap);
    Recorder& recorder = machine_.recorder;
    if (request.record != index_none)
        recorder.close_request(request.record, {request.arrival, now, request.load, outcome},
                               request.waits);
    recorder.event({now, TaskId::none(), request.record, 0, EventKind::request_done, 0,
                    static_cast<std::uint16_t>(request.loop)});
    close(request.load, request.arrival, request.waits, outcome);
    machine_.requests.release(id);
}

void Arrivals::pause_user(std::uint32_t index) {
    const Load& load = loads_[index];
    Duration pause{};
    if (load.think != index_none) pause = machine_.sample_distribution(load.think);
    machine_.at(machine_.now() + pause, EventCode::user_arrival, index);
}

void Arrivals::split(LoadStatistics& statistics, Instant arrival, const Waits& waits) const {
    const Duration latency = machine_.now() - arrival;
    if (latency <= duration_max && arrival.ns >= machine_.program.runtime.warmup.ns)
        statistics.profile.add(latency, waits);
    statistics.course.add(arrival, latency);
}

void Arrivals::end(std::uint32_t load) {
    if (states_[load].is_closed) return;
    states_[load].is_closed = true;
    keep_loops(load, -1);
    if (std::all_of(states_.begin(), states_.end(), [](const State& one) { return one.is_closed; }))
        machine_.loads_are_over();
}

void Arrivals::finish() {
    for (std::size_t i = 0; i < states_.size(); ++i) {
        statistics_[i].generated = states_[i].generated;
        statistics_[i].in_flight = states_[i].open;
    }
}

}  // namespace sim
