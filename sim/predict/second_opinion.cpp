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

/// Beyond that the formula for users takes longer than it is worth.
constexpr std::int64_t users_most = 100'000;

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

bool add_call(const Program& program, const Profile& profile, const Action& action, Uses& uses) {
    if (action.op == Op::api)
        return add_pool_work(program, profile, program.api_sites[action.ref], uses);
    return action.op == Op::station && add_station(program, program.stations[action.ref], uses);
}

/// Adds what a body uses up to the response, and its last call's callback; false if it does anything that no formula knows.
bool add_uses(const Program& program, const Profile& profile, const Body& body, Uses& uses) {
    for (std::uint32_t i = 0; i < body.count; ++i) {
        const Action& action = program.actions[body.first + i];
        const bool is_last = i + 1 == body.count;
        if (action.op == Op::respond) break;
        if (action.op == Op::cpu) {
            const std::optional<Service> service = service_of(program, action.ref);
            if (!service || action.n != 0 || action.flags != 0) return false;
            uses.main.push_back(*service);
            continue;
        }
        // What goes on beside a call comes neither before nor after it.
        const bool is_awaited = !is_last && program.actions[body.first + i + 1].op == Op::await;
        const bool is_in_turn = action.body ? is_last : is_awaited;
        if (!is_in_turn || !add_call(program, profile, action, uses)) return false;
        if (action.body) {
            // Of several calls no formula knows, and a callback may call itself.
            return uses.pool.size() + uses.stations.size() == 1 &&
                   add_uses(program, profile, program.bodies[action.body.index()], uses);
        }
        ++i;
    }
    return true;
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

/// Where `response_beyond`, the chance that a response takes longer, crosses what percentiles leave.
template <class Beyond>
void set_percentiles(SecondOpinion& opinion, const Queue& queue, const Beyond& response_beyond) {
    opinion.has_percentiles = true;
    for (std::size_t i = 0; i < forecast_percentiles.size(); ++i) {
        const double beyond = 1 - forecast_percentiles[i].second / 100'000.0;
        double low = 0;
        double high = 1;
        while (response_beyond(high) > beyond) high *= 2;
        for (int step = 0; step < 60; ++step) {
            const double middle = (low + high) / 2;
            (response_beyond(middle) > beyond ? low : high) = middle;
        }
        opinion.percentiles[i] = (low + high) / 2 * queue.service.mean + queue.service.plus;
    }
}

std::string model_of(std::string_view arrivals, const Queue& queue, std::string_view sources) {
    std::string model{arrivals};
    return model.append("/")
        .append(letter_of(queue.service))
        .append("/")
        .append(std::to_string(queue.servers))
        .append(sources)
        .append(queue.is_shared ? " with processor sharing" : "");
}

/// Of several servers the spread of services does not tell the mean: the law's whole shape counts, the more the wider it is (Gupta,
/// Harchol-Balter, Dai and Zwart, "On the inapproximability of M/G/K", 2010). With two exponential phases the mean wait is
/// a seventh less than Allen and Cunneen say at this variation, a third less at 10.
constexpr double variation_most = 2;

SecondOpinion opinion_of_arrivals(const Queue& queue, double utilisation) {
    SecondOpinion opinion;
    opinion.model = model_of("M", queue, {});
    opinion.utilisation = utilisation;
    const bool is_exponential = queue.service.kind == Distribution::Kind::exponential;
    const bool is_constant = queue.service.kind == Distribution::Kind::constant;
    double wait = mmc_wait(queue.servers, utilisation);
    opinion.is_exact = is_exponential || is_constant || queue.servers == 1 || queue.is_shared;
    opinion.is_rough = !opinion.is_exact && queue.service.variation > variation_most;
    if (!queue.is_shared && is_constant) wait = mdc_wait(queue.servers, utilisation);
    // Allen and Cunneen; for one server Pollaczek and Khinchine. Sharing is insensitive to the law.
    else if (!queue.is_shared) wait *= (1 + queue.service.variation) / 2;
    opinion.mean = queue.service.mean * (1 + wait) + queue.service.plus;
    if (is_exponential && !queue.is_shared && queue.service.plus <= 0)
        set_percentiles(opinion, queue, [&](double time) {
            return mmc_response_beyond(queue.servers, utilisation, time);
        });
    return opinion;
}

/// Of requests at even distances, where the service is exponential.
SecondOpinion opinion_of_constant_arrivals(const Queue& queue, double utilisation) {
    if (queue.service.kind != Distribution::Kind::exponential || queue.is_shared) return {};
    const ConstantArrivals model{queue.servers, utilisation};
    SecondOpinion opinion;
    opinion.model = model_of("D", queue, {});
    opinion.is_exact = true;
    opinion.utilisation = utilisation;
    opinion.mean = queue.service.mean * (1 + model.wait()) + queue.service.plus;
    if (queue.service.plus <= 0)
        set_percentiles(opinion, queue, [&](double time) { return model.beyond(time); });
    return opinion;
}

/// Of users who pause for `pause` between what they have of the queue, in ns. Nothing is known of services that are not exponential,
/// unless nobody waits, all do, or the servers are shared.
SecondOpinion opinion_of_users(const Queue& queue, std::int64_t users, double pause) {
    const bool is_exponential = queue.service.kind == Distribution::Kind::exponential;
    const bool is_law_any = queue.is_shared || users <= queue.servers || pause <= 0;
    if (users > users_most || (!is_exponential && !is_law_any)) return {};
    const MachineRepair model{queue.servers, users, pause / queue.service.mean};
    SecondOpinion opinion;
    opinion.model = "machine repair, " + model_of("M", queue, "//" + std::to_string(users));
    opinion.is_exact = true;
    const double response = queue.service.mean * model.mean();
    opinion.mean = response + queue.service.plus;
    opinion.utilisation =
        static_cast<double>(users) * queue.service.mean / (pause + response) / queue.servers;
    if (is_exponential && !queue.is_shared && queue.service.plus <= 0)
        set_percentiles(opinion, queue, [&](double time) { return model.beyond(time); });
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
    const bool is_closed = load.kind == ArrivalKind::closed;
    const bool is_constant = load.kind == ArrivalKind::constant;
    const bool is_known = load.kind == ArrivalKind::poisson || is_constant || is_closed;
    if (!is_known || load.timeout.ns >= 0 || !load.handler) return {};
    Uses uses;
    if (!add_uses(program, profile, program.bodies[load.handler.index()], uses)) return {};
    const std::optional<Queue> queue = queue_of(program, uses);
    if (!queue) return {};
    const bool is_main = uses.pool.empty() && uses.stations.empty();
    double before = 0;  // main-thread time of requests that then go on to the queue
    for (const Service& service : uses.main) before += is_main ? 0 : service.mean;
    SecondOpinion opinion;
    if (is_closed) {
        const double think = load.think == index_none
                                 ? 0
                                 : real(mean(program.distributions[load.think], program.empirical));
        opinion = opinion_of_users(*queue, load.users, think + before + queue->service.plus);
    } else {
        const double utilisation =
            queue->service.mean / static_cast<double>(load.interval.ns) / queue->servers;
        if (utilisation < 0.9999 && utilisation > 0)
            opinion = is_constant ? opinion_of_constant_arrivals(*queue, utilisation)
                                  : opinion_of_arrivals(*queue, utilisation);
    }
    if (opinion.model.empty()) return {};
    opinion.mean += before;
    if (before > 0) opinion.has_percentiles = false;
    opinion.is_main = is_main;
    opinion.left_out = left_out(program, uses, *queue);
    return opinion;
}

}  // namespace sim
