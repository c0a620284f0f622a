// The discrete-event core. Events fire in (instant, sequence) order. A loop runs on its stack until it spends CPU time or
// sleeps; meanwhile events are handled right there, whoever they concern, until this loop may go on. With one loop there
// is no switch at all; with several, a loop that may go on while another waits gets the processor through `drive`.
#include "sim/engine/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/plain_service.hpp"

namespace sim {

namespace {

/// In interval time each cost is its least, which is next to nothing; reading a clock still takes some time, since
/// programs wait for it.
CostModel least_costs(const Profile& profile) {
    CostModel model = cost_model_none();
    model.clock_read = cost_model(profile).clock_read;
    return model;
}

CostModel costs_of(const Program& program, const Profile& profile, const RunOptions& options) {
    if (options.path != nullptr) return least_costs(profile);
    CostModel model = program.runtime.costs_none ? cost_model_none() : cost_model(profile);
    for (const auto& [field, value] : program.runtime.cost_overrides)
        set_cost_value(model, cost_fields()[field], value);
    return model;
}

CoresConfig cores_of(const Program& program, const CostModel& costs, const RunOptions& options) {
    CoresConfig config;
    config.scheduler = options.path != nullptr ? Scheduler::unlimited : program.runtime.scheduler;
    config.cores = program.runtime.cores;
    config.slice = costs.scheduler_slice * slice_factor(config.cores);
    config.tick = costs.scheduler_tick;
    config.balance = costs.scheduler_balance;
    config.packing = DecayingAverage::one * costs.scheduler_packing / 1000;
    return config;
}

}  // namespace

Machine::Machine(const Program& program_, const Profile& profile_, const RunOptions& options,
                 Trace& trace, Host* host_)
    : trace_(trace),
      program(program_),
      profile(profile_),
      host(host_),
      costs(costs_of(program_, profile_, options)),
      quick_code(program_),
      recorder(trace, options.sink),
      draws(options.seed, options.replication),
      cores(cores_of(program_, costs, options), events,
            static_cast<std::uint32_t>(EventCode::cores),
            draws.source(static_cast<std::uint32_t>(DrawSource::cores))),
      network(*this),
      stations(*this),
      arrivals(*this),
      options_(options),
      choices_(Choices::seeded(draws.source(static_cast<std::uint32_t>(DrawSource::choices)))),
      draw_counts_(program_.distributions.size()) {
    steps_max_ = program.runtime.events_max >= 0 ? program.runtime.events_max
                 : recorder.is_full()            ? events_max_traced
                 : program.loads.empty()         ? events_max_default
                                                 : events_max_load;
    if (program.runtime.events_max < 0 && recorder.is_full()) untraced_max_ = events_max_default;
    if (program.runtime.until.ns >= 0) until_ = Instant{program.runtime.until.ns};
    else if (has_endless_load(program)) until_ = Instant{until_default.ns};
    cores.set_horizon(until_);
    await_name_ = name("await");
    make_plans();
    if (options.path != nullptr) {
        SIM_CHECK(program.loads.empty() && program.processes.size() == 1);
        SIM_CHECK(program.scripts.size() == 1);
        outside = std::make_unique<Outside>(*this, *options.path);
    }
}

void Machine::run() {
    live();
    finish();
}

void Machine::live() {
    start();
    const PlainService plain = options_.may_serve_plainly && outside == nullptr
                                   ? plain_service(*this, trace_.level)
                                   : PlainService{};
    if (!plain.handlers.empty()) {
        serve_plainly(*this, plain);
    } else if (has_stacks_) {
        drive();
    } else {
        loops.front()->live();
    }
}

void Machine::live_on() { loops.front()->live_on(); }

void Machine::start() {
    // Where within a millisecond the script starts decides races with 1 ms timers (R2.13).
    clock_phase_ = Duration{
        milliseconds(host_clock_start_ms).ns +
        (outside != nullptr
             ? 0
             : static_cast<std::int64_t>(choices_.pick(ChoiceKind::start_phase, 1000)) * 1000)};
    has_stacks_ = program.processes.size() > 1 || program.scripts.size() > program.processes.size();
    for (std::uint32_t i = 0; i < program.processes.size(); ++i) {
        const Process& row = program.processes[i];
        pools.push_back(std::make_unique<Pool>(
            *this, i, row.threadpool >= 0 ? row.threadpool : program.runtime.threadpool));
        Loop& loop = add_loop(i, row.script);
        process_loops.push_back(loop.index);
        if (program.runtime.monitor_resolution.ns > 0)
            loop.enable_delay_monitor(program.runtime.monitor_resolution);
        start_loop(loop);
    }
    if (std::ranges::find(program.actions, Op::worker, &Action::op) == program.actions.end())
        recorder.loops_are_known();
    stations.open();
    arrivals.start();
    if (program.runtime.warmup.ns > 0)
        at(Instant{program.runtime.warmup.ns}, EventCode::warmup_ends, 0);
}

Loop& Machine::add_loop(std::uint32_t process, std::uint32_t script) {
    const auto index = static_cast<std::uint32_t>(loops.size());
    SIM_CHECK(index < Recorder::lane_beyond);
    loops.push_back(std::make_unique<Loop>(*this, index, process, script));
    Loop& loop = *loops.back();
    loop.thread = add_thread(true, process, index);
    loop.statistics.name = loop_name(process, script);
    return loop;
}

/// The script's name; replicas of one script are numbered.
NameId Machine::loop_name(std::uint32_t process, std::uint32_t script) {
    std::uint32_t copies = 0;
    std::uint32_t number = 0;
    for (std::uint32_t i = 0; i < program.processes.size(); ++i) {
        if (program.processes[i].script != script) continue;
        ++copies;
        if (i <= process) number = copies;
    }
    const NameId plain = program.scripts[script].name;
    return copies < 2 ? plain : name(fmt::format("{} {}", program.names.text(plain), number));
}

/// A loop's thread holds a core from the start: its first burst is of no length.
void Machine::start_loop(Loop& loop) {
    ++loops_alive_;
    loop.is_resumed = !has_stacks_;
    if (has_stacks_) loop.stack = stacks_.add([&loop] { loop.live(); });
    cores.run(loop.thread, Duration{}, thread_none, now_);
    apply_transitions();
    if (!has_stacks_) {
        loop.is_resumed = false;
        wait_for(loop);
    }
}

/// With several loops: whoever may go on does, until all are over.
void Machine::drive() {
    while (loops_alive_ > 0) {
        if (is_stopping_) {
            // Every loop sees that the run is over and leaves its stack.
            for (std::uint32_t i = 0; i < loops.size(); ++i) {
                loops[i]->is_resumed = true;
                if (is_running(i)) stacks_.switch_to(loops[i]->stack);
            }
            return;
        }
        if (resumed_.empty()) {
            step();
            continue;
        }
        const std::uint32_t next = resumed_.pop_front();
        if (is_running(next)) stacks_.switch_to(loops[next]->stack);
    }
}

void Machine::wait_for(Loop& loop) {
    while (!loop.is_resumed && !is_stopping_) {
        if (has_stacks_ && !resumed_.empty()) {
            stacks_.yield();
            continue;
        }
        step();
        if (has_stacks_ && loop.is_resumed && resumed_.size() == 1) resumed_.clear();
    }
    loop.is_resumed = true;
    acting_thread_ = loop.thread;
}

void Machine::advance(Loop& loop, Duration cpu) {
    if (cpu.ns <= 0 || is_stopping_) return;
    const Instant end = now_ + cpu;
    if (end <= until_ && cores.can_run_alone(loop.thread, end)) {
        cores.charge(loop.thread, cpu);
        now_ = end;
        if (!transitions_.empty()) apply_transitions();
        return;
    }
    loop.is_resumed = false;
    cores.run(loop.thread, cpu, thread_none, now_);
    apply_transitions();
    wait_for(loop);
}

void Machine::sleep(Loop& loop) {
    loop.is_resumed = false;
    loop.is_blocked = true;
    block(loop.thread);
    wait_for(loop);
}

void Machine::block(std::uint32_t thread) {
    apply_transitions();
    cores.block(thread, now_);
    apply({now_, thread, true});
    apply_transitions();
}

void Machine::wake(Loop& loop, std::uint32_t waker) {
    if (!loop.is_blocked) return;
    loop.is_blocked = false;
    loop.note_woken();
    cores.run(loop.thread, costs.loop_wake, waker, now_);
    apply_transitions();
}

void Machine::wake_worker(std::uint32_t thread, std::uint32_t waker) {
    cores.run(thread, costs.worker_wake, waker, now_);
    apply_transitions();
}

void Machine::step() {
    if (events.empty()) {
        // Nothing will ever happen again: the loops wait for what nobody sends.
        SIM_CHECK(!cores.has_locked());
        stop_when_idle();
        return;
    }
    if (events.next_at() > until_) {
        now_ = until_;
        apply_transitions();
        stop_at_horizon();
        return;
    }
    const Event event = events.pop();
    SIM_CHECK(event.at >= now_);
    now_ = event.at;
    if (!transitions_.empty()) apply_transitions();
    ++trace_.statistics.heap_events;
    count_step();
    if (is_stopping_) return;
    acting_thread_ = thread_none;
    handle(event);
    acting_thread_ = thread_none;
}

void Machine::handle(const Event& event) {
    switch (static_cast<EventCode>(event.kind)) {
        case EventCode::cores: {
            const ThreadIndex thread = cores.handle(event);
            apply_transitions();
            if (thread != thread_none) burst_ended(thread);
            break;
        }
        case EventCode::poll_timeout: loops[event.a]->poll_timed_out(); break;
        case EventCode::worker_unblocks: pools[event.a]->worker_ready(event.b); break;
        case EventCode::arrival: arrivals.arrive(event.a); break;
        case EventCode::user_arrival: arrivals.user_arrives(event.a); break;
        case EventCode::request_timeout: arrivals.time_out(event.a, event.b); break;
        case EventCode::station_arrives: stations.arrive(event.a); break;
        case EventCode::station_done: stations.serve(event.a); break;
        case EventCode::station_answers: stations.answer(event.a); break;
        case EventCode::resolver_answers: resolver_answers(event.a); break;
        case EventCode::child_exits: network.child_exits(event.a, event.b); break;
        case EventCode::loop_starts: network.loop_starts(event.a); break;
        case EventCode::warmup_ends: take_baseline(); break;
    }
    apply_transitions();
}

void Machine::occur(const Event& event) {
    const std::uint32_t acting = acting_thread_;
    acting_thread_ = thread_none;
    count_step();
    handle(event);
    acting_thread_ = acting;
}

void Machine::burst_ended(std::uint32_t thread) {
    const ThreadOwner owner = threads[thread];
    acting_thread_ = thread;
    if (!owner.is_loop) {
        pools[owner.process]->worker_ready(owner.index);
        return;
    }
    loops[owner.index]->is_resumed = true;
    if (has_stacks_) resumed_.push_back(owner.index);
}

/// Threads got or lost a core: their requests run or wait for one from then on. The cores may tell of what lies ahead;
/// that waits until the clock is there.
void Machine::apply_transitions() {
    if (cores.transitions().empty() && transitions_.empty()) return;
    for (const Transition& transition : cores.transitions()) transitions_.push_back(transition);
    cores.clear_transitions();
    while (!transitions_.empty() && transitions_.front().at <= now_)
        apply(transitions_.pop_front());
}

void Machine::apply(const Transition& transition) {
    ThreadOwner& owner = threads[transition.thread];
    if (owner.is_progressing == transition.is_progressing) return;
    const WaitReason before = owner.is_progressing ? owner.working : WaitReason::core_wait;
    const WaitReason after = transition.is_progressing ? owner.working : WaitReason::core_wait;
    if (owner.request != index_none) requests.change(owner.request, before, after, transition.at);
    owner.is_progressing = transition.is_progressing;
    if (!transition.is_progressing) {
        owner.stalled_since = transition.at;
    } else if (transition.at > owner.stalled_since) {
        recorder.span(owner.stalled_since, transition.at,
                      recorder.is_full() ? index_none : record_of(owner.request), owner.lane,
                      SpanKind::core_wait);
    }
}

Duration Machine::sample_distribution(std::uint32_t index) {
    if (index == index_none) return {};
    const Distribution& distribution = program.distributions[index];
    if (outside != nullptr) return least(distribution, program.empirical);
    if (distribution.kind == Distribution::Kind::constant) return distribution.a;
    Stream numbers = stream(DrawSource::sites, draw_counts_[index]++, index);
    return sample(distribution, program.empirical, numbers);
}

std::uint32_t Machine::pick_branch(std::uint32_t first, std::int64_t count) {
    if (outside != nullptr) return outside->branch(static_cast<std::uint32_t>(count));
    std::vector<std::uint32_t> weights;
    for (std::int64_t i = 0; i < count; ++i)
        weights.push_back(program.branches[first + static_cast<std::size_t>(i)].weight);
    return choices_.pick(ChoiceKind::branch, weights);
}

/// console.log: the first call builds the stream and is dear, with a wide spread (cost-model fields output_*). The draw is
/// piecewise linear through low, median and high.
Duration Machine::output_cost(bool is_warm) {
    const bool is_first = output_count_ == 0 && !is_warm;
    const Duration low = is_first ? costs.output_first_low : costs.output_later_low;
    const Duration middle = is_first ? costs.output_first : costs.output_later;
    const Duration high = is_first ? costs.output_first_high : costs.output_later_high;
    Stream numbers = stream(DrawSource::output_cost, output_count_++);
    const std::int64_t part = numbers.uniform_below(2000);
    if (part < 1000) return low + nanoseconds((middle - low).ns * part / 1000);
    return middle + nanoseconds((high - middle).ns * (part - 1000) / 1000);
}

void Machine::stop(EndKind kind, int exit_code, std::string message, PlaceId place) {
    if (is_stopping_) return;
    is_stopping_ = true;
    for (const auto& loop : loops) loop->stop();
    trace_.ending = Ending{kind, exit_code, std::move(message), place};
}

void Machine::stop_at_horizon() {
    const bool is_wanted = until_ < Instant{} + time_max;
    stop(is_wanted ? EndKind::until : EndKind::limit, 0,
         is_wanted ? std::string{} : "36 years of virtual time", PlaceId::none());
}

void Machine::stop_overwaited() {
    stop(EndKind::limit, 0, "a wait of more than 104 days, or 36 years of waiting in all",
         PlaceId::none());
}

void Machine::end_process(std::uint32_t process, EndKind kind, int exit_code, std::string message,
                          PlaceId place) {
    pools[process]->stop();
    for (const auto& loop : loops) {
        if (loop->process == process) loop->terminate();
    }
    if (program.processes.size() == 1 || process == 0) {
        stop(kind, exit_code, std::move(message), place);
    }
}

void Machine::fail(Loop& loop, NameId error, PlaceId place, int exit_code) {
    std::string message = fmt::format("Uncaught {}", recorder.trace().names.text(error));
    if (is_main_loop(loop)) {
        end_process(loop.process, EndKind::exception, exit_code, std::move(message), place);
        return;
    }
    loop.exit_code = exit_code;
    network.worker_failed(loop.worker_handle, error);
    loop.terminate();
}

void Machine::loop_ended(Loop& loop) {
    --loops_alive_;
    network.loop_ended(loop);
    if (!cores.is_blocked(loop.thread)) block(loop.thread);
    if (loops_alive_ == 0 && !is_stopping_) stop_when_idle();
    if (is_served(loop)) stop(EndKind::until, 0, {}, PlaceId::none());
}

/// The end of a run that nobody asked for is that of its first process.
void Machine::stop_when_idle() {
    for (const EndlessJob& each : endless_jobs_) {
        if (loops_alive_ == 0 || !host_jobs[jobs[each.id].host].keeps_alive) continue;
        return stop(EndKind::limit, 0,
                    fmt::format("nothing is left to happen, and {} waits for ever",
                                recorder.trace().names.text(each.name)),
                    PlaceId::none());
    }
    const Loop& main = *loops.front();
    stop(main.exit_code == 13 ? EndKind::unsettled : EndKind::done, main.exit_code, {},
         PlaceId::none());
}

void Machine::check_interrupt() {
    if (options_.interrupt != nullptr && options_.interrupt->load())
        stop(EndKind::interrupted, 0, "interrupted", PlaceId::none());
}

bool Machine::check_rounds() {
    rounds_checked_ += rounds_between_checks;
    rounds_left_ = rounds_between_checks;
    check_interrupt();
    if (rounds_checked_ >= rounds_max)
        stop(EndKind::limit, 0, fmt::format("{} rounds of repeats", rounds_max), PlaceId::none());
    // What is queued is an event each, sooner or later.
    auto queued = static_cast<std::uint64_t>(steps());
    for (const auto& loop : loops) queued += loop->queued_callbacks();
    if (queued >= static_cast<std::uint64_t>(steps_max_))
        stop(EndKind::limit, 0, fmt::format("{} events", limit_said()), PlaceId::none());
    return !is_stopping();
}

void Machine::check_limits() {
    const std::int64_t now = steps();
    next_check_ = std::min(steps_max_, now + 65'536);
    steps_free_ = next_check_ - 1 - now;
    check_interrupt();
    if (recorder.is_refused())
        stop(EndKind::interrupted, 0, "nobody takes the trace", PlaceId::none());
    if (now >= steps_max_)
        return stop(EndKind::limit, 0, fmt::format("{} events{}", limit_said(), starving_queue()),
                    PlaceId::none());
    if (now_ != checked_at_) {
        checked_at_ = now_;
        steps_at_instant_ = now;
    } else if (now - steps_at_instant_ >= events_max_default) {
        stop(EndKind::limit, 0,
             fmt::format("{} events at one instant, so that no time passes", events_max_default),
             PlaceId::none());
    }
}

std::int64_t Machine::limit_said() const {
    return steps_max_ < untraced_max_ ? events_max_traced : steps_max_;
}

/// A run that ends at its limit of events within one drain is starved by it; the message names the queue.
std::string Machine::starving_queue() const {
    for (const auto& loop : loops) {
        if (loop->statistics.ticks > limit_said() / 2)
            return ": process.nextTick callbacks starve the loop";
        if (loop->statistics.microtasks > limit_said() / 2) return ": microtasks starve the loop";
    }
    return {};
}

bool has_endless_load(const Program& program) {
    return std::any_of(program.loads.begin(), program.loads.end(), [](const Load& load) {
        return load.requests_max < 0 && load.duration.ns < 0 && load.kind != ArrivalKind::list;
    });
}

void Machine::loads_are_over() {
    const bool has_main = std::any_of(
        program.scripts.begin(), program.scripts.end(),
        [&](const Script& script) { return script.main && body(script.main).count != 0; });
    if (!has_main || program.runtime.until.ns >= 0) return;
    if (options_.ends_with_loads) return stop(EndKind::until, 0, {}, PlaceId::none());
    are_loads_over_ = true;
    until_ = std::min(until_, now_ + until_default);
    cores.set_horizon(until_);
}

bool Machine::has_no_work_left(const Loop& asking) const {
    return std::all_of(loops.begin(), loops.end(), [&](const auto& loop) {
        return loop->is_finished ||
               ((loop.get() == &asking || loop->is_blocked) && !loop->has_work_left());
    });
}

Trace empty_trace(const Program& program, const Profile& profile, const RunOptions& options) {
    Trace trace;
    trace.level = options.level;
    trace.names = program.names;
    trace.places = program.places;
    trace.facts = RunFacts{.program = options.program_name,
                           .profile = std::string{profile.name},
                           .scheduler = std::string{to_text(program.runtime.scheduler)},
                           .seed = options.seed,
                           .cores = program.runtime.cores,
                           .threadpool = program.runtime.threadpool,
                           .version = options.version};
    return trace;
}

Trace run(const Program& program, const Profile& profile, const RunOptions& options) {
    Trace trace = empty_trace(program, profile, options);
    Machine machine{program, profile, options, trace};
    machine.run();
    return trace;
}

}  // namespace sim
