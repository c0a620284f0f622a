// Work that a host asks for, one trip at a time: who carries it and what it costs.
#include <utility>

#include "sim/engine/hosted_tasks.hpp"
#include "sim/engine/machine.hpp"

namespace sim {

namespace {

bool is_outside(const HostJob& job) { return job.is_outside || job.api->place == ApiPlace::os; }

}  // namespace

Duration Machine::host_time(const HostJob& job) {
    if (job.time.ns >= 0) return job.time;
    const Duration base = service_time(*job.api, job.trip, costs);
    const double scaled = static_cast<double>(base.ns) * job.factor;
    return scaled < static_cast<double>(duration_max.ns)
               ? nanoseconds(static_cast<std::int64_t>(scaled))
               : duration_max;
}

/// Half when a trip is submitted, half when it is taken; exploring looks for the earliest instants, where all is hot.
void Machine::charge_cold_trip(Loop& loop, Instant& last) {
    const Instant before = std::exchange(last, now_);
    if (before.ns < 0 || outside != nullptr) return;
    loop.charge(after_pause(costs, now_ - before, {}, nanoseconds(costs.pool_cold.ns / 2)));
}

std::uint32_t Machine::start_host_job(Loop& loop, const HostJob& wanted) {
    if (wanted.is_first && !wanted.is_outside) loop.charge(call_time(*wanted.api, 1, costs));
    const std::uint32_t record = host_jobs.take();
    // The next trip of a call gets the place that the one before it has left.
    const std::uint32_t before = host_jobs[record].trip_in_call;
    host_jobs[record] = wanted;
    if (wanted.follows_step) {
        ++steps_followed;
        if (before > 0) host_jobs[record].trip_in_call = before + 1;
    }
    const std::uint32_t id = jobs.take();
    Job& job = jobs[id];
    job = Job{};
    job.loop = loop.index;
    job.host = record;
    job.is_slow = wanted.api->kind == WorkKind::slow_io;
    if (wanted.keeps_alive) loop.set_requests(1);
    const NameId label = name(wanted.name.empty() ? wanted.api->name : wanted.name);
    host_jobs[record].name = {};
    if (is_outside(wanted)) {
        job.callback.task = make_task(loop, TaskKind::io, label, wanted.place, {}, Where::os);
        if (host_tasks != nullptr) host_tasks->add_job(job.callback.task, wanted.is_internal);
        loop.settle();
        const bool is_at_once =
            wanted.is_signal || wanted.is_file_event || (wanted.is_task && wanted.time.ns == 0);
        if (wanted.is_file_watch) {
            endless_jobs_.push_back({id, label});
            loop.watch_files();
        } else if (is_at_once) {
            resolver_answers(id);
        } else {
            outside_at(now_ + service_of(job), EventCode::resolver_answers, id);
        }
        return id;
    }
    const bool continues = host_tasks != nullptr && wanted.continues &&
                           trace_.tasks[wanted.continues.index()].kind == TaskKind::pool_job;
    if (continues) {
        job.callback.task = wanted.continues;
        host_tasks->resubmit(wanted.continues);
    } else {
        job.callback.task =
            make_task(loop, TaskKind::pool_job, label, wanted.place, {}, Where::pool_queue);
        if (host_tasks != nullptr) host_tasks->add_job(job.callback.task, wanted.is_internal);
    }
    if (job.is_slow)
        recorder.note(reported_at(loop), NoteKind::slow_work, loop.lane(), job.callback.task);
    charge_cold_trip(loop, host_submitted_);
    submit(id);
    return id;
}

bool Machine::is_host_signal(std::uint32_t id) const { return host_jobs[jobs[id].host].is_signal; }

/// As uv_cancel: what no worker has yet completes at once, as cancelled.
bool Machine::cancel_host_job(std::uint32_t id) {
    Job& job = jobs[id];
    Loop& loop = *loops[job.loop];
    if (job.is_cancelled) return false;
    if (is_outside(host_jobs[job.host])) {
        job.is_cancelled = true;
        if (host_jobs[job.host].keeps_alive) loop.set_requests(-1);
        recorder.moved(reported_at(loop), job.callback.task, Where::cancelled, loop.lane());
        if (std::erase_if(endless_jobs_, [&](const EndlessJob& each) { return each.id == id; }) > 0)
            free_host_job(id);
        return true;
    }
    if (!pools[loop.process]->cancel(id)) return false;
    job.is_cancelled = true;
    recorder.moved(reported_at(loop), job.callback.task, Where::completed, loop.lane());
    loop.complete_job(id);
    return true;
}

/// The worker's system call returns at this instant.
void Machine::finish_host_job(std::uint32_t id) {
    const Job& job = jobs[id];
    SIM_CHECK(job.worker != index_none);
    outside_at(now_, EventCode::worker_unblocks, loops[job.loop]->process, job.worker);
}

void Machine::free_host_job(std::uint32_t id) {
    HostJob& job = host_jobs[jobs[id].host];
    if (!job.is_step) job.trip_in_call = 0;
    host_jobs.give_back(jobs[id].host);
    jobs.give_back(id);
}

}  // namespace sim
