#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/draws.hpp"
#include "sim/core/due.hpp"
#include "sim/core/event_queue.hpp"
#include "sim/core/time.hpp"
#include "sim/engine/decaying_average.hpp"
#include "sim/engine/tick_grid.hpp"
#include "sim/program/scheduler.hpp"

namespace sim {

/// Defaults of Linux 6.18 with HZ=250 and two cores; all but the first two matter to `per_core` only.
struct CoresConfig {
    Scheduler scheduler = Scheduler::per_core;
    std::int32_t cores = 4;
    /// Of the fair scheduler: a thread's deadline is so much of its own CPU time ahead (sysctl_sched_base_slice).
    Duration slice = microseconds(1400);
    Duration tick = milliseconds(4);      // 1 / HZ
    Duration balance = milliseconds(64);  // between a busy core's looks at the others
    /// A core does not take a thread that has run within this time, its cache being hot, unless it has failed so for
    /// `pull_failures` times. `cache_hot` 0: it takes any.
    /// Source: Linux kernel/sched/fair.c, task_hot and can_migrate_task: sysctl_sched_migration_cost is 0.5 ms, and
    /// nr_balance_failed has to exceed cache_nice_tries, which is 1 (kernel/sched/topology.c, sd_init).
    Duration cache_hot = microseconds(500);
    std::int32_t pull_failures = 2;
    /// A thread that its core's only runnable thread wakes stays on that core while it is used less than this, in units of
    /// DecayingAverage::one. Some kernels of virtual machines do so, since to start an idle core is dear there.
    /// Source: traces of Linux 6.18 booted with sched_vcpu_pack=15 (15 % of the core stay free): 7,087 of 7,119 such threads
    /// stayed beside an idle core; Linux itself never keeps them. One that was elsewhere comes there if both use little.
    std::int64_t packing = 0;
};

/// The kernel's slice is so many times that of one core: it grows with the logarithm of up to eight cores.
/// Source: Linux kernel/sched/fair.c, get_update_sysctl_factor.
[[nodiscard]] constexpr std::int32_t slice_factor(std::int32_t cores) {
    constexpr std::int32_t cores_most = 8;
    return static_cast<std::int32_t>(
        std::bit_width(static_cast<std::uint32_t>(std::clamp(cores, 1, cores_most))));
}

using ThreadIndex = std::uint32_t;
/// In percent of the other's load, what one of two cores may have before a thread moves. Source: Linux kernel/sched/topology.c,
/// sd_init, imbalance_pct among cores that share a cache.
constexpr std::int64_t tolerated_imbalance = 117;

constexpr ThreadIndex thread_none = 0xFFFF'FFFFU;

/// What became of a runnable thread: it progresses (under `ps` perhaps at a rate below one) or waits for a core.
struct Transition {
    Instant at;
    ThreadIndex thread = thread_none;
    bool is_progressing = false;
};

/// The CPU cores and the threads on them. A thread is blocked, or runnable with a burst of CPU time to spend.
/// When its burst is spent, `handle` returns it; it still holds its core, and the engine then gives it the
/// next burst (`run`) or lets it sleep (`block`), both at that same instant. A thread that wakes another one
/// should do so before it sleeps itself, as real threads do.
///
/// The cores look at themselves at the alarm of the engine's queue, which the engine must hand to `handle`.
/// Ticks that come before anything else are handled ahead of time, without an event of their own.
/// Context switches are free.
class Cores {
public:
    /// `source` decides the phase of the ticks and the first core of each thread.
    Cores(const CoresConfig& config, EventQueue& events, std::uint32_t event_kind, Source source);

    /// No tick is handled ahead of time after this instant: for a run that ends there.
    void set_horizon(Instant horizon) { horizon_ = horizon; }

    ThreadIndex add_thread(bool is_main);

    /// A burst of `cpu` for a blocked thread, which wakes, or for one that holds its core, which goes on at once.
    /// `waker` is the thread that does the waking, thread_none for the OS.
    void run(ThreadIndex thread, Duration cpu, ThreadIndex waker, Instant now) {
        Thread& row = threads_[thread];
        if (row.state != State::running || row.holds_lock || config_.scheduler == Scheduler::ps)
            return run_slowly(thread, cpu, waker, now);
        SIM_CHECK(!row.has_burst && cpu.ns >= 0);
        SIM_CHECK(row.since == now);  // no core is held for nothing
        row.has_burst = true;
        row.left = cpu;
        if (config_.scheduler == Scheduler::unlimited) {
            push_end(thread, now + cpu);
        } else {
            row.sequence = ++burst_sequence_;
            settle(row.core);
        }
    }
    /// The thread sleeps and leaves its core. What is left of an unfinished burst is dropped.
    void block(ThreadIndex thread, Instant now);

    /// Handles an event of the cores' kind; the thread whose burst has ended, or thread_none. Until the next event
    /// of the queue, the state may be that of a later instant: see `transitions`.
    [[nodiscard]] ThreadIndex handle(const Event& event) {
        if (config_.scheduler != Scheduler::unlimited) return handle_alarm(event.at);
        return threads_[event.a].generation == event.b ? end_burst(event.a, event.at) : thread_none;
    }

    /// Likewise, of the queue's alarm.
    [[nodiscard]] ThreadIndex handle_alarm(Instant now) {
        return config_.scheduler == Scheduler::ps ? handle_shared(now) : handle_on_cores(now);
    }

    /// True when `thread` holds its core without a burst and goes on at full speed until the next event of the
    /// queue, whatever that is. The engine may then advance its clock by d without `run`, if the queue's next
    /// event is later, and tell by `charge`.
    [[nodiscard]] bool can_run_alone(ThreadIndex thread) const {
        const Thread& row = threads_[thread];
        return row.state == State::running && !row.has_burst &&
               (config_.scheduler != Scheduler::ps || runnable_ <= config_.cores);
    }
    /// And no event of the queue is due up to and including `until`.
    [[nodiscard]] bool can_run_alone(ThreadIndex thread, Instant until) const {
        return events_->next_at() > until && can_run_alone(thread);
    }
    /// The thread has used `cpu` by itself; the clock has advanced by as much.
    void charge(ThreadIndex thread, Duration cpu) {
        Thread& row = threads_[thread];
        SIM_CHECK(row.state == State::running && !row.has_burst);
        if (config_.scheduler == Scheduler::ps) row.virtual_end += to_virtual(cpu);
        row.since += cpu;
        account(row, cpu);
    }

    /// Nobody asks for transitions, so that none are kept.
    void forget_transitions() { is_noting_ = false; }
    /// What happened to threads other than by the caller's own `block`, in order of time, since the last clear.
    [[nodiscard]] std::span<const Transition> transitions() const { return transitions_; }
    void clear_transitions() { transitions_.clear(); }

    /// False if the thread is blocked or waits for a core.
    [[nodiscard]] bool is_progressing(ThreadIndex thread) const {
        return threads_[thread].state == State::running;
    }
    [[nodiscard]] bool is_blocked(ThreadIndex thread) const {
        return threads_[thread].state == State::blocked || threads_[thread].is_leaving;
    }
    /// CPU time that the thread has had until `now`; between two instants it runs for the difference, and
    /// waits for CPU in the rest of the time in which it is runnable.
    [[nodiscard]] Duration cpu_of(ThreadIndex thread, Instant now) const {
        const Thread& row = threads_[thread];
        if (row.state != State::running || !row.has_burst) return row.cpu;
        return cpu_in_burst(row, now);
    }
    /// CPU time that the core has given until `now`; under `ps` all cores have given the same, to the nanosecond.
    /// The sum over the cores is that over the threads. 0 if cores are unlimited.
    [[nodiscard]] Duration busy(std::int32_t core, Instant now) const;
    [[nodiscard]] std::int32_t cores() const { return config_.cores; }
    [[nodiscard]] std::size_t threads() const { return threads_.size(); }
    /// Threads that are runnable and have no core; always 0 unless `per_core`.
    [[nodiscard]] std::int32_t waiting() const { return waiting_; }
    /// Threads that hold a core (`ps`: min of runnable and cores).
    [[nodiscard]] std::int32_t busy_cores() const;
    [[nodiscard]] const CoresConfig& config() const { return config_; }
    /// Some thread sleeps until another one lets a lock go.
    [[nodiscard]] bool has_locked() const { return !lockers_.empty(); }

private:
    /// CPU time in units of 2^-32 ns: rounding stays below a nanosecond over 10^9 changes of rate.
    __extension__ using Virtual = __int128;
    static Virtual to_virtual(Duration duration) { return static_cast<Virtual>(duration.ns) << 32; }

    // Which streams of the cores' source decide what.
    static constexpr std::uint64_t draws_of_ticks = std::uint64_t{1} << 32;
    static constexpr std::uint64_t draws_of_threads = std::uint64_t{2} << 32;
    static constexpr std::uint64_t draws_of_ties = std::uint64_t{3} << 32;

    enum class State : std::uint8_t {
        blocked,
        running,  // has a core (ps: a share of them)
        waiting,  // in a run queue
        locked,   // asleep until another thread lets a lock go
    };
    static constexpr Duration no_lock{std::numeric_limits<std::int64_t>::max()};
    /// In whole lines of the cache, what every switch touches first; its size is a power of two, so that threads are counted
    /// without multiplying, as those below.
    struct alignas(256) Thread {
        State state = State::blocked;
        bool is_main = false;
        bool has_burst = false;  // a burst is not spent; false while it holds its core after one
        // per_core, names of the kernel: virtual time is CPU time, as all threads weigh the same
        bool is_delayed = false;      // blocked, and still in a run queue (sched_delayed)
        bool is_leaving = false;      // goes to sleep as soon as it gets a core again
        bool holds_lock = false;      // that others wait for
        bool left_others = false;     // there were runnable ones on its core when it went to sleep
        std::uint32_t core = 0;       // current or previous one
        std::int64_t vruntime = 0;    // comparable within a core only
        std::int64_t deadline = 0;    // likewise
        std::int64_t protection = 0;  // no switch before it has run until here (vprot)
        Duration left{};              // of the burst, at `since`
        Instant since{};              // up to when `cpu` is accounted, while it is running
        Duration cpu{};               // before `since`
        std::uint64_t sequence =
            0;  // of its burst: of two that end at one instant the earlier begun is first
        Duration before_lock =
            no_lock;  // CPU time until it wants the lock that its waker has, at `since`
        Instant ran_until{std::numeric_limits<std::int64_t>::min() /
                          2};            // when it last left a core
        DecayingAverage use;             // having a core
        std::uint64_t queued = 0;        // order of its last enqueueing or pick
        DecayingAverage load;            // runnable
        std::int64_t lag = 0;            // what it was owed when it left a queue (vlag)
        std::int64_t use_estimate = 0;   // of `use` when it goes to sleep (util_est)
        std::uint32_t recent_core = 0;   // the core before the previous one (recent_used_cpu)
        ThreadIndex main = thread_none;  // of its pool, once they have woken each other
        ThreadIndex lock_holder = thread_none;  // of a main thread: who has the lock of its pool
        std::uint32_t generation = 0;  // unlimited: of its burst's end event; others are stale
        Virtual virtual_end = 0;       // ps: virtual time at which its burst ends or has ended
    };

    void push_end(ThreadIndex thread, Instant at) {
        events_->push(
            {.at = at, .kind = event_kind_, .a = thread, .b = threads_[thread].generation});
    }
    ThreadIndex end_burst(ThreadIndex thread, Instant now) {
        Thread& row = threads_[thread];
        account(row, now - row.since);
        row.left = {};
        row.since = now;
        row.has_burst = false;
        return thread;
    }
    void account(Thread& row, Duration cpu) {
        row.cpu += cpu;
        if (config_.scheduler == Scheduler::per_core) queues_[row.core].busy += cpu;
    }
    void note(ThreadIndex thread, bool is_progressing, Instant now) {
        if (is_noting_) transitions_.push_back({now, thread, is_progressing});
    }
    [[nodiscard]] Duration cpu_in_burst(const Thread& row, Instant now) const;
    void run_slowly(ThreadIndex thread, Duration cpu, ThreadIndex waker, Instant now);

    // cores_ps.cpp
    struct Finish {
        Virtual at = 0;
        std::uint64_t sequence = 0;
        ThreadIndex thread = thread_none;
    };
    void run_shared(ThreadIndex thread, Duration cpu, Instant now);
    void block_shared(ThreadIndex thread, Instant now);
    ThreadIndex handle_shared(Instant now);
    void change_runnable(std::int32_t change, Instant now);
    void schedule_shared(Instant now);
    [[nodiscard]] Virtual virtual_at(Instant now) const;
    [[nodiscard]] Instant real_at(Virtual when) const;
    [[nodiscard]] static Duration used_of_burst(const Thread& row, Virtual now);

    // cores_linux.cpp
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() / 2;
    /// A thread in a run queue, with what decides when it comes next, which stays while it stands there.
    struct alignas(32) Queued {
        ThreadIndex thread = thread_none;
        std::int64_t vruntime = 0;
        std::int64_t deadline = 0;
    };
    struct alignas(256) RunQueue {
        ThreadIndex current = thread_none;
        std::int32_t waiting = 0;   // those in `queue` that are runnable
        std::vector<Queued> queue;  // without `current`, in the order of arrival; delayed ones too
        std::uint64_t sum = 0;      // of the vruntimes in `queue`, modulo 2^64
        Instant updated_at{};       // up to when the vruntime of `current` is accounted
        std::int64_t vruntime = 0;  // the average when everybody had left (avg_vruntime)
        Instant tick_at{};  // on the cores' grid; the next tick whenever somebody is queued here
        // Of balancing, in numbers of ticks; in brackets the kernel's names.
        std::int32_t failures = 0;        // to take a thread from others, since the last success
        bool is_content = false;          // its last look at the others found nothing to do
        bool is_listed = true;            // among the idle ones: no tick since (nohz_tick_stopped)
        std::int64_t looked_at = -never;  // (last_balance)
        std::int64_t look_at = -never;    // (next_balance)
        Instant turned_at{};              // when it last became busy or idle
        Duration busy{};                  // without the present run of `current`
        DecayingAverage load;             // runnable threads
        DecayingAverage use;              // having a current thread
        [[nodiscard]] std::size_t size() const {
            return queue.size() + (current == thread_none ? 0 : 1);
        }
        [[nodiscard]] std::int32_t runnable() const {
            return waiting + (current == thread_none ? 0 : 1);
        }
    };
    /// What happens next on a core by itself: the end of a burst or that it comes to a lock, in the order of scheduling, or
    /// a tick, in order 0, if somebody is queued.
    using Next = Due<16>;
    /// instant_never: it has none.
    [[nodiscard]] static Instant end_of(const Thread& row) {
        return row.has_burst ? row.since + std::min(row.left, row.before_lock) : instant_never;
    }
    [[nodiscard]] Next next_of(std::uint32_t core) const {
        const RunQueue& queue = queues_[core];
        Instant at = instant_never;
        std::uint64_t sequence = 0;
        if (queue.current != thread_none) {
            at = end_of(threads_[queue.current]);
            sequence = threads_[queue.current].sequence;
        }
        if (!queue.queue.empty() && queue.tick_at <= at) {
            at = queue.tick_at;
            sequence = 0;
        }
        return {at, sequence, core};
    }
    [[nodiscard]] Next find_next() const {
        Next first = next_.front();
        for (const Next each : next_) first = earlier(first, each);
        return first;
    }
    void settle(std::uint32_t core) {
        next_[core] = next_of(core);
        events_->set_alarm(find_next().at());
    }
    ThreadIndex handle_on_cores(Instant now);
    void wake(ThreadIndex thread, ThreadIndex waker, Instant now);
    void wake_delayed(ThreadIndex thread, Instant now);
    void wake_with_lock(ThreadIndex thread, ThreadIndex waker, Instant now);
    void leave(ThreadIndex thread, Instant now);
    [[nodiscard]] ThreadIndex lock_holder_of(ThreadIndex thread) const;
    bool stops_at_lock(std::uint32_t core, Instant now);
    void wait_for_lock(ThreadIndex thread, ThreadIndex holder, Instant now);
    void run_until(Thread& row, Instant now);
    void let_locks_go(Instant now) {
        if (!unlocking_.empty()) let_waiting_locks_go(now);
    }
    void let_waiting_locks_go(Instant now);
    void let_lock_go(ThreadIndex holder, Instant now);
    void block_on_core(ThreadIndex thread, Instant now);
    void tick(std::uint32_t core, Instant now);
    void handle_tick(std::uint32_t core, Instant now);
    void handle_ticks(Instant now);
    void take_turns(std::uint32_t core, Instant now);
    void start(std::uint32_t core, ThreadIndex thread, Instant now);
    void leave_idle(std::uint32_t core, Instant now);
    void stop(ThreadIndex thread, Instant now);
    void preempt(std::uint32_t core, ThreadIndex thread, bool is_claimed, Instant now);
    [[nodiscard]] std::uint32_t next_core(std::uint32_t core) const {
        return core + 1 < queues_.size() ? core + 1 : 0;
    }

    // cores_balance.cpp
    [[nodiscard]] std::int64_t interval_of(const RunQueue& queue, bool is_busy) const;
    void set_looked(RunQueue& queue, std::int64_t tick, bool is_content);
    void fall_idle(RunQueue& queue, Instant now);
    void balance(std::uint32_t core, Instant now);
    void look_busy(std::uint32_t core, std::int64_t tick, Instant now);
    void wake_idle(std::uint32_t core, std::int64_t tick, Instant now);
    void see_next_look();
    void look_idle(std::uint32_t core, std::int64_t tick, Instant now);
    [[nodiscard]] std::uint32_t find_busiest(std::uint32_t first) const;
    [[nodiscard]] std::size_t find_movable(
        std::uint32_t from, bool takes_hot, Instant now,
        std::int64_t load_most = std::numeric_limits<std::int64_t>::max());
    void move(std::uint32_t to, std::uint32_t from, std::size_t position, Instant now);

    // cores_place.cpp
    [[nodiscard]] std::uint32_t choose_core(Thread& row, ThreadIndex waker, Instant now);
    [[nodiscard]] bool has_room(std::uint32_t core, Instant now);
    [[nodiscard]] bool has_room_for(Thread& row, std::uint32_t core, Instant now);
    static void estimate_use(Thread& row);
    [[nodiscard]] bool is_waker_less_loaded(Thread& row, std::uint32_t waker_core, Instant now);
    [[nodiscard]] std::int64_t cores_to_scan(Instant now);
    void move_load(Thread& row, std::uint32_t to, Instant now);
    void change_load(Thread& row, bool was_runnable, Instant now);

    // cores_fair.cpp
    struct Sum {
        std::int64_t base = 0;
        std::int64_t above = 0;  // of the vruntimes, each less `base`
    };
    [[nodiscard]] Sum sum_of(const RunQueue& queue) const;
    [[nodiscard]] std::int64_t average_of(const RunQueue& queue) const;
    static constexpr std::size_t keeps_current = std::numeric_limits<std::size_t>::max();
    [[nodiscard]] std::size_t find_next_thread(const RunQueue& queue) const;
    [[nodiscard]] bool comes_next(const RunQueue& queue, ThreadIndex thread) const {
        const std::size_t next = find_next_thread(queue);
        return next < queue.queue.size() && queue.queue[next].thread == thread;
    }
    bool update_current(std::uint32_t core, Instant now);
    void renew_deadline(const RunQueue& queue, Thread& row, Instant now);
    /// Of the current thread. True if others have a claim to its core now.
    bool update_vruntime(RunQueue& queue, Thread& row, Instant now) const {
        row.vruntime += (now - queue.updated_at).ns;
        queue.updated_at = now;
        const bool is_due = row.vruntime >= row.deadline;
        if (is_due) row.deadline = row.vruntime + config_.slice.ns;
        return is_due || row.vruntime >= row.protection;
    }
    /// Of two the one that has had less is eligible, of equals the earlier deadline counts.
    [[nodiscard]] static bool stays_before(const Thread& current, const Queued& other) {
        const std::int64_t behind = current.vruntime - other.vruntime;
        if (behind > 0) return false;
        return behind < 0 || current.vruntime < current.protection ||
               other.deadline > current.deadline;
    }
    void place(const RunQueue& queue, Thread& row);
    void break_tie(Thread& row, bool was_locked);
    void save_lag(const RunQueue& queue, Thread& row) const;
    void enqueue(std::uint32_t core, ThreadIndex thread, Instant now);
    void remove(RunQueue& queue, std::size_t position);
    void replace(RunQueue& queue, Queued& place, Instant now);
    [[nodiscard]] static std::size_t place_of(const RunQueue& queue, ThreadIndex thread);
    void pick(std::uint32_t core, ThreadIndex thread, Instant now);
    bool pick_next(std::uint32_t core, Instant now);

    CoresConfig config_;
    EventQueue* events_;
    std::uint32_t event_kind_;
    Source source_;
    std::vector<Thread> threads_;
    bool is_noting_ = true;
    std::vector<Transition> transitions_;
    std::int32_t runnable_ = 0;
    std::int32_t waiting_ = 0;

    // ps
    std::vector<Finish> finishes_;  // a binary heap, earliest in virtual time first
    std::uint64_t finish_sequence_ = 0;
    Virtual virtual_now_ = 0;  // at virtual_since_
    Instant virtual_since_{};
    std::uint64_t rate_ = std::uint64_t{1}
                          << 63;  // progress of each thread per time, in units of 2^-63

    // per_core
    std::vector<RunQueue> queues_;
    std::int32_t idle_cores_ = 0;
    std::vector<Next> next_;  // by core
    TickGrid ticks_;
    Instant look_at_{};              // before then no busy core looks at the others
    std::int64_t balanced_at_ = -1;  // numbers of ticks, all of these
    std::int64_t idle_look_at_ = 0;  // no idle core is woken before (nohz.next_balance)
    std::int64_t listed_at_ =
        never;  // an idle core came on the list since the last look (nohz.needs_update)
    std::int64_t seen_until_ = 0;  // how long the loads of idle cores are good (nohz.next_blocked)
    struct Locker {
        ThreadIndex thread = thread_none;
        ThreadIndex holder = thread_none;
    };
    std::vector<Locker> lockers_;         // asleep for a lock
    std::vector<ThreadIndex> unlocking_;  // got a core and hold a lock, or leave
    std::uint64_t burst_sequence_ = 0;
    std::uint64_t queued_ = 0;
    std::uint64_t ties_ = 0;
    Instant horizon_ = instant_never;
};

}  // namespace sim
