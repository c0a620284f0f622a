#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/choices.hpp"
#include "sim/core/draws.hpp"
#include "sim/core/event_queue.hpp"
#include "sim/core/slot_pool.hpp"
#include "sim/engine/arrivals.hpp"
#include "sim/engine/cores.hpp"
#include "sim/engine/interpreter.hpp"
#include "sim/engine/loop.hpp"
#include "sim/engine/network.hpp"
#include "sim/engine/outside.hpp"
#include "sim/engine/pool.hpp"
#include "sim/engine/quick_code.hpp"
#include "sim/engine/recorder.hpp"
#include "sim/engine/requests.hpp"
#include "sim/engine/run.hpp"
#include "sim/engine/stacks.hpp"
#include "sim/engine/stations.hpp"
#include "sim/program/host.hpp"

namespace sim {

class HostedTasks;

/// Kinds of events in the machine's queue.
enum class EventCode : std::uint32_t {
    cores,            // as Cores says
    poll_timeout,     // a: loop
    worker_unblocks,  // a: process, b: worker
    arrival,          // a: load
    user_arrival,     // a: load (closed: a user's pause is over)
    request_timeout,  // a: request, b: its serial number
    station_arrives,
    station_done,
    station_answers,   // a: call
    resolver_answers,  // a: job
    child_exits,       // a: handle
    loop_starts,       // a: loop
    warmup_ends,
};

/// Sources of random numbers, so that each kind of draw has its own stream.
enum class DrawSource : std::uint32_t {
    choices,
    cores,
    output_cost,
    service_noise,
    host_random,
    collector,
    warmth,
    sites = 1'000,       // + index of the distribution
    arrivals = 100'000,  // + index of the load
    think = 200'000,
};

/// Variables of one activation tree.
struct Environment {
    std::uint32_t references = 0;
    std::uint32_t loop = 0;  // all callbacks of the tree run there
    std::vector<Value> slots;

    [[nodiscard]] Value& at(Slot slot) {
        Value* const value = slots.data() + slot;
        SIM_CHECK(value < std::to_address(slots.end()));  // size() would divide
        return *value;
    }
};

/// The trips of an API at one place of the program, under this run's profile.
struct Plan {
    const Api* api = nullptr;
    std::vector<TripRun> runs;
    std::int64_t trips = 0;
};

/// Who uses a core's thread.
struct ThreadOwner {
    bool is_loop = true;
    std::uint32_t process = 0;
    std::uint32_t index = 0;             // of the loop or the worker
    std::uint32_t request = index_none;  // on whose behalf it works now
    WaitReason working = WaitReason::running;
    bool is_progressing = true;
    std::uint16_t lane = 0;
    Instant stalled_since;
};

/// A trace that says what will run, before anything has.
[[nodiscard]] Trace empty_trace(const Program& program, const Profile& profile,
                                const RunOptions& options);

/// One simulated computer: the virtual clock, the event list, the cores, processes with their loops and pools, and
/// the world outside. Its parts call each other through it.
class Machine {
public:
    Machine(const Program& program, const Profile& profile, const RunOptions& options, Trace& trace,
            Host* host = nullptr);

    void run();
    /// The two halves of it: everything until nothing is left to do, and what has been counted.
    void live();
    void finish();
    /// The two parts of live() for a host whose main script begins before the machine starts.
    void start();
    void live_on();

    // Time.
    [[nodiscard]] Instant now() const { return now_; }
    /// Milliseconds of the monotonic clock, floored (R1.8); its phase against the run's start is a choice.
    [[nodiscard]] std::int64_t clock_ms() const { return clock_ns() / 1'000'000; }
    [[nodiscard]] std::int64_t clock_ns() const { return now_.ns + clock_phase_.ns; }
    /// When the clock first shows `ms`.
    [[nodiscard]] Instant instant_of(std::int64_t ms) const {
        return {ms * 1'000'000 - clock_phase_.ns};
    }
    void at(Instant when, EventCode code, std::uint32_t a, std::uint32_t b = 0,
            std::uint32_t c = 0) {
        events.push({.at = when, .kind = static_cast<std::uint32_t>(code), .a = a, .b = b, .c = c});
    }
    /// What workers and the OS do: at that instant, or, if the outside decides, at some time after it.
    void outside_at(Instant when, EventCode code, std::uint32_t a, std::uint32_t b = 0) {
        if (outside == nullptr) at(when, code, a, b);
        else outside->add({.at = when, .kind = static_cast<std::uint32_t>(code), .a = a, .b = b});
    }
    /// Something outside happens now.
    void occur(const Event& event);
    /// Lets the loop's thread spend `cpu`; everything else goes on meanwhile.
    void advance(Loop& loop, Duration cpu);
    /// The loop sleeps until wake() and until it has a core again.
    void sleep(Loop& loop);
    /// The thread sleeps and waits for no core any more, even if it had lost its own before.
    void block(std::uint32_t thread);
    /// `waker`: the thread that makes it ready, thread_none for the outside.
    void wake(Loop& loop, std::uint32_t waker);
    void wake_worker(std::uint32_t thread, std::uint32_t waker);
    [[nodiscard]] std::int64_t steps() const { return next_check_ - 1 - steps_free_; }
    void count_step() { count_steps(1); }
    /// Whether no limit is looked at within `steps`, which pass_steps() then may count.
    [[nodiscard]] bool has_steps(std::int64_t steps) const { return steps <= steps_free_; }
    void pass_steps(std::int64_t steps) { steps_free_ -= steps; }
    void count_steps(std::int64_t steps) {
        steps_free_ -= steps;
        if (steps_free_ < 0) check_limits();
    }
    /// A step of which even a full trace keeps nothing: it does not count toward what a trace may hold.
    void count_untraced_step() {
        if (steps_max_ < untraced_max_) ++steps_max_;
        count_step();
    }
    /// Another round of a repeat. It is no event, but a program may consist of nothing else. False if the run stops.
    [[nodiscard]] bool count_round() { return --rounds_left_ != 0 || check_rounds(); }

    /// What main goes on with then may never end.
    void loads_are_over();
    /// The loads are over, and besides them there are only intervals and handles that wait; asked by a loop that polls or has ended.
    [[nodiscard]] bool is_served(const Loop& asking) const {
        return are_loads_over_ && has_no_work_left(asking);
    }
    /// Whether statistics are to hold more of each load's latencies.
    [[nodiscard]] bool splits_latency() const { return options_.splits_latency; }

    // How it ends.
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }
    void stop(EndKind kind, int exit_code, std::string message, PlaceId place);
    /// Adds to a sum over requests or jobs, which ends the run when it is about to leave its type.
    void add_wait(Duration& sum, Duration wait) {
        sum += wait;
        if (sum > time_max) [[unlikely]]
            stop_overwaited();
    }
    void stop_overwaited();
    /// Nothing more happens within the time that the run has, which is over now.
    void stop_at_horizon();
    void end_process(std::uint32_t process, EndKind kind, int exit_code, std::string message,
                     PlaceId place);
    /// Nothing caught `error`: its process ends, or its worker thread.
    void fail(Loop& loop, NameId error, PlaceId place, int exit_code);
    void loop_ended(Loop& loop);
    [[nodiscard]] bool is_main_loop(const Loop& loop) const {
        return process_loops[loop.process] == loop.index;
    }

    // Draws and choices.
    [[nodiscard]] Duration sample_distribution(std::uint32_t distribution);
    [[nodiscard]] std::uint32_t pick_branch(std::uint32_t first, std::int64_t count);
    /// Of a line; `is_warm`: the code that writes it is paid for apart.
    [[nodiscard]] Duration output_cost(bool is_warm = false);
    [[nodiscard]] Stream stream(DrawSource source, std::uint64_t index,
                                std::uint32_t offset = 0) const {
        return draws.stream(static_cast<std::uint32_t>(source) + offset, index);
    }

    // Records.
    std::uint32_t make_environment(const Loop& loop);
    void hold(const Context& context) {
        ++environment(context).references;
        if (context.request != index_none) requests.hold(context.request);
    }
    void release(const Context& context, Environment& held) {
        if (--held.references == 0) drop_environment(context.env);
    }
    void release(const Context& context) {
        release(context, environment(context));
        if (context.request != index_none) requests.release(context.request);
    }
    /// It stays where it is as long as the context is held.
    [[nodiscard]] Environment& environment(const Context& context) {
        if (context.env != recent_env_) {
            recent_env_ = context.env;
            recent_ = context.env == index_none ? &no_variables_ : &environments[context.env];
        }
        return *recent_;
    }
    [[nodiscard]] std::span<Value> variables(const Context& context) {
        return environment(context).slots;
    }
    [[nodiscard]] Value& variable(const Context& context, Slot slot) {
        return environment(context).at(slot);
    }
    void assign(Loop& loop, const Context& context, Slot slot, const Value& value);
    void drop_value(const Value& value, Loop& loop);
    TaskId make_task(const Loop& loop, TaskKind kind, NameId name, PlaceId place,
                     const Context& context, Where where) {
        if (!follows(context)) return TaskId::none();
        return record_task(loop, kind, name, place, context, where);
    }
    /// Whether somebody wants to know what happens to a task: the trace, or the account of its request.
    [[nodiscard]] bool follows(const Context& context) const {
        return context.request != index_none || recorder.is_full();
    }
    /// Another task for a callback that runs again (an interval, a refreshed timer).
    TaskId again(const Callback& callback, const Loop& loop, TaskKind kind, Where where);
    /// The task is somewhere else now: in the trace and in its request's account.
    void move(TaskId task, std::uint32_t request, Where from, Where to, std::uint16_t lane) {
        recorder.moved(now_, task, to, lane);
        if (request != index_none) account_move(request, from, to);
    }
    /// What the thread does from now on, and for which request.
    void set_working(std::uint32_t thread, std::uint32_t request, WaitReason reason) {
        const ThreadOwner& owner = threads[thread];
        if (owner.request != request || owner.working != reason)
            change_working(thread, request, reason);
    }
    [[nodiscard]] std::uint32_t record_of(std::uint32_t request) const {
        return request == index_none ? index_none : requests.pool[request].record;
    }
    /// `begun_by` wrote the beginning of the line and `task` its end.
    void write_line(Loop& loop, const std::string& text, bool is_error, TaskId task,
                    TaskId begun_by);
    /// "fs.stat (line 3)", for those who read; level full.
    [[nodiscard]] std::string task_text(TaskId task) const;
    /// When what the loop reports now happens: a host reports with CPU time still owed.
    [[nodiscard]] Instant reported_at(const Loop& loop) const {
        return host_tasks != nullptr ? now_ + loop.debt() : now_;
    }
    [[nodiscard]] const Body& body(BodyId id) const { return program.bodies[id.index()]; }
    [[nodiscard]] NameId name(std::string_view text) { return recorder.trace().names.intern(text); }
    [[nodiscard]] NameId await_name() const { return await_name_; }
    std::uint32_t add_thread(bool is_loop, std::uint32_t process, std::uint32_t index);
    std::uint16_t add_lane(LaneKind kind, std::uint32_t process, std::uint32_t index);

    // Loops.
    Loop& add_loop(std::uint32_t process, std::uint32_t script);
    /// A loop added while others run begins its life at the next chance.
    void start_loop(Loop& loop);

    // Calls of the catalogue's APIs (work.cpp).
    void start_api(Loop& loop, const Callback& callback, std::uint32_t promise,
                   const Action& action);
    /// Time on the main thread of a synchronous API, all trips.
    [[nodiscard]] Duration main_thread_time(std::uint32_t site);
    /// Whether the end of the job's present trip only leads to the next one of the same call.
    [[nodiscard]] bool is_step(std::uint32_t job) const;
    /// Submits the next trip of the job, if there is one.
    bool next_trip(std::uint32_t job);
    void submit(std::uint32_t job);
    /// The thread on whose behalf things happen now: it wakes those that it makes ready.
    [[nodiscard]] std::uint32_t acting_thread() const { return acting_thread_; }
    [[nodiscard]] Duration service_of(const Job& job);
    /// Of a trip of the site's API whose time the program does not say.
    [[nodiscard]] Duration trip_time(std::uint32_t site, std::uint32_t run);
    void pool_job_moves(const Job& job, Where from, Where to, std::uint16_t lane);
    void pool_job_done(std::uint32_t job, std::uint16_t lane);
    void resolver_answers(std::uint32_t job);
    /// Whether `job` is a signal that a host's process gets.
    [[nodiscard]] bool is_host_signal(std::uint32_t job) const;
    void free_host_job(std::uint32_t job);
    /// What the loop pays for taking a host's trip after a pause.
    void charge_cold_taking(Loop& loop) { charge_cold_trip(loop, host_taken_); }
    /// A host's job begins: on the pool, or in the outside world.
    std::uint32_t start_host_job(Loop& loop, const HostJob& wanted);
    bool cancel_host_job(std::uint32_t job);
    void finish_host_job(std::uint32_t job);
    /// Main-thread time of a host's synchronous call.
    [[nodiscard]] Duration host_time(const HostJob& job);
    void load_module(Loop& loop, const Microtask& script);
    void run_module(Loop& loop);

private:
    Trace& trace_;  // before what writes to it while it is made

public:
    const Program& program;
    const Profile& profile;
    Host* const host;                   // null: the bodies are actions
    HostedTasks* host_tasks = nullptr;  // only with a host, at level full
    const CostModel costs;
    const QuickCode quick_code;
    Recorder recorder;
    EventQueue events;
    Draws draws;
    Cores cores;
    Requests requests;
    SlotPool<Job> jobs;
    SlotPool<HostJob> host_jobs;
    std::int64_t steps_followed = 0;  // trips of hosts that steps led to
    SlotPool<Environment> environments;
    std::vector<Plan> plans;
    std::vector<std::unique_ptr<Loop>> loops;
    std::vector<std::unique_ptr<Pool>> pools;
    std::vector<ThreadOwner> threads;
    Network network;
    Stations stations;
    Arrivals arrivals;
    std::vector<std::uint32_t> process_loops;  // main loop of each process
    std::unique_ptr<Outside> outside;          // null: costs and draws decide when what happens

private:
    template <PlainKind>
    friend class PlainLoop;

    // machine_records.cpp
    void drop_environment(std::uint32_t environment);
    TaskId record_task(const Loop& loop, TaskKind kind, NameId name, PlaceId place,
                       const Context& context, Where where);
    void account_move(std::uint32_t request, Where from, Where to);
    void change_working(std::uint32_t thread, std::uint32_t request, WaitReason reason);

    void drive();
    void step();
    void handle(const Event& event);
    void burst_ended(std::uint32_t thread);
    void wait_for(Loop& loop);
    /// It has begun and not ended: a worker's loop begins some time after it was made, or never.
    [[nodiscard]] bool is_running(std::uint32_t loop) const {
        return loops[loop]->stack != index_none && !stacks_.has_ended(loops[loop]->stack);
    }
    void apply_transitions();
    void apply(const Transition& transition);
    void make_plans();
    void check_limits();
    bool check_rounds();
    void check_interrupt();
    void take_baseline();
    void subtract_baseline(RunStatistics& statistics) const;
    NameId loop_name(std::uint32_t process, std::uint32_t script);
    [[nodiscard]] Duration spread(Duration base);
    void charge_cold_trip(Loop& loop, Instant& last);
    [[nodiscard]] bool has_no_work_left(const Loop& asking) const;
    void stop_when_idle();
    void number_lanes();
    void leave_open_requests();
    /// The limit without the steps for which it was raised.
    [[nodiscard]] std::int64_t limit_said() const;
    [[nodiscard]] std::string starving_queue() const;

    const RunOptions& options_;
    Environment no_variables_;               // of scripts without any; its references mean nothing
    std::uint32_t recent_env_ = index_none;  // asked for last, as mostly the next time
    Environment* recent_ = &no_variables_;
    /// What a host waits for and nothing brings; the earliest is first.
    struct EndlessJob {
        std::uint32_t id = 0;
        NameId name;
    };
    std::vector<EndlessJob> endless_jobs_;
    Instant host_submitted_{-1};  // when a host's trip last was; negative: never
    Instant host_taken_{-1};
    Stacks stacks_;
    Choices choices_;
    Fifo<std::uint32_t> resumed_;  // loops that may go on, when there are several
    bool has_stacks_ = false;
    bool are_loads_over_ = false;  // and something else goes on
    std::uint32_t loops_alive_ = 0;
    Instant now_;
    std::uint32_t acting_thread_ = thread_none;
    Instant until_ = Instant{} + time_max;
    Fifo<Transition> transitions_;
    std::vector<Lane> other_lanes_;  // of workers and stations
    Duration clock_phase_{};
    bool is_stopping_ = false;
    std::int64_t steps_max_ = 0;
    std::int64_t untraced_max_ = 0;  // up to which untraced steps raise it
    static constexpr std::int64_t rounds_between_checks = 1 << 20;
    std::int64_t rounds_left_ = rounds_between_checks;  // until the next one
    std::int64_t rounds_checked_ = 0;
    std::int64_t next_check_ = 1;        // step at which the limit and Ctrl-C are looked at
    std::int64_t steps_free_ = 0;        // that may pass before it
    Instant checked_at_{-1};             // where the clock stood then
    std::int64_t steps_at_instant_ = 0;  // and how many steps had been when it came there
    NameId await_name_;
    std::vector<std::uint64_t> draw_counts_;  // by distribution
    std::uint64_t noise_count_ = 0;
    std::uint64_t output_count_ = 0;
    /// What had been counted when the warm-up was over.
    struct Baseline {
        std::vector<PoolStatistics> pools;
        std::vector<StationStatistics> stations;
        std::vector<Duration> cores;
        std::vector<Duration> loop_cpu;
        std::vector<Duration> loop_idle;
    };
    Baseline baseline_;
    std::vector<Microtask> pending_modules_;  // by loop: scripts whose source is being read
};

// What a loop does at every callback.

inline bool Interpreter::call(const Callback& callback, NameId value, OperandValue* returned) {
    if (!callback.body) return true;
    const QuickStep* const first = code_[callback.body.index()];
    if (first == nullptr) return call_async(callback, value, returned);
    if (first->kind == QuickStep::Kind::end && depth_ < calls_max) return true;
    return call_body(callback, first, value, returned);
}

inline void Loop::update_time() {
    settle();
    time_ms_ = machine_.host != nullptr ? machine_.host->update_time() : machine_.clock_ms();
}

inline std::int64_t Loop::read_clock() {
    update_time();
    return time_ms_;
}

inline std::int64_t Loop::read_clock_for(std::int64_t duration) {
    if (machine_.outside != nullptr) read_outside(duration);
    return read_clock();
}

inline void Loop::note(NoteKind kind, TaskId task, std::uint32_t a, std::uint32_t b) {
    machine_.recorder.note(machine_.now(), kind, lane(), task, a, b);
}

inline Loop::Running Loop::begin_task(TaskId task, std::uint32_t request, Where from) {
    const Running outer = running_;
    running_ = Running{task, request, machine_.now()};
    machine_.set_working(thread, request, WaitReason::running);
    machine_.move(task, request, from, Where::running, lane());
    return outer;
}

inline void Loop::mix(const Callback& callback) {
    machine_.recorder.mix(machine_.now(),
                          (static_cast<std::uint64_t>(index) << 40) | callback.body.value);
}

inline bool Loop::execute(const Callback& callback, NameId value, Where from, SpanKind kind) {
    if (is_followed(callback)) return execute_watched(callback, value, from, kind);
    return execute_unfollowed(callback, value);
}

inline void Loop::end_task(const Running& outer, SpanKind kind) {
    settle();
    if (machine_.recorder.has_spans()) record_span(kind);
    machine_.move(running_.task, index_none, Where::running, Where::done, lane());
    running_ = outer;
    machine_.set_working(thread, outer.request, WaitReason::running);
}

}  // namespace sim
