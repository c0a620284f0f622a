#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/core/fifo.hpp"
#include "sim/core/time.hpp"
#include "sim/engine/context.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/trace/statistics.hpp"

namespace sim {

class Machine;
enum class PlainKind : std::uint8_t;

/// One call of an API that goes through the pool, with the trip that is under way.
struct Job {
    Callback callback;                   // callback form
    std::uint32_t promise = index_none;  // promise form; held
    std::uint32_t loop = 0;
    std::uint32_t site = index_none;  // none: loading an ES module's source
    std::uint32_t run = 0;            // index into the plan's runs of equal trips
    std::int64_t left = 0;            // of the present run, this trip included
    std::uint32_t worker = index_none;
    std::uint8_t trip = 0;  // for the trace; stays at 255
    bool is_slow = false;
    bool is_module = false;           // loading the source of an ES module
    std::uint32_t host = index_none;  // a host asked for it: index into Machine::host_jobs
    bool is_cancelled = false;
    bool is_early_step = false;             // done as soon as could be, because it is a step
    std::uint32_t lookup_for = index_none;  // handle that listens on or connects to a name
    Duration service{};
    Instant queued;
    Instant begun;
};

/// The libuv worker pool of a process: one FIFO, lazy start of all threads at once, and the marker by which slow
/// I/O takes turns without holding more than half of the workers (R4.1 to R4.5).
/// Source: libuv src/threadpool.c (worker, post, init_once).
class Pool {
public:
    Pool(Machine& machine, std::uint32_t process, std::int32_t size);

    /// Queues the job's present trip. Starts the threads at the first use; the caller pays for that.
    void submit(std::uint32_t job);
    /// A worker's thread has had the CPU that it asked for, or its blocking call returned.
    void worker_ready(std::uint32_t worker);
    /// Takes a job that no worker has yet out of the queue; false if it is not there.
    bool cancel(std::uint32_t job);
    /// Drops all jobs and lets no worker take another: the process ended.
    void stop();
    [[nodiscard]] bool has_started() const { return has_started_; }
    [[nodiscard]] std::int32_t size() const { return size_; }
    /// How many workers there will be; no effect once they have started.
    void set_size(std::int32_t size);
    /// The jobs that wait, in order; `marker` among them stands for all slow ones, which follow.
    [[nodiscard]] std::vector<std::uint32_t> waiting() const;
    [[nodiscard]] PoolStatistics statistics() const;
    /// The warm-up is over: the longest queue is that of now.
    void begin_measuring() { begin_measuring(queued_ - waking_); }
    void begin_measuring(std::int64_t queued) {
        statistics_.queue_max = std::max(std::int64_t{0}, queued);
        statistics_.slow_running_max = slow_running_;
    }
    [[nodiscard]] std::uint32_t job_of(std::uint32_t worker) const { return workers_[worker].job; }

    static constexpr std::uint32_t marker = index_none - 1;

private:
    template <PlainKind>
    friend class PlainLoop;

    enum class WorkerState : std::uint8_t { asleep, waking, working, blocking };
    struct Worker {
        std::uint32_t thread = index_none;
        WorkerState state = WorkerState::asleep;
        std::uint32_t job = index_none;
        std::uint16_t lane = 0;
    };

    void start();
    void signal();
    void take_next(std::uint32_t worker);
    void begin(std::uint32_t worker, std::uint32_t job);
    void finish(std::uint32_t worker);

    Machine& machine_;
    std::uint32_t process_;
    std::int32_t size_;
    bool has_started_ = false;
    bool is_stopped_ = false;
    Fifo<std::uint32_t> queue_;  // jobs, and at most one marker
    Fifo<std::uint32_t> slow_;
    Fifo<std::uint32_t> asleep_;  // workers in the order in which they fell asleep
    bool marker_is_queued_ = false;
    std::int64_t queued_ = 0;  // jobs that wait, slow ones included
    std::int64_t waking_ = 0;  // workers that were signalled and do not run yet
    std::int32_t slow_running_ = 0;
    std::vector<Worker> workers_;
    PoolStatistics statistics_;
};

}  // namespace sim
