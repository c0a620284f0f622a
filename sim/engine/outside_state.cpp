// What tells one state of an explored run from another: two of the same go on alike, so that one stands for both.
#include <algorithm>

#include "sim/engine/machine.hpp"
#include "sim/engine/outside.hpp"

namespace sim {

std::uint64_t Outside::key_of(const Context& context) const {
    const auto round = uses_rounds_ ? static_cast<std::uint32_t>(context.index) : 0;
    return mix_bits(std::uint64_t{context.env} << 32 | context.handle) + round;
}

std::uint64_t Outside::signature_of(std::uint32_t id) const {
    if (id == Pool::marker || id == index_none) return id;
    const Job& job = machine_.jobs[id];
    Fingerprint signature;
    signature.add(std::uint64_t{job.callback.body.value} << 32 | job.promise);
    signature.add(key_of(job.callback.context));
    signature.add(std::uint64_t{job.site} << 32 | job.run);
    signature.add(static_cast<std::uint64_t>(job.left));
    signature.add(std::uint64_t{job.lookup_for} << 32 | job.host);
    if (job.host != index_none) signature.add(machine_.host_jobs[job.host].trip_in_call);
    return signature.value();
}

std::uint64_t Outside::signature_of(const Event& event) const {
    Fingerprint signature;
    signature.add(event.kind);
    switch (static_cast<EventCode>(event.kind)) {
        case EventCode::worker_unblocks:
            signature.add(event.a);
            signature.add(signature_of(machine_.pools[event.a]->job_of(event.b)));
            break;
        case EventCode::resolver_answers: signature.add(signature_of(event.a)); break;
        case EventCode::station_arrives:
        case EventCode::station_done:
        case EventCode::station_answers:
        case EventCode::child_exits:
        case EventCode::cores:
        case EventCode::poll_timeout:
        case EventCode::arrival:
        case EventCode::user_arrival:
        case EventCode::request_timeout:
        case EventCode::loop_starts:
        case EventCode::warmup_ends: signature.add(std::uint64_t{event.b} << 32 | event.a);
    }
    return signature.value();
}

/// A script that has read no clock knows the time by its timers alone: they are the same if what is left until each is.
/// What is shorter than any cost that counts, as Node's own readings of clocks are, makes no difference then.
Outside::Scale Outside::add_time(Fingerprint& state) {
    const Instant now = machine_.now();
    if (machine_.host == nullptr || is_clock_seen_ || path_.latitude.clocks_matter) {
        state.add(times_.value());
        for (const std::int64_t ns : {now.ns, slack_.ns, late_.ns})
            state.add(static_cast<std::uint64_t>(ns));
        return {};
    }
    const std::int64_t now_ms = machine_.clock_ms();
    const Scale scale{machine_.instant_of(now_ms), cost_least};
    Instant reached = now;
    state.add(scale.of(reached));
    for (const Duration further : {slack_, late_}) {
        const bool is_bounded = further < latitude_any;
        if (is_bounded) reached = reached + further;
        state.add(is_bounded ? scale.of(reached) : static_cast<std::uint64_t>(further.ns));
    }
    const std::int64_t in_ms = machine_.host->state().timer_in_ms;
    state.add(static_cast<std::uint64_t>(machine_.host->time_ms() - now_ms));
    state.add(static_cast<std::uint64_t>(in_ms));
    for (const std::int64_t each : machine_.host->timer_shape(now_ms))
        state.add(static_cast<std::uint64_t>(each));
    return scale;
}

std::uint64_t Outside::state(Loop& loop, std::uint64_t point) {
    Fingerprint state;
    state.add(history_.value());
    state.add(point);
    const Scale scale = add_time(state);
    std::uint64_t all = 0;  // in whatever order they were added
    for (const Pending& pending : pending_) {
        Fingerprint one;
        one.add(signature_of(pending.event));
        // What can have happened already can have happened at any instant so far.
        one.add(scale.of(std::max(pending.event.at, machine_.now())));
        one.add(is_batch_open_ && was_possible_at_poll(pending) ? 1 : 0);
        all += one.value();
    }
    state.add(all);
    for (const auto& pool : machine_.pools) {
        for (const std::uint32_t job : pool->waiting()) state.add(signature_of(job));
    }
    for (std::size_t i = 0; i < loop.ready().size(); ++i) {
        const ReadyItem item = loop.ready()[i];
        state.add(static_cast<std::uint64_t>(item.kind));
        state.add(item.kind == ReadyKind::resolver ? signature_of(item.id) : item.id);
    }
    state.add(loop.batch_left().size());
    for (const ReadyItem item : loop.batch_left()) {
        state.add(static_cast<std::uint64_t>(item.kind));
        state.add(item.kind == ReadyKind::resolver ? signature_of(item.id) : item.id);
    }
    for (std::size_t i = 0; i < loop.file_events().size(); ++i)
        state.add(signature_of(loop.file_events()[i]));
    for (std::size_t i = 0; i < loop.tasks().size(); ++i) state.add(signature_of(loop.tasks()[i]));
    state.add(loop.completing_left().size());
    for (const std::uint32_t job : loop.completing_left()) state.add(signature_of(job));
    state.add(turns_ < turns_free || machine_.host != nullptr ? 0
                                                              : static_cast<std::uint64_t>(turns_));
    state.add(loop.completed().size());
    for (const std::uint32_t job : loop.completed()) state.add(signature_of(job));
    state.add(loop.signals());
    return state.value();
}

}  // namespace sim
