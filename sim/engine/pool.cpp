// The worker pool after libuv src/threadpool.c. The marker stands in the main queue for all slow items: a worker that
// takes it runs one slow item and puts the marker back at the tail if more remain, unless half of the workers are
// already slow (R4.4). A worker is a thread on the cores: it wakes, takes what is at the head when it runs, works, hands
// the job over and looks for the next without sleeping.
#include "sim/engine/machine.hpp"

namespace sim {

Pool::Pool(Machine& machine, std::uint32_t process, std::int32_t size)
    : machine_(machine), process_(process), size_(size) {
    statistics_.workers = size;
    statistics_.started = instant_never;
}

/// R4.1: all threads start at the first submission.
void Pool::start() {
    has_started_ = true;
    statistics_.started = machine_.now();
    workers_.resize(static_cast<std::size_t>(size_));
    for (std::uint32_t i = 0; i < workers_.size(); ++i) {
        workers_[i].thread = machine_.add_thread(false, process_, i);
        workers_[i].lane = machine_.add_lane(LaneKind::worker, process_, i);
        asleep_.push_back(i);
    }
}

void Pool::set_size(std::int32_t size) {
    if (has_started_) return;
    size_ = size;
    statistics_.workers = size;
}

void Pool::submit(std::uint32_t id) {
    if (is_stopped_) return;
    if (!has_started_) start();
    Job& job = machine_.jobs[id];
    if (machine_.outside != nullptr) {
        if (job.is_slow) machine_.outside->note_slow_work();
        machine_.outside->before_submit();
    }
    job.queued = machine_.now();
    ++queued_;
    if (job.is_slow) {
        slow_.push_back(id);
        if (marker_is_queued_) return;
        marker_is_queued_ = true;
        queue_.push_back(marker);
    } else {
        queue_.push_back(id);
    }
    signal();
    if (machine_.outside != nullptr && !queue_.empty()) machine_.outside->note_steps_matter();
    // A job that a waking worker is about to take does not count as waiting in the queue.
    statistics_.queue_max = std::max(statistics_.queue_max, queued_ - waking_);
}

/// Wakes one sleeping worker, if there is one.
void Pool::signal() {
    if (asleep_.empty()) return;
    const std::uint32_t index = asleep_.pop_front();
    Worker& worker = workers_[index];
    worker.state = WorkerState::waking;
    ++waking_;
    if (machine_.outside != nullptr) {
        // When it takes its job matters only where slow I/O takes turns.
        if (!machine_.outside->has_slow_work()) worker_ready(index);
        else machine_.outside_at(machine_.now(), EventCode::worker_unblocks, process_, index);
        return;
    }
    machine_.wake_worker(worker.thread, machine_.acting_thread());
}

void Pool::worker_ready(std::uint32_t index) {
    Worker& worker = workers_[index];
    switch (worker.state) {
        case WorkerState::asleep: SIM_CHECK(false); break;
        case WorkerState::waking:
            --waking_;
            take_next(index);
            break;
        case WorkerState::working: finish(index); break;
        case WorkerState::blocking:
            if (machine_.outside != nullptr) {
                finish(index);
                break;
            }
            worker.state = WorkerState::working;
            machine_.cores.run(worker.thread, Duration{}, thread_none, machine_.now());
            break;
    }
}

void Pool::take_next(std::uint32_t index) {
    Worker& worker = workers_[index];
    const std::int32_t slow_max = (size_ + 1) / 2;
    while (!is_stopped_) {
        const bool only_marker = queue_.size() == 1 && queue_.front() == marker;
        if (queue_.empty() || (only_marker && slow_running_ >= slow_max)) break;
        const std::uint32_t head = queue_.pop_front();
        if (head != marker) {
            begin(index, head);
            return;
        }
        if (slow_running_ >= slow_max) {
            queue_.push_back(marker);
            continue;
        }
        marker_is_queued_ = false;
        if (slow_.empty()) continue;
        ++slow_running_;
        statistics_.slow_running_max =
            std::max(statistics_.slow_running_max, std::int64_t{slow_running_});
        const std::uint32_t job = slow_.pop_front();
        if (!slow_.empty()) {
            marker_is_queued_ = true;
            queue_.push_back(marker);
            signal();
        }
        begin(index, job);
        return;
    }
    worker.state = WorkerState::asleep;
    asleep_.push_back(index);
    machine_.set_working(worker.thread, index_none, WaitReason::pool_work);
    if (machine_.outside == nullptr) machine_.block(worker.thread);
}

void Pool::begin(std::uint32_t index, std::uint32_t id) {
    Worker& worker = workers_[index];
    Job& job = machine_.jobs[id];
    --queued_;
    job.worker = index;
    job.begun = machine_.now();
    machine_.add_wait(statistics_.queue_wait, job.begun - job.queued);
    worker.job = id;
    const std::uint32_t request = job.callback.context.request;
    machine_.pool_job_moves(job, Where::pool_queue, Where::worker, worker.lane);
    machine_.set_working(worker.thread, request, WaitReason::pool_work);
    job.service = machine_.service_of(job);
    if (job.host != index_none && machine_.host_jobs[job.host].is_held) {
        // The thread sleeps in a system call until the host says that it may go on.
        worker.state = WorkerState::blocking;
        if (machine_.outside == nullptr) machine_.block(worker.thread);
        machine_.host->job_began(id);
        return;
    }
    if (job.host != index_none) machine_.host->job_began(id);
    if (machine_.outside != nullptr) {
        worker.state = WorkerState::working;
        machine_.outside_at(machine_.now() + job.service, EventCode::worker_unblocks, process_,
                            index);
        return;
    }
    if (job.is_slow) {
        // The thread sleeps in the resolver: it holds the worker and no core.
        worker.state = WorkerState::blocking;
        machine_.block(worker.thread);
        machine_.at(machine_.now() + job.service, EventCode::worker_unblocks, process_, index);
        return;
    }
    worker.state = WorkerState::working;
    machine_.cores.run(worker.thread, job.service, thread_none, machine_.now());
}

void Pool::finish(std::uint32_t index) {
    Worker& worker = workers_[index];
    const std::uint32_t id = worker.job;
    Job& job = machine_.jobs[id];
    ++statistics_.jobs;
    statistics_.busy += machine_.now() - job.begun;
    if (job.is_slow) --slow_running_;
    worker.job = index_none;
    machine_.set_working(worker.thread, index_none, WaitReason::pool_work);
    machine_.pool_job_done(id, worker.lane);
    take_next(index);
}

bool Pool::cancel(std::uint32_t id) {
    Fifo<std::uint32_t>& queue = machine_.jobs[id].is_slow ? slow_ : queue_;
    Fifo<std::uint32_t> kept;
    bool is_found = false;
    while (!queue.empty()) {
        const std::uint32_t next = queue.pop_front();
        if (next == id) is_found = true;
        else kept.push_back(next);
    }
    queue.swap(kept);
    if (is_found) --queued_;
    return is_found;
}

std::vector<std::uint32_t> Pool::waiting() const {
    std::vector<std::uint32_t> jobs;
    for (std::size_t i = 0; i < queue_.size(); ++i) jobs.push_back(queue_[i]);
    for (std::size_t i = 0; i < slow_.size(); ++i) jobs.push_back(slow_[i]);
    return jobs;
}

void Pool::stop() { is_stopped_ = true; }

PoolStatistics Pool::statistics() const {
    PoolStatistics result = statistics_;
    for (const Worker& worker : workers_) {
        result.cpu += machine_.cores.cpu_of(worker.thread, machine_.now());
        if (worker.job != index_none)
            result.busy += machine_.now() - machine_.jobs[worker.job].begun;
    }
    return result;
}

}  // namespace sim
