#include "sim/predict/alone.hpp"

#include <utility>

#include "sim/program/limits.hpp"
namespace sim {

namespace {

constexpr std::int64_t requests_alone = 2000;

}  // namespace

Program alone(Program program, std::size_t load) {
    Load one = program.loads[load];
    one.kind = ArrivalKind::closed;
    one.users = 1;
    // What a handler does after its answer is over by then.
    one.think = static_cast<std::uint32_t>(program.distributions.size());
    program.distributions.push_back(Distribution::constant(seconds(1)));
    one.start = {};
    one.duration = Duration{-1};
    one.requests_max = requests_alone;
    program.loads = {std::move(one)};
    program.runtime.until = Duration{-1};
    program.runtime.warmup = {};
    program.runtime.scheduler = Scheduler::unlimited;
    program.runtime.threadpool = threadpool_max;
    for (Process& process : program.processes) process.threadpool = -1;
    program.runtime.costs_none = true;
    program.runtime.cost_overrides.clear();
    return program;
}

}  // namespace sim
