// Which formula fits: the handler is read as a sequence of main-thread time, pool work and station calls. One of them has
// the queue; the formulas know nothing of what the others make it wait, which is said.
#include "sim/predict/second_opinion.hpp"

#include <algorithm>
#include <optional>

#include "sim/core/exact_math.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/node/trips.hpp"
#include "sim/predict/closed_forms.hpp"

namespace sim {

namespace {

/// Kinds, not moments, decide between D, M and G.
struct Service {
    Distribution::Kind kind = Distribution::Kind::constant;
    double mean = 0;       // ns
    double variation = 0;  // variance / mean^2
    double plus = 0;       // ns of the way there and back
};

double real(Duration d) { return static_cast<double>(d.ns); }

/// Variance by the mean squared; negative where it is not known.
double variation_of(const Distribution& law, const EmpiricalTables& tables, double mean_ns) {
    switch (law.kind) {
        case Distribution::Kind::constant: return 0;
        case Distribution::Kind::exponential: return 1;
        case Distribution::Kind::uniform: {
            const double width = real(law.b - law.a) / mean_ns;
            return width * width / 12;
        }
        case Distribution::Kind::gamma: return law.shape > 0 ? 1 / law.shape : -1;
        case Distribution::Kind::lognormal: return exact_exp(law.shape * law.shape) - 1;
        case Distribution::Kind::normal: {
            const double share = real(law.b) / mean_ns;
            return share < 0.3 ? share * share : -1;  // beyond that truncation matters
        }
        case Distribution::Kind::empirical: break;
    }
    const EmpiricalTable& table = tables[law.table];
    double squares = 0;
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        const double value = real(table.values[i]) / mean_ns;
        squares += value * value * static_cast<double>(table.cumulative[i] - before);
        before = table.cumulative[i];
    }
    return squares / static_cast<double>(before) - 1;
}

std::optional<Service> service_of(const Program& program, std::uint32_t distribution) {
    if (distribution == index_none) return std::nullopt;
    const Distribution& law = program.distributions[distribution];
    Service service;
    service.kind = law.kind;
    service.mean = real(mean(law, program.empirical));
    if (service.mean <= 0) return std::nullopt;
    service.variation = variation_of(law, program.empirical, service.mean);
    if (service.variation < 0) return std::nullopt;
    return service;
}

/// What the handler uses, in its order.
struct Uses {
    std::vector<Service> main;
    std::vector<Service> pool;
    std::vector<Service> stations;
    std::int32_t station_servers = 1;
};

bool add_pool_work(const Program& program, const Profile& profile, const ApiSite& site,
                   Uses& uses) {
    const Api& api = apis()[site.api];
    if (api.place != ApiPlace::pool || api.kind == WorkKind::slow_io) return false;
    if (trips(api, profile, site.call).count() != 1) return false;
    const std::optional<Service> service = service_of(program, site.service);
    if (service) uses.pool.push_back(*service);
    return service.has_value();
}

bool add_station(const Program& program, const Station& station, Uses& uses) {
    if (station.queue_max >= 0) return false;
    std::optional<Service> service = service_of(program, station.service);
    if (!service) return false;
    if (station.network != index_none)
        service->plus = 2 * real(mean(program.distributions[station.network], program.empirical));
    uses.stations.push_back(*service);
    uses.station_servers = station.servers;
    return true;
}

/// Nothing if the handler does anything that no formula knows.
std::optional<Uses> uses_of(const Program& program, const Profile& profile, const Body& body) {
    Uses uses;
    for (std::uint32_t i = 0; i < body.count; ++i) {
        const Action& action = program.actions[body.first + i];
        const bool is_awaited =
            i + 1 < body.count && program.actions[body.first + i + 1].op == Op::await;
        if (action.op == Op::respond) break;
        if (action.op == Op::cpu) {
            const std::optional<Service> service = service_of(program, action.ref);
            if (!service || action.n != 0 || action.flags != 0) return std::nullopt;
            uses.main.push_back(*service);
            continue;
        }
        const bool is_call = (action.op == Op::api || action.op == Op::station) && !action.body;
        if (!is_call || !is_awaited) return std::nullopt;
        const bool is_known =
            action.op == Op::api
                ? add_pool_work(program, profile, program.api_sites[action.ref], uses)
                : add_station(program, program.stations[action.ref], uses);
        if (!is_known) return std::nullopt;
        ++i;
    }
    return uses;
}

/// One server station of a formula.
struct Queue {
    Service service;
    std::int32_t servers = 1;
    bool is_shared = false;  // processor sharing of `servers` cores
};

std::string_view letter_of(const Service& service) {
    if (service.kind == Distribution::Kind::constant) return "D";
    return service.kind == Distribution::Kind::exponential ? "M" : "G";
}

void set_percentiles(SecondOpinion& opinion, const Queue& queue, double utilisation) {
    opinion.has_percentiles = true;
    for (std::size_t i = 0; i < forecast_percentiles.size(); ++i) {
        const double beyond = 1 - forecast_percentiles[i].second / 100'000.0;
        double low = 0;
        double high = 1;
        while (mmc_response_beyond(queue.servers, utilisation, high) > beyond) high *= 2;
        for (int step = 0; step < 60; ++step) {
            const double middle = (low + high) / 2;
            (mmc_response_beyond(queue.servers, utilisation, middle) > beyond ? low : high) =
                middle;
        }
        opinion.percentiles[i] = (low + high) / 2 * queue.service.mean + queue.service.plus;
    }
}

SecondOpinion opinion_of(const Queue& queue, double utilisation) {
    SecondOpinion opinion;
    opinion.model = "M/";
    opinion.model.append(letter_of(queue.service))
        .append("/")
        .append(std::to_string(queue.servers))
        .append(queue.is_shared ? " with processor sharing" : "");
    const bool is_exponential = queue.service.kind == Distribution::Kind::exponential;
    const bool is_constant = queue.service.kind == Distribution::Kind::constant;
    double wait = mmc_wait(queue.servers, utilisation);
    opinion.is_exact = is_exponential || is_constant || queue.servers == 1 || queue.is_shared;
    if (!queue.is_shared && is_constant) wait = mdc_wait(queue.servers, utilisation);
    // Allen and Cunneen; for one server Pollaczek and Khinchine. Sharing is insensitive to the law.
    else if (!queue.is_shared) wait *= (1 + queue.service.variation) / 2;
    opinion.mean = queue.service.mean * (1 + wait) + queue.service.plus;
    if (is_exponential && !queue.is_shared && queue.service.plus <= 0)
        set_percentiles(opinion, queue, utilisation);
    return opinion;
}

/// Which of the things that a handler uses has the queue.
std::optional<Queue> queue_of(const Program& program, const Uses& uses) {
    const Runtime& runtime = program.runtime;
    if (uses.pool.size() + uses.stations.size() > 1) return std::nullopt;
    if (!uses.stations.empty()) return Queue{uses.stations.front(), uses.station_servers, false};
    if (uses.pool.empty()) {
        if (uses.main.size() != 1) return std::nullopt;
        return Queue{uses.main.front(), 1, false};
    }
    const std::int32_t own = program.processes.front().threadpool;
    const std::int32_t threads = own >= 0 ? own : runtime.threadpool;
    const bool has_cores = runtime.scheduler == Scheduler::unlimited || threads <= runtime.cores;
    return has_cores ? Queue{uses.pool.front(), threads, false}
                     : Queue{uses.pool.front(), runtime.cores, true};
}

void append(std::string& list, std::string_view item) {
    list.append(list.empty() ? "" : ", ").append(item);
}

std::string left_out(const Program& program, const Uses& uses, const Queue& queue) {
    const Runtime& runtime = program.runtime;
    std::string list;
    const bool has_main = !uses.main.empty() && !(uses.pool.empty() && uses.stations.empty());
    if (has_main) append(list, "waits for the main thread");
    if (!runtime.costs_none) append(list, "Node's own costs");
    if (queue.is_shared) {
        append(list, "the limit of the pool");
        if (runtime.scheduler == Scheduler::per_core) append(list, "a real scheduler");
    } else if (runtime.scheduler != Scheduler::unlimited && !uses.pool.empty() &&
               (has_main || !runtime.costs_none)) {
        append(list, "cores that the main thread takes");
    }
    return list;
}

}  // namespace

SecondOpinion second_opinion(const Program& program, const Profile& profile) {
    if (program.loads.size() != 1 || program.processes.size() != 1 || program.scripts.size() != 1)
        return {};
    const Load& load = program.loads.front();
    if (load.kind != ArrivalKind::poisson || load.timeout.ns >= 0 || !load.handler) return {};
    const std::optional<Uses> uses =
        uses_of(program, profile, program.bodies[load.handler.index()]);
    if (!uses) return {};
    const std::optional<Queue> queue = queue_of(program, *uses);
    if (!queue) return {};
    const double utilisation =
        queue->service.mean / static_cast<double>(load.interval.ns) / queue->servers;
    if (utilisation >= 0.9999 || utilisation <= 0) return {};
    SecondOpinion opinion = opinion_of(*queue, utilisation);
    const bool is_tandem = !uses->main.empty() && !(uses->pool.empty() && uses->stations.empty());
    if (is_tandem) {
        for (const Service& service : uses->main) opinion.mean += service.mean;
        opinion.has_percentiles = false;
    }
    opinion.is_main = uses->pool.empty() && uses->stations.empty();
    opinion.utilisation = utilisation;
    opinion.left_out = left_out(program, *uses, *queue);
    return opinion;
}

}  // namespace sim
