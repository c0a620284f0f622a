// Which programs the short way of `serve_plainly` can run: one process whose script does nothing but let its load come,
// without timeouts and connections of their own, and handlers that are straight lines of CPU time, pool work that is
// awaited at once, and the response.
#include "sim/engine/plain_service.hpp"

#include "sim/engine/machine.hpp"

namespace sim {

namespace {

bool is_plain_work(const Machine& machine, const Action& api, const Action& next) {
    const Plan& plan = machine.plans[api.ref];
    const TripRule rule = plan.api->rule;
    return !api.body && next.op == Op::await && plan.api->place == ApiPlace::pool &&
           plan.api->kind != WorkKind::slow_io && !plan.runs.empty() &&
           rule != TripRule::read_stream && rule != TripRule::write_stream;
}

PlainTime plain_time(const Machine& machine, std::uint32_t index) {
    const Distribution& distribution = machine.program.distributions[index];
    PlainTime time;
    time.ref = index;
    time.time = distribution.a;
    if (distribution.kind == Distribution::Kind::exponential) {
        time.kind = PlainTime::Kind::exponential;
    } else if (distribution.kind != Distribution::Kind::constant) {
        time.kind = PlainTime::Kind::drawn;
    }
    return time;
}

PlainStep work_step(const Machine& machine, std::uint32_t site) {
    const Plan& plan = machine.plans[site];
    PlainStep step;
    step.kind = PlainStep::Kind::work;
    step.ref = site;
    step.hops = settle_hops(*plan.api, machine.profile);
    step.call = call_time(*plan.api, plan.trips, machine.costs);
    step.first_repeat = plan.runs.front().repeat;
    step.is_single = plan.runs.size() == 1 && step.first_repeat == 1;
    const std::uint32_t service = machine.program.api_sites[site].service;
    if (service != index_none) step.time = plain_time(machine, service);
    else step.time = {.kind = PlainTime::Kind::trip, .ref = site};
    return step;
}

/// Nothing is allocated and nothing gets faster.
bool is_plain_cpu(const Action& action) {
    return action.op == Op::cpu && action.ref != index_none && action.n == 0 && action.flags == 0;
}

/// Appends the steps of `body`; false if it does anything else.
bool add_steps(const Machine& machine, const Body& body, std::vector<PlainStep>& steps) {
    const Program& program = machine.program;
    for (std::uint32_t i = 0; i < body.count; ++i) {
        const Action& action = program.actions[body.first + i];
        PlainStep step;
        step.ref = action.ref;
        if (is_plain_cpu(action)) {
            step.kind = PlainStep::Kind::cpu;
            step.time = plain_time(machine, action.ref);
        } else if (action.op == Op::cpu_api) {
            step.kind = PlainStep::Kind::cpu_api;
        } else if (action.op == Op::respond) {
            step.kind = PlainStep::Kind::respond;
            step.status = static_cast<std::int32_t>(action.n);
        } else if (action.op == Op::api && i + 1 < body.count &&
                   is_plain_work(machine, action, program.actions[body.first + i + 1])) {
            step = work_step(machine, action.ref);
            ++i;
        } else {
            return false;
        }
        steps.push_back(step);
    }
    return true;
}

bool is_plain_load(const Load& load) { return !load.new_connections && load.timeout.ns < 0; }

}  // namespace

PlainService plain_service(const Machine& machine, TraceLevel level) {
    const Program& program = machine.program;
    PlainService service;
    if (level == TraceLevel::full || program.processes.size() != 1 || program.scripts.size() != 1 ||
        program.scripts[0].is_module || program.scripts[0].slots != 0 || program.loads.empty() ||
        program.runtime.monitor_resolution.ns > 0)
        return service;
    const BodyId main = program.scripts[0].main;
    if (main && (machine.body(main).count != 0 || machine.body(main).is_async)) return service;
    std::vector<PlainHandler> handlers;
    for (const Load& load : program.loads) {
        PlainHandler handler{load.handler, static_cast<std::uint32_t>(service.steps.size()), 0};
        if (!is_plain_load(load) || !load.handler ||
            !add_steps(machine, machine.body(load.handler), service.steps))
            return service;
        handler.end = static_cast<std::uint32_t>(service.steps.size());
        handlers.push_back(handler);
    }
    service.handlers = std::move(handlers);
    return service;
}

}  // namespace sim
