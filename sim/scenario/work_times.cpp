// Service times that were measured, in place of those that a scenario states. A kind of work is the same if it has the
// same name: what hides behind it, the scenario knows as little as the one who measured it.

#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace sim {

namespace {

/// The distribution in the tables of `program`.
Distribution adopt(Program& program, const Program& costs, const Distribution& measured) {
    Distribution adopted = measured;
    if (measured.kind != Distribution::Kind::empirical) return adopted;
    EmpiricalTable table = costs.empirical[measured.table];
    adopted.table = static_cast<std::uint32_t>(program.empirical.size());
    program.empirical.push_back(std::move(table));
    return adopted;
}

const NamedWork* find_measured(const Program& costs, std::string_view name) {
    for (const NamedWork& work : costs.cost_works) {
        if (costs.names.text(work.name) == name) return &work;
    }
    return nullptr;
}

}  // namespace

std::size_t replace_work_times(Program& program, const Program& costs) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < program.works.size(); ++i) {
        const NamedWork work = program.works[i];
        const NamedWork* measured = find_measured(costs, program.names.text(work.name));
        if (measured == nullptr) continue;
        ++found;
        const Distribution time = adopt(program, costs, costs.distributions[measured->time]);
        if (work.time != index_none) program.distributions[work.time] = time;
        const auto index = static_cast<std::uint32_t>(program.distributions.size());
        program.distributions.push_back(time);
        for (ApiSite& site : program.api_sites) {
            if (site.label == work.name) site.service = index;
        }
    }
    return found;
}

}  // namespace sim
