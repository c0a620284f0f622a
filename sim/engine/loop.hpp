#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/core/fifo.hpp"
#include "sim/core/slot_pool.hpp"
#include "sim/engine/activation.hpp"
#include "sim/engine/collector.hpp"
#include "sim/engine/context.hpp"
#include "sim/engine/interpreter.hpp"
#include "sim/engine/path.hpp"
#include "sim/engine/promises.hpp"
#include "sim/engine/timer_lists.hpp"
#include "sim/engine/warmth.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/node/profile.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

class Machine;
struct Job;
enum class PlainKind : std::uint8_t;

/// What the kernel reports as ready to a loop's poll.
enum class ReadyKind : std::uint8_t {
    async,     // the loop's eventfd: pool completions and messages (R1.15)
    signals,   // the signal pipe
    handle,    // a socket or pipe: level-triggered
    arrival,   // a request of the load on a connection of its own
    accept,    // connections of the load that wait at its listening socket
    station,   // the answer of a station
    resolver,  // the answer of a name server (c-ares)
    inotify,   // the one descriptor for all files that are watched
};

struct ReadyItem {
    ReadyKind kind = ReadyKind::handle;
    std::uint32_t id = index_none;
};

/// A tick: a callback of the program, or one of Node's own.
struct Tick {
    enum class Kind : std::uint8_t {
        callback,
        handle,
        job,
        submit
    };  // job: an API call with nothing to wait for; submit: one that begins now
    Kind kind = Kind::callback;
    std::uint8_t step = 0;              // handle: which of its steps (HandleStep)
    std::uint32_t handle = index_none;  // or the job
    Callback callback;
};

struct Immediate {
    Callback callback;
    std::uint32_t generation = 0;
    std::uint32_t promise = index_none;  // timers/promises
    std::uint32_t holds = 0;             // variables that name it
    bool is_ref = true;
    bool is_destroyed = false;  // run or cleared
    bool is_queued = false;
    bool is_noop = false;  // Node's own, to make sure that a check phase follows (R2.36)
};

/// One of the uv timers of a loop: all JavaScript timers share the first.
struct UvTimer {
    std::int64_t due = 0;     // loop ms
    std::int64_t repeat = 0;  // ms; 0: once
    std::uint64_t sequence = 0;
    bool is_active = false;
    bool is_ref = false;
};

/// Listeners of the process object.
struct ProcessListeners {
    struct Listener {
        ProcessEvent event = ProcessEvent::exit;
        NameId signal;
        Callback callback;
    };
    std::vector<Listener> list;
};

/// One event loop with its thread: Node's and libuv's scheduling of one JavaScript context. `live` runs it from
/// the first line of its script to its end on a stack of its own; whenever it spends CPU time or sleeps in poll
/// it calls the machine, which runs everything else meanwhile.
class Loop {
public:
    Loop(Machine& machine, std::uint32_t index, std::uint32_t process, std::uint32_t script);

    void live();
    /// The same behind the main script.
    void live_on();

    // What others tell it.
    void make_ready(ReadyItem item);
    void note_woken();
    /// Time blocked in poll so far.
    [[nodiscard]] Duration idle_until(Instant now) const {
        return statistics.idle + (is_blocked ? now - slept_at_ : Duration{});
    }
    void poll_timed_out();

    // What the outside asks when it decides.
    /// Sleeps in poll until then; instant_never: until somebody wakes it.
    void sleep_until(Instant until);
    void collect_ready_now();
    /// Something runs between the completions of this poll and those of the next.
    [[nodiscard]] bool has_work_before_poll() const;
    /// What is left of poll's timeout once it has looked without waiting.
    [[nodiscard]] std::int64_t timeout_left(std::int64_t timeout_ms);
    [[nodiscard]] bool has_ready() const { return !ready_.empty(); }
    [[nodiscard]] bool has_batch() const { return !batch_.empty(); }
    /// When its timers are due, loop ms.
    [[nodiscard]] std::vector<std::int64_t> due_times() const;
    /// The task of a timer that is due then.
    [[nodiscard]] TaskId timer_due_at(std::int64_t ms) const;
    [[nodiscard]] const Fifo<ReadyItem>& ready() const { return ready_; }
    [[nodiscard]] const std::vector<std::uint32_t>& completed() const { return completed_; }
    [[nodiscard]] std::size_t signals() const { return signals_.size(); }
    [[nodiscard]] const Fifo<std::uint32_t>& file_events() const { return file_events_; }
    [[nodiscard]] const Fifo<std::uint32_t>& tasks() const { return tasks_; }
    /// What is left of the batch that is being dispatched, and of the jobs in its present entry.
    [[nodiscard]] std::span<const ReadyItem> batch_left() const {
        return std::span{batch_}.subspan(std::min(batch_at_, batch_.size()));
    }
    [[nodiscard]] std::span<const std::uint32_t> completing_left() const {
        return std::span{completing_}.subspan(std::min(completing_at_, completing_.size()));
    }

    void complete_job(std::uint32_t job);
    void signal_async();  // an async handle of the loop is pending
    void add_port(std::uint32_t handle);
    void close_handle(std::uint32_t handle);  // its close callback is due in the closing phase
    void add_pending(std::uint32_t handle, std::uint8_t step);
    void watch(ReadyItem item);  // a descriptor that poll registers when it next begins
    void next_tick(const Tick& tick) { ticks_.push_back(tick); }
    void queue_microtask(const Microtask& job) { microtasks_.push_back(job); }
    /// Callbacks at the end of their queues; the caller sets what they consist of, see run_queued_callback.
    [[nodiscard]] Callback& new_tick() {
        if (!has_made_tick_) charge_first(has_made_tick_, &CostModel::tick_first);
        Tick& tick = ticks_.append();
        tick.kind = Tick::Kind::callback;
        return tick.callback;
    }
    [[nodiscard]] Reaction& new_microtask() {
        if (!has_made_microtask_) charge_first(has_made_microtask_, &CostModel::microtask_first);
        Microtask& job = microtasks_.append();
        job.kind = MicrotaskKind::callback;
        return job.reaction;
    }
    /// The caller gives it its callback.
    std::pair<std::uint32_t, Immediate&> add_immediate(std::uint32_t promise, bool is_ref) {
        if (!has_made_immediate_) charge_first(has_made_immediate_, &CostModel::immediate_first);
        const std::uint32_t id = immediates.take();
        Immediate& immediate = immediates[id];
        const std::uint32_t generation = immediate.generation + 1;
        immediate = Immediate{};
        immediate.generation = generation;
        immediate.promise = promise;
        immediate.is_ref = is_ref;
        immediate.is_queued = true;
        count_immediate(is_ref, 1);
        immediate_queue_.append().id = id;
        return {id, immediate};
    }
    /// One that no variable names, so that nothing can become of it but to run. The caller sets what its callback consists of.
    [[nodiscard]] Callback& new_nameless_immediate() {
        if (!has_made_immediate_) charge_first(has_made_immediate_, &CostModel::immediate_first);
        ++ref_immediates_;
        QueuedImmediate& queued = immediate_queue_.append();
        queued.id = index_none;
        return queued.callback;
    }
    /// Ticks, microtasks, immediates and timers that have been made and have not run.
    [[nodiscard]] std::size_t queued_callbacks() const {
        return ticks_.size() + microtasks_.size() + immediate_queue_.size() +
               timers.timers.in_use() + timers.nameless();
    }
    void clear_immediate(std::uint32_t immediate);
    void set_immediate_ref(std::uint32_t immediate, bool is_ref);
    std::uint32_t add_timer(const Callback& callback, std::uint32_t promise, std::int32_t ms,
                            bool is_repeating, bool is_ref);
    /// As new_nameless_immediate; it is ref'd and fires once.
    [[nodiscard]] ArmedTimer& new_nameless_timer(std::int32_t ms);
    void clear_timer(std::uint32_t timer);
    void refresh_timer(std::uint32_t timer);
    void set_timer_ref(std::uint32_t timer, bool is_ref);
    void enable_delay_monitor(Duration resolution);
    void signal_arrived(NameId signal);
    /// Events of files are heard once the next poll has begun.
    void watch_files();
    void file_event_arrived(std::uint32_t job);
    void task_arrived(std::uint32_t job);
    void exit(int code);  // process.exit
    void terminate();     // its process or thread ends

    // Running JavaScript. All take the callback as the caller's: its context stays held.
    /// A callback entered from C++: runs, then drains (R2.30), or handles what it threw.
    void make_callback(const Callback& callback, NameId value, Where from, SpanKind kind);
    /// Callbacks emitted one after another under one scope: open, emit ..., close.
    void open_scope() { ++depth_; }
    void leave_scope() {
        --depth_;
        if (!has_drained()) close_scope();
    }
    /// leave_scope, or what follows when the callback threw: it drains nothing (R2.12, R2.25).
    void end_scope(bool is_done);
    void close_scope();
    /// False if it threw; then the caller handles `error`.
    bool execute(const Callback& callback, NameId value, Where from, SpanKind kind);
    /// The same for a callback that does not run again: its context is let go of.
    bool execute_last(const Callback& callback, Where from, SpanKind kind);
    bool handle_exception(NameId thrown);
    void warn_of_delay(std::int64_t ms);
    void note_queued(const Reaction& reaction);
    void note_dropped(const Reaction& reaction);
    [[nodiscard]] bool has_listener(ProcessEvent event, NameId signal) const;
    bool emit_listeners(ProcessEvent event, NameId value, NameId signal);
    /// Makes `task` the one that runs until end_task; tasks nest (an exception handler within a callback).
    struct Running {
        TaskId task;
        std::uint32_t request = index_none;
        Instant since;
    };
    Running begin_task(TaskId task, std::uint32_t request, Where from);
    void end_task(const Running& outer, SpanKind kind);

    /// A fact for explanations (level full only).
    void note(NoteKind kind, TaskId task, std::uint32_t a = 0, std::uint32_t b = 0);

    void charge(Duration cost) { debt_ += takes_least_ ? least_cost(cost) : cost; }
    void settle() {
        if (debt_.ns != 0) pay_debt();
    }
    void advance(Duration cpu);
    /// The same for the action at `place`, which says that it gets faster with its calls or allocates.
    void advance_in_v8(const Action& action, std::uint32_t place, Duration cpu);
    std::int64_t read_clock();  // refreshes the loop time, ms (R2.4)
    /// The same where it decides when a timer of `duration` ms is due, or (see Outside) which timers are.
    std::int64_t read_clock_for(std::int64_t duration);
    void count_immediate(bool is_ref, int by) {
        (is_ref ? ref_immediates_ : unref_immediates_) += by;
    }
    [[nodiscard]] bool has_immediates() const { return ref_immediates_ + unref_immediates_ > 0; }
    void set_handles_ref(int by) { active_handles_ += by; }
    void set_requests(int by) { active_requests_ += by; }
    /// Its thread or the whole run ends.
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }
    void stop() { is_stopping_ = true; }
    [[nodiscard]] bool is_alive() const { return ref_immediates_ > 0 || is_held_alive(); }
    /// Whether something is under way that has an end. Intervals and handles that wait for somebody have none.
    [[nodiscard]] bool has_work_left() const;
    [[nodiscard]] TaskId current_task() const { return running_.task; }
    /// A host's task runs now (level full only).
    void set_current_task(TaskId task) { running_.task = task; }
    /// CPU spent and not yet passed.
    [[nodiscard]] Duration debt() const { return debt_; }
    [[nodiscard]] std::uint16_t lane() const { return static_cast<std::uint16_t>(index); }

    std::uint32_t index;
    std::uint32_t process;
    std::uint32_t script;
    std::uint32_t thread = index_none;
    std::uint32_t stack = index_none;  // with several loops: where it runs, once it has begun
    bool is_resumed = true;
    bool is_blocked = false;
    bool is_finished = false;
    bool is_terminated = false;
    std::uint32_t worker_handle = index_none;  // in its parent: the handle of this worker
    std::uint32_t parent_port = index_none;    // in a worker: its port to the parent
    std::int32_t exit_code = 0;
    LoopStatistics statistics;
    TimerLists timers;
    SlotPool<Immediate> immediates;
    SlotPool<Combinator> combinators;
    Promises promises;
    ProcessListeners listeners;
    Collector collector;
    NameId error;  // of the last throw

    /// A variable no longer names the record (see Value).
    void drop_timer(std::uint32_t timer);
    void drop_immediate(std::uint32_t immediate);

private:
    template <PlainKind>
    friend class PlainLoop;

    // loop.cpp: the loop as the specification has it.
    void run_script();
    void finish();
    void run_uv();
    void run_phases();
    [[nodiscard]] bool has_armed_timer() const;
    [[nodiscard]] bool has_only_immediates() const;
    void run_phases_before_check();
    void run_timers_phase();
    void run_timers();
    [[nodiscard]] std::size_t find_due_timer(std::uint64_t sequence) const;
    void run_due_timers();
    void run_pending_phase();
    void run_pending();
    void run_poll_phase();
    void run_check_phase();
    void run_close_phase();
    void run_closing();
    void enter(Phase phase);
    void record_iteration();
    void emit_process_event(ProcessEvent event, NameId value);
    void update_time();
    void read_outside(std::int64_t duration);
    void pay_debt();
    void stand_still(Duration pause);
    [[nodiscard]] std::int64_t backend_timeout() const;

    // drain.cpp
    [[nodiscard]] bool is_followed(const Callback& callback) const {
        return is_watched_ || running_.request != index_none ||
               callback.context.request != index_none;
    }
    void mix(const Callback& callback);
    bool execute_unfollowed(const Callback& callback, NameId value);
    bool execute_here(const Callback& callback, NameId value, Environment& environment);
    bool execute_last_watched(const Callback& callback, Where from, SpanKind kind);
    bool execute_watched(const Callback& callback, NameId value, Where from, SpanKind kind);
    void record_span(SpanKind kind);
    void run_microtasks();
    void run_queued_callback();
    void run_microtask(const Microtask& job);
    void run_reaction(const Microtask& job);
    void settle_element(std::uint32_t combinator, const Microtask& job);
    bool run_tick();
    bool run_own_tick(const Tick& tick);
    bool run_job_tick(const Tick& tick);
    [[nodiscard]] bool is_held_alive() const;
    /// No tick, microtask or rejection waits.
    [[nodiscard]] bool has_drained() const {
        return ticks_.empty() && microtasks_.empty() && !promises.has_rejection_to_warn;
    }
    bool process_ticks();
    /// As close_scope, between two timers or immediates of one pass; false if a tick threw, which ends the pass.
    bool run_next_ticks() { return has_drained() || drain_between(); }
    bool drain_between();
    bool process_rejections();
    void report_rejection(NameId value, PlaceId place);
    void emit_warning();
    void add_noop_immediate();

    // loop_timers.cpp
    void schedule_uv_timer(std::size_t which, std::int64_t in_ms);
    void run_uv_timer(std::size_t which);
    void sample_delay();
    void run_js_timers();
    bool process_timers(std::int64_t pass_now);
    bool run_list(TimerLists::List& list, std::int64_t pass_now);
    bool run_timer(std::uint32_t id, Timer& timer);
    void insert_timer(std::uint32_t id, Timer& timer, std::int64_t start);
    bool run_timer_record(std::uint32_t id, bool is_first);
    bool run_nameless_timer(TimerLists::List& list, const ArmedTimer& timer);
    void count_ref_timers(std::int64_t by);
    void free_timer_if_unused(std::uint32_t id, Timer& timer);
    /// What a thread does for the first time: Node compiles it then.
    void charge_first(bool& has_been, Duration CostModel::*cost);
    bool charge_run(Duration CostModel::*each, bool& has_run, Duration CostModel::*first);
    bool process_immediates();
    void begin_callback(Duration cost);
    bool run_immediate(const Immediate& immediate);
    bool run_immediate_record(std::uint32_t id);
    bool run_nameless_immediate(const Callback& callback);
    void free_immediate_if_unused(std::uint32_t id, Immediate& immediate);

    // loop_poll.cpp
    void wait_for_events(std::int64_t timeout);
    void register_watchers();
    void collect_ready(std::size_t events_max);
    void sleep_in_poll(std::int64_t timeout_ms);
    void record_sleep(std::uint32_t timeout);
    void ask_for_timeout();
    void dispatch_batch();
    void dispatch(ReadyItem item);
    void dispatch_async();
    bool add_completion();
    void dispatch_signals();
    void dispatch_file_events();
    void inotify_registered();
    void finish_job(std::uint32_t job);
    void finish_host_job(std::uint32_t job);
    void complete_host_job(std::uint32_t id, const Job& job, bool is_step) const;

    Machine& machine_;
    Interpreter interpreter_;
    Warmth warmth_;
    std::int64_t time_ms_ = 0;   // the loop's cached clock
    Duration debt_{};            // CPU spent and not yet passed
    bool takes_least_ = false;   // where paths are explored
    bool shows_phases_ = false;  // somebody sees or decides what each does
    bool is_watched_ = false;    // a trace or an explorer looks at each callback
    bool is_stopping_ = false;
    int depth_ = 0;  // nested callback scopes
    Running running_;

    Fifo<Tick> ticks_;
    Fifo<Microtask> microtasks_;
    struct alignas(8) QueuedImmediate {  // 32 bytes, so that a shift finds it
        std::uint32_t id = index_none;   // none: nobody follows it, all of it stands here
        Callback callback;
    };
    Fifo<QueuedImmediate> immediate_queue_;
    std::size_t outstanding_ = 0;      // how many of them the check phase still works through
    std::int64_t ref_immediates_ = 0;  // waiting
    std::int64_t unref_immediates_ = 0;
    bool has_made_immediate_ = false;
    bool has_made_timer_ = false;
    bool has_made_tick_ = false;
    bool has_run_tick_ = false;
    bool has_made_microtask_ = false;
    bool has_run_microtask_ = false;
    bool is_tick_free_ = false;  // those of callbacks cost nothing any more
    bool is_microtask_free_ = false;
    static constexpr std::size_t js_timer = 0;     // in `uv_timers_`: of all JavaScript timers
    static constexpr std::size_t delay_timer = 1;  // of monitorEventLoopDelay
    std::array<UvTimer, 2> uv_timers_{};
    std::uint64_t uv_timer_sequence_ = 0;
    Instant delay_previous_;
    bool delay_has_previous_ = false;

    Fifo<ReadyItem> ready_;         // the kernel's ready list
    std::vector<ReadyItem> batch_;  // one epoll_wait's worth
    std::vector<ReadyItem> watch_queue_;
    bool async_is_ready_ = false;
    bool is_in_asyncs_ = false;
    std::vector<std::uint32_t> completed_;  // finished pool jobs
    std::vector<std::uint32_t> completing_;
    std::size_t batch_at_ = 0;          // behind the one that is dispatched
    std::size_t completing_at_ = 0;     // behind the one whose callback runs
    std::vector<std::uint32_t> ports_;  // message ports in creation order
    Fifo<NameId> signals_;
    bool signals_are_ready_ = false;
    Fifo<std::uint32_t> file_events_;  // jobs of the host
    bool has_inotify_ = false;
    bool inotify_is_registered_ = false;
    bool inotify_is_ready_ = false;
    Fifo<std::uint32_t> tasks_;  // V8's, jobs of the host
    struct Pending {
        std::uint32_t handle = index_none;
        std::uint8_t step = 0;
    };
    Fifo<Pending> pending_;
    std::vector<std::uint32_t> closing_;
    int active_handles_ = 0;  // ref'd and active, besides timers and immediates
    int active_requests_ = 0;
    Instant slept_at_;               // when it began to sleep in poll
    Instant woken_at_;               // and when that sleep ended
    Instant poll_until_;             // its timeout
    std::vector<Instant> timeouts_;  // events of its own in the queue, falling
    std::uint64_t iteration_ = 0;
    bool is_exiting_ = false;
    bool has_warned_nan_ = false;
    bool has_warned_negative_ = false;
    PlaceId error_place_;
    std::uint32_t script_promise_ = index_none;  // of an ES module's evaluation
};

}  // namespace sim
