// Calls of the catalogue's APIs: which trips they make, who carries them, what they cost.
#include "sim/engine/machine.hpp"

namespace sim {

void Machine::make_plans() {
    for (const ApiSite& site : program.api_sites) {
        const Api& api = apis()[site.api];
        Plan plan{.api = &api, .runs = {}, .trips = 0};
        const Trips all = trips(api, profile, site.call);
        plan.trips = all.count();
        for (const TripRun& run : all.runs()) plan.runs.push_back(run);
        plans.push_back(std::move(plan));
    }
}

void Machine::start_api(Loop& loop, const Callback& callback, std::uint32_t promise,
                        const Action& action) {
    const Plan& plan = plans[action.ref];
    const Api& api = *plan.api;
    const NameId label = program.api_sites[action.ref].label;
    loop.charge(call_time(api, plan.trips, costs));
    const std::uint32_t id = jobs.take();
    Job& job = jobs[id];
    job = Job{};
    job.callback = callback;
    job.promise = promise;
    job.loop = loop.index;
    job.site = action.ref;
    if (api.place == ApiPlace::tick || plan.runs.empty()) {
        // Nothing to wait for: the callback is a tick (R4.7, dns.lookup of an IP literal).
        job.callback.task = make_task(loop, TaskKind::tick, label, action.place, callback.context,
                                      Where::tick_queue);
        loop.next_tick(Tick{.kind = Tick::Kind::job, .handle = id, .callback = job.callback});
        return;
    }
    loop.set_requests(1);
    job.left = plan.runs.front().repeat;
    job.is_slow = api.kind == WorkKind::slow_io;
    if (api.place == ApiPlace::os) {
        job.callback.task =
            make_task(loop, TaskKind::io, label, action.place, callback.context, Where::os);
        loop.settle();
        outside_at(now_ + service_of(job), EventCode::resolver_answers, id);
        return;
    }
    job.callback.task = make_task(loop, TaskKind::pool_job, label, action.place, callback.context,
                                  Where::pool_queue);
    if (job.is_slow) loop.note(NoteKind::slow_work, job.callback.task);
    // With an open file the callback form of readFile begins in a tick (R4.7, P34); so does the open of a stream since
    // streams are constructed asynchronously (lib/internal/streams/destroy.js, construct).
    const bool is_stream = api.rule == TripRule::read_stream || api.rule == TripRule::write_stream;
    const bool begins_in_tick =
        (program.api_sites[action.ref].call.from_fd && promise == index_none) ||
        (is_stream && profile.stream_opens_in_tick);
    if (begins_in_tick)
        loop.next_tick(Tick{.kind = Tick::Kind::submit, .handle = id, .callback = {}});
    else submit(id);
}

/// The submitting thread pays, and for the first use of the pool it waits until all workers have started (R4.1).
void Machine::submit(std::uint32_t id) {
    const Job& job = jobs[id];
    Loop& loop = *loops[job.loop];
    Pool& pool = *pools[loop.process];
    loop.charge(costs.pool_submit);
    if (!pool.has_started()) loop.charge(costs.pool_start);
    loop.settle();
    if (!loop.is_stopping()) pool.submit(id);
    apply_transitions();
}

bool Machine::is_step(std::uint32_t id) const {
    const Job& job = jobs[id];
    if (job.host != index_none) return host_jobs[job.host].is_step;
    if (job.is_module || job.lookup_for != index_none || job.site == index_none) return false;
    return job.left > 1 || job.run + 1 < plans[job.site].runs.size();
}

bool Machine::next_trip(std::uint32_t id) {
    Job& job = jobs[id];
    if (job.is_module || job.lookup_for != index_none || job.host != index_none) return false;
    const Plan& plan = plans[job.site];
    if (--job.left == 0) {
        if (++job.run >= plan.runs.size()) return false;
        job.left = plan.runs[job.run].repeat;
    }
    if (job.trip < 255) ++job.trip;
    Loop& loop = *loops[job.loop];
    move(job.callback.task, job.callback.context.request, Where::completed, Where::pool_queue,
         loop.lane());
    submit(id);
    return true;
}

Duration Machine::service_of(const Job& job) {
    if (job.host != index_none) {
        const HostJob& wanted = host_jobs[job.host];
        return wanted.time.ns >= 0 ? wanted.time : spread(host_time(wanted));
    }
    if (job.lookup_for != index_none)
        return service_time(*find_api("dns.lookup"), Trip{TripKind::lookup, 0}, costs);
    if (job.is_module)
        return service_time(*find_api("fs.readFile"), Trip{TripKind::read_whole, 0}, costs);
    const ApiSite& site = program.api_sites[job.site];
    if (site.service != index_none) return sample_distribution(site.service);
    return trip_time(job.site, job.run);
}

Duration Machine::trip_time(std::uint32_t site, std::uint32_t run) {
    const Plan& plan = plans[site];
    return spread(service_time(*plan.api, plan.runs[run].trip, costs));
}

/// Equal operations never take equally long, so that ties are broken (R1.18): evenly up to the low and up to the high end, as often
/// as keeps the mean.
Duration Machine::spread(Duration base) {
    if (outside != nullptr) return least_cost(base);
    if (program.runtime.costs_none) return base;
    constexpr std::int64_t mean = 1000;
    constexpr std::int64_t high_max = 100 * mean;
    constexpr std::int64_t parts = 200;
    const std::int64_t low = std::min(costs.work_scale_low, mean);
    const std::int64_t high = std::clamp(costs.work_scale_high, mean, high_max);
    const std::int64_t below = low == high ? 0 : parts * (high - mean) / (high - low);
    Stream numbers = stream(DrawSource::service_noise, noise_count_++);
    const std::int64_t draw = numbers.uniform_below(parts + 1);
    const std::int64_t share = draw < below ? low + (mean - low) * draw / below
                                            : mean + (high - mean) * (draw - below) /
                                                         std::max<std::int64_t>(1, parts - below);
    return std::min(base + nanoseconds(base.ns / 1000 * (share - mean)), duration_max);
}

Duration Machine::main_thread_time(std::uint32_t site_index) {
    const ApiSite& site = program.api_sites[site_index];
    const Plan& plan = plans[site_index];
    Duration total = call_time(*plan.api, plan.trips, costs);
    if (site.service != index_none) return total + sample_distribution(site.service);
    for (const TripRun& run : plan.runs) {
        // A synchronous read of 100 GiB is one burst, cut at the longest time a program may name.
        const Duration each = service_time(*plan.api, run.trip, costs);
        if (each.ns > 0 && run.repeat > (duration_max - total).ns / each.ns) return duration_max;
        total += each * run.repeat;
    }
    return total;
}

void Machine::pool_job_moves(const Job& job, Where from, Where to, std::uint16_t lane) {
    move(job.callback.task, job.callback.context.request, from, to, lane);
    const std::uint32_t owner =
        recorder.is_full() ? job.callback.task.value : record_of(job.callback.context.request);
    if (job.begun > job.queued)
        recorder.span(job.queued, job.begun, owner, static_cast<std::uint16_t>(job.loop),
                      SpanKind::pool_queue);
}

void Machine::pool_job_done(std::uint32_t id, std::uint16_t lane) {
    const Job& job = jobs[id];
    const std::uint32_t owner =
        recorder.is_full() ? job.callback.task.value : record_of(job.callback.context.request);
    recorder.span(job.begun, now_, owner, lane, SpanKind::pool_work);
    recorder.mix(now_, (std::uint64_t{1} << 61) | job.site);
    Loop& loop = *loops[job.loop];
    if (job.host != index_none) host->job_ended(id);
    move(job.callback.task, job.callback.context.request, Where::worker, Where::completed,
         loop.lane());
    if (!loop.is_finished) loop.complete_job(id);
}

void Machine::resolver_answers(std::uint32_t id) {
    const Job& job = jobs[id];
    Loop& loop = *loops[job.loop];
    if (job.is_cancelled) {
        free_host_job(id);
        return;
    }
    move(job.callback.task, job.callback.context.request, Where::os, Where::ready, loop.lane());
    if (loop.is_finished) return;
    const HostJob* const wanted = job.host != index_none ? &host_jobs[job.host] : nullptr;
    if (wanted != nullptr && wanted->is_file_event) loop.file_event_arrived(id);
    else if (wanted != nullptr && wanted->is_task) loop.task_arrived(id);
    else loop.make_ready({ReadyKind::resolver, id});
}

/// Up to Node 20 the loader reads an ES module's source through the pool before it runs (R3.5).
void Machine::load_module(Loop& loop, const Microtask& script) {
    if (pending_modules_.size() <= loop.index) pending_modules_.resize(loop.index + 1);
    pending_modules_[loop.index] = script;
    const std::uint32_t id = jobs.take();
    jobs[id] = Job{};
    jobs[id].loop = loop.index;
    jobs[id].is_module = true;
    jobs[id].callback.task =
        make_task(loop, TaskKind::pool_job, name("import"), PlaceId::none(), {}, Where::pool_queue);
    loop.set_requests(1);
    submit(id);
}

void Machine::run_module(Loop& loop) { loop.queue_microtask(pending_modules_[loop.index]); }

}  // namespace sim
