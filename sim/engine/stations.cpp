#include "sim/engine/stations.hpp"

#include "sim/engine/machine.hpp"

namespace sim {

Stations::Stations(Machine& machine) : machine_(machine) {
    queues_.resize(machine.program.stations.size());
    for (const Station& station : machine.program.stations) {
        StationStatistics statistics;
        statistics.name = station.name;
        statistics.servers = station.servers;
        statistics_.push_back(statistics);
    }
}

void Stations::open() {
    while (lanes_.size() < queues_.size()) {
        lanes_.push_back(
            machine_.add_lane(LaneKind::station, 0, static_cast<std::uint32_t>(lanes_.size())));
    }
}

void Stations::start(Loop& loop, const Callback& callback, std::uint32_t promise,
                     const Action& action) {
    const std::uint32_t id = calls.take();
    StationCall& call = calls[id];
    call = StationCall{};
    call.callback = callback;
    call.promise = promise;
    call.loop = loop.index;
    call.station = action.ref;
    const Station& station = machine_.program.stations[action.ref];
    call.callback.task = machine_.make_task(loop, TaskKind::station, station.name, action.place,
                                            callback.context, Where::os);
    loop.set_requests(1);
    loop.charge(machine_.costs.socket_write);
    loop.settle();
    machine_.outside_at(machine_.now() + machine_.sample_distribution(station.network),
                        EventCode::station_arrives, id);
}

void Stations::arrive(std::uint32_t id) {
    StationCall& call = calls[id];
    const Station& station = machine_.program.stations[call.station];
    Queue& queue = queues_[call.station];
    StationStatistics& statistics = statistics_[call.station];
    ++statistics.calls;
    if (queue.busy < station.servers) {
        call.since = machine_.now();
        move(call, Where::os, Where::station_queue);
        begin(id);
        return;
    }
    if (station.queue_max >= 0 &&
        static_cast<std::int64_t>(queue.waiting.size()) >= station.queue_max) {
        ++statistics.rejected;
        call.is_rejected = true;
        machine_.outside_at(machine_.now() + machine_.sample_distribution(station.network),
                            EventCode::station_answers, id);
        return;
    }
    call.since = machine_.now();
    move(call, Where::os, Where::station_queue);
    queue.waiting.push_back(id);
    statistics.queue_max =
        std::max(statistics.queue_max, static_cast<std::int64_t>(queue.waiting.size()));
}

void Stations::begin_measuring() {
    for (std::size_t i = 0; i < statistics_.size(); ++i)
        statistics_[i].queue_max = static_cast<std::int64_t>(queues_[i].waiting.size());
}

void Stations::begin(std::uint32_t id) {
    StationCall& call = calls[id];
    const Station& station = machine_.program.stations[call.station];
    ++queues_[call.station].busy;
    machine_.add_wait(statistics_[call.station].queue_wait, machine_.now() - call.since);
    call.since = machine_.now();
    move(call, Where::station_queue, Where::station);
    machine_.outside_at(machine_.now() + machine_.sample_distribution(station.service),
                        EventCode::station_done, id);
}

void Stations::serve(std::uint32_t id) {
    StationCall& call = calls[id];
    const Station& station = machine_.program.stations[call.station];
    Queue& queue = queues_[call.station];
    statistics_[call.station].busy += machine_.now() - call.since;
    const Recorder& recorder = machine_.recorder;
    machine_.recorder.span(call.since, machine_.now(),
                           recorder.is_full() ? call.callback.task.value
                                              : machine_.record_of(call.callback.context.request),
                           lanes_[call.station], SpanKind::station_work);
    move(call, Where::station, Where::os);
    --queue.busy;
    if (!queue.waiting.empty()) begin(queue.waiting.pop_front());
    machine_.outside_at(machine_.now() + machine_.sample_distribution(station.network),
                        EventCode::station_answers, id);
}

void Stations::answer(std::uint32_t id) {
    StationCall& call = calls[id];
    move(call, Where::os, Where::ready);
    Loop& loop = *machine_.loops[call.loop];
    if (!loop.is_finished) loop.make_ready({ReadyKind::station, id});
}

/// The answer was read by the loop: the callback runs or the promise settles.
void Stations::deliver(Loop& loop, std::uint32_t id) {
    const StationCall call = calls[id];
    calls.give_back(id);
    loop.set_requests(-1);
    loop.charge(machine_.costs.socket_read);
    if (call.promise != index_none) {
        const Loop::Running outer =
            loop.begin_task(call.callback.task, call.callback.context.request, Where::ready);
        loop.open_scope();
        if (call.is_rejected)
            loop.promises.reject(call.promise, machine_.name("Error: queue full"));
        else loop.promises.fulfil(call.promise, NameId::none());
        loop.promises.release(call.promise);
        loop.end_task(outer, SpanKind::io_callback);
        loop.leave_scope();
    } else {
        loop.make_callback(call.callback, NameId::none(), Where::ready, SpanKind::io_callback);
    }
    machine_.release(call.callback.context);
}

void Stations::move(const StationCall& call, Where from, Where to) {
    machine_.move(call.callback.task, call.callback.context.request, from, to,
                  static_cast<std::uint16_t>(call.loop));
}

}  // namespace sim
