// Long runs against formulas: each cell is a queueing model with an exact mean, run under several seeds whose mean must
// lie within the 99 % confidence interval that their own spread gives (Student's t).
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"

using namespace sim;

namespace {

constexpr int seeds = 10;
constexpr double t_limit = 3.25;  // Student's t, 9 degrees of freedom, two-sided 99 %

/// Arrivals and services are in units of the mean service time, one second.
struct Model {
    std::string machine;  // further settings of the runtime
    std::string service;
    std::string arrivals;
    int pool = 1;
    bool is_heavy =
        false;  // queues change slowly: more requests, and more of them before the measuring begins
};

/// What one run measured, in service times.
struct Measured {
    double wait = 0;  // in the pool's queue
    double latency = 0;
    double throughput = 0;
};

Measured measure(const Model& model, std::uint64_t seed) {
    const std::string text = fmt::format(
        R"({{ "runtime": {{ "costs": "none", "threadpool": {}, "warmup": "{}s", {} }}, "work": {{ "job": {{ "time": {} }} }},
             "load": {{ "arrivals": {}, "requests": {}, "handler": [{{ "await": {{ "work": "job" }} }}, {{ "respond": 200 }}] }} }})",
        model.pool, (model.is_heavy ? 2000 : 200) / model.pool + 1, model.machine, model.service,
        model.arrivals, model.is_heavy ? 100'000 : 30'000);
    const auto program =
        load_scenario(text, "model.json", [](std::string_view) -> Result<std::string> {
            return Diagnostic{{}, "no files here", {}, {}};
        });
    if (!program) FAIL(to_text(program.diagnostics().front()));
    RunOptions options;
    options.level = TraceLevel::none;
    options.seed = seed;
    const Trace trace = run(*program, *find_profile("24"), options);
    const LoadStatistics& load = trace.statistics.loads[0];
    const auto mean = [&](Duration sum) {
        return static_cast<double>(sum.ns) / static_cast<double>(load.counted) / 1e9;
    };
    Duration sum{};
    for (const Duration wait : load.waits) sum += wait;
    return {mean(load.waits[static_cast<std::size_t>(WaitReason::pool_queue)]), mean(sum),
            static_cast<double>(load.counted) / (to_ms(load.last_done - load.first_arrival) / 1e3)};
}

/// The mean of `what` over seeds agrees with `expected`.
void check(const Model& model, double Measured::*what, double expected) {
    double sum = 0;
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const double value = measure(model, seed).*what;
        sum += value;
        squares += value * value;
    }
    const double mean = sum / seeds;
    const double error = std::sqrt((squares / seeds - mean * mean) / (seeds - 1));
    INFO("expected " << expected << ", mean " << mean << ", standard error " << error);
    CHECK(std::abs(mean - expected) < t_limit * error);
    // And the runs are long enough for that to mean something.
    CHECK(error < 0.08 * expected + 1e-4);
}

/// The chance that an arrival waits at c servers with exponential service.
double erlang_c(int c, double rho) {
    const double load = c * rho;
    double term = 1;  // load^k / k!
    double below = 0;
    for (int k = 0; k < c; ++k) {
        below += term;
        term *= load / (k + 1);
    }
    const double at = term / (1 - rho);
    return at / (below + at);
}

/// Mean wait in M/D/c: the number in the system one service time later is what was not in service plus the arrivals
/// (Crommelin 1932), which is solved by iteration.
double wait_mdc(int c, double rho) {
    const double load = c * rho;
    const auto states = static_cast<std::size_t>(c + 60 / (1 - rho));
    std::vector<double> arrivals;  // Poisson
    for (double p = std::exp(-load); arrivals.size() < states;
         p *= load / static_cast<double>(arrivals.size())) {
        arrivals.push_back(p);
        if (static_cast<double>(arrivals.size()) > load && p < 1e-15) break;
    }
    std::vector<double> now{1.0};
    now.resize(states);
    double mean = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::vector<double> next(states, 0);
        for (std::size_t i = 0; i < states; ++i) {
            const std::size_t left =
                i > static_cast<std::size_t>(c) ? i - static_cast<std::size_t>(c) : 0;
            for (std::size_t k = 0; k < arrivals.size() && left + k < states; ++k)
                next[left + k] += now[i] * arrivals[k];
        }
        now.swap(next);
        double again = 0;
        for (std::size_t i = 0; i < states; ++i) again += static_cast<double>(i) * now[i];
        if (std::abs(again - mean) < 1e-10) break;
        mean = again;
    }
    return (mean - load) / load;
}

std::string poisson(double per_second) {
    return fmt::format(R"({{ "poisson": "{:.9f}/s" }})", per_second);
}

/// Queues change slowly, or a job waits so rarely that it takes many to see it.
bool is_heavy(int c, double rho) { return rho > 0.9 || (c == 16 && rho < 0.5); }

const std::string ideal = R"("cores": "unlimited")";
const std::string exponential = R"({ "exponential": "1s" })";

}  // namespace

TEST_CASE("waits at a pool with exponential work are those of Erlang", "[engine][theory]") {
    const int c = GENERATE(1, 4, 16);
    const double rho = GENERATE(0.3, 0.6, 0.8, 0.95);
    CAPTURE(c, rho);
    // M/M/c: an arrival that waits does so for an exponential time of rate c - load.
    check({ideal, exponential, poisson(c * rho), c, is_heavy(c, rho)}, &Measured::wait,
          erlang_c(c, rho) / (c * (1 - rho)));
}

TEST_CASE("waits at a pool with constant work are those of Crommelin", "[engine][theory]") {
    const int c = GENERATE(1, 4, 16);
    const double rho = GENERATE(0.3, 0.6, 0.8, 0.95);
    CAPTURE(c, rho);
    check({ideal, R"("1s")", poisson(c * rho), c, is_heavy(c, rho)}, &Measured::wait,
          wait_mdc(c, rho));
}

TEST_CASE("waits at a pool of one are those of Pollaczek and Khinchine", "[engine][theory]") {
    const double rho = GENERATE(0.3, 0.6, 0.8, 0.95);
    struct Law {
        std::string service;
        double variance;  // of a service of mean 1
    };
    const Law law = GENERATE(Law{R"({ "gamma": { "shape": 0.5, "mean": "1s" } })", 2},
                             Law{R"({ "gamma": { "shape": 3, "mean": "1s" } })", 1.0 / 3},
                             Law{R"({ "uniform": ["0.5s", "1.5s"] })", 1.0 / 12});
    CAPTURE(rho, law.service);
    check({ideal, law.service, poisson(rho), 1, rho > 0.9}, &Measured::wait,
          rho * (1 + law.variance) / 2 / (1 - rho));
}

TEST_CASE("one shared core makes every job longer by 1 / (1 - utilisation)", "[engine][theory]") {
    const double rho = GENERATE(0.3, 0.6, 0.8, 0.9);
    const std::string service = GENERATE(as<std::string>{}, exponential, R"("1s")",
                                         R"({ "gamma": { "shape": 0.5, "mean": "1s" } })");
    CAPTURE(rho, service);
    // M/G/1 processor sharing is insensitive to the law. The pool is larger than the jobs that ever meet.
    check({R"("cores": 1, "scheduler": "ps")", service, poisson(rho), 512, rho > 0.85},
          &Measured::latency, 1 / (1 - rho));
}

TEST_CASE("users who pause and ask again are machines that break and get repaired",
          "[engine][theory]") {
    const int c = GENERATE(1, 4, 16);
    const int users = GENERATE(2, 8, 32);
    const double think = GENERATE(1.0, 5.0);
    CAPTURE(c, users, think);
    // M/M/c//N: p(n) / p(n - 1) = (N - n + 1) / think / min(n, c).
    double weight = 1;
    double total = 1;
    double busy = 0;
    for (int n = 1; n <= users; ++n) {
        weight *= (users - n + 1) / think / std::min(n, c);
        total += weight;
        busy += weight * std::min(n, c);
    }
    check(
        {ideal, exponential,
         fmt::format(R"({{ "users": {}, "think": {{ "exponential": "{}s" }} }})", users, think), c},
        &Measured::throughput, busy / total);
}
