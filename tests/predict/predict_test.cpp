#include "sim/predict/predict.hpp"

#include <cmath>
#include <numeric>
#include <string>

#include <fmt/format.h>

#include "sim/predict/closed_forms.hpp"
#include "sim/predict/second_opinion.hpp"
#include "sim/predict/stability.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"

using namespace sim;

namespace {

Program load(const std::string& text) {
    Result<Program> program =
        load_scenario(text, "model.json", [](std::string_view) -> Result<std::string> {
            return Diagnostic{{}, "no files here", {}, {}};
        });
    if (!program) FAIL(to_text(program.diagnostics().front()));
    return *std::move(program);
}

/// Requests that wait for one job of the pool.
Program pool_model(const std::string& arrivals, int requests, const std::string& service,
                   const std::string& runtime = R"("cores": "unlimited", "costs": "none")",
                   const std::string& more = {}) {
    return load(fmt::format(
        R"({{ "runtime": {{ {} }}, "work": {{ "job": {{ "time": {} }} }},
             "load": {{ {} "arrivals": {}, "requests": {}, "handler": [{{ "await": {{ "work": "job" }} }}, {{ "respond": 200 }}] }} }})",
        runtime, service, more, arrivals, requests));
}

const std::string exponential = R"({ "exponential": "10ms" })";

Program mm4(int requests) { return pool_model(R"({ "poisson": "300/s" })", requests, exponential); }

Forecast forecast(const Program& program, const PredictPlan& plan = {}) {
    return predict(program, *find_profile("24"), plan);
}

bool holds(const Estimate& estimate, double value) {
    return estimate.low <= value && value <= estimate.high;
}

/// Share of predictions under other seeds whose intervals hold the true percentiles and the true mean.
void check_coverage(int predictions, int replications, int requests, double least, double most) {
    const Program program = mm4(requests);
    std::array<int, forecast_percentiles.size() + 1> hits{};
    for (int seed = 1; seed <= predictions; ++seed) {
        PredictPlan plan;
        plan.seed = static_cast<std::uint64_t>(seed);
        plan.replications = replications;
        plan.has_capacity = plan.has_delay = false;
        const Forecast result = forecast(program, plan);
        const LoadForecast& job = result.loads.front();
        for (std::size_t i = 0; i < forecast_percentiles.size(); ++i)
            hits[i] += holds(job.percentiles[i], result.opinion.percentiles[i]);
        hits.back() += holds(job.mean, result.opinion.mean);
    }
    CAPTURE(hits);
    for (const int count : hits) {
        CHECK(count >= least * predictions);
        CHECK(count <= most * predictions);
    }
}

}  // namespace

TEST_CASE("a forecast is the same however many threads compute it", "[predict]") {
    const Program program = mm4(500);
    PredictPlan plan;
    plan.precision = 0.05;
    const Forecast alone = forecast(program, plan);
    plan.threads = GENERATE(2, 7);
    const Forecast shared = forecast(program, plan);
    CHECK(shared.replications == alone.replications);
    CHECK(shared.loads[0].latency == alone.loads[0].latency);
    for (std::size_t i = 0; i < forecast_percentiles.size(); ++i) {
        CHECK(shared.loads[0].percentiles[i].low == alone.loads[0].percentiles[i].low);
        CHECK(shared.loads[0].percentiles[i].high == alone.loads[0].percentiles[i].high);
    }
    CHECK(shared.loads[0].mean.low == alone.loads[0].mean.low);
    CHECK(shared.resources[1].utilisation.high == alone.resources[1].utilisation.high);
    CHECK(shared.delay == alone.delay);
}

TEST_CASE("a forecast tells how far it is, and that it has begun", "[predict]") {
    std::string told;
    const auto tell = [&](int done, int wanted) { told += fmt::format("{}/{} ", done, wanted); };
    (void)forecast(mm4(1000),
                   {.replications = 3, .keeps_length = true, .has_delay = false, .progress = tell});
    // Before it looks for the capacity, before its pilot runs, and after its own.
    CHECK(told == "0/3 0/3 3/3 ");
}

TEST_CASE("intervals hold the true values of an M/M/4 as often as they say", "[predict][theory]") {
    // 100 predictions: 95 % less 3 standard errors of 2.2 %.
    check_coverage(100, 32, 3000, 0.88, 1);
}

TEST_CASE("intervals cover 93 to 97 % of a thousand predictions", "[.][long][predict]") {
    check_coverage(1000, 0, 20'000, 0.93, 0.97);
}

TEST_CASE("runs that are too short are made longer", "[predict][theory]") {
    // At 90 % of capacity queues take thousands of requests to come and go: runs of a minute, 2,160 requests, cut them off.
    // Erlang's formula: mean 296.9 ms, p99 1.217 s.
    const Program program = load(
        R"({ "runtime": { "threadpool": 4, "cores": "unlimited", "costs": "none" },
             "work": { "job": { "time": { "exponential": "100ms" } } },
             "load": { "arrivals": { "poisson": "36/s" }, "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
    PredictPlan plan;
    plan.precision = 0.1;
    plan.has_delay = false;
    const Forecast result = forecast(program, plan);
    CHECK(result.requests / result.replications > 10'000);
    CHECK(result.lengthened == 1);  // nothing is said that could be longer
    CHECK(holds(result.loads[0].mean, 296.9e6));
    CHECK(holds(result.loads[0].percentiles[forecast_p99], 1217e6));
    CHECK(result.loads[0].in_flight == 0);
}

TEST_CASE("runs of a stated length are kept when they are long enough or when asked to",
          "[predict]") {
    PredictPlan plan;
    plan.replications = 4;
    plan.has_delay = false;
    const Program busy = pool_model(R"({ "poisson": "380/s" })", 1000, exponential);
    CHECK(forecast(busy, plan).lengthened > 5);
    CHECK(forecast(pool_model(R"({ "poisson": "40/s" })", 4000, exponential), plan).lengthened ==
          1);
    plan.keeps_length = true;
    const Forecast kept = forecast(busy, plan);
    CHECK(kept.lengthened == 1);
    CHECK(kept.requests == 4 * 1000);
}

TEST_CASE("minutes between arrivals take hours, and users as many as it takes",
          "[predict][theory]") {
    // M/M/1 with services of a minute, half loaded: mean two minutes.
    PredictPlan plan;
    plan.precision = 0.05;
    plan.has_delay = false;
    const Forecast rare =
        forecast(load(R"({ "runtime": { "threadpool": 1, "cores": "unlimited", "costs": "none" },
                  "work": { "job": { "time": { "exponential": "60s" } } },
                  "load": { "arrivals": { "poisson": "30/h" },
                            "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })"),
                 plan);
    CHECK(holds(rare.loads[0].mean, 120e9));
    // Machine repair: one server of 100 ms, two users who think for 100 ms: the server is idle with probability 1/5, so that
    // a response takes 2 / 8 s less the pause: 150 ms.
    const Forecast users =
        forecast(load(R"({ "runtime": { "threadpool": 1, "cores": "unlimited", "costs": "none" },
                  "work": { "job": { "time": { "exponential": "100ms" } } },
                  "load": { "arrivals": { "users": 2, "think": { "exponential": "100ms" } },
                            "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })"),
                 plan);
    CHECK(holds(users.loads[0].mean, 150e6));
    CHECK(users.is_precise);
}

TEST_CASE("what is asked for is reached or is said not to be", "[predict]") {
    PredictPlan plan;
    plan.precision = 0.05;
    const Forecast rough = forecast(mm4(2000), plan);
    CHECK(rough.is_precise);
    const Estimate& p99 = rough.loads[0].percentiles[forecast_p99];
    CHECK((p99.high - p99.low) / 2 <= 0.05 * p99.value);
    plan.requests_budget = 1000;
    plan.keeps_length = true;
    plan.precision = 0.001;
    CHECK_FALSE(forecast(mm4(2000), plan).is_precise);
}

TEST_CASE("where the time went adds up on average and at p99", "[predict]") {
    const Forecast result = forecast(mm4(2000));
    const LoadForecast& job = result.loads[0];
    const double mean = std::accumulate(job.at_mean.begin(), job.at_mean.end(), 0.0);
    const double tail = std::accumulate(job.at_p99.begin(), job.at_p99.end(), 0.0);
    CHECK(mean == Approx(job.mean.value).epsilon(1e-9));
    CHECK(tail == Approx(job.percentiles[forecast_p99].value).epsilon(1e-9));
    // Slow requests are those that waited and those whose work was long: a larger share waits at p99 than on average.
    const auto queue = static_cast<std::size_t>(WaitReason::pool_queue);
    CHECK(job.at_p99[queue] / tail > job.at_mean[queue] / mean);
}

TEST_CASE("constant work waits as Crommelin says", "[predict][theory]") {
    const Forecast result = forecast(pool_model(R"({ "poisson": "320/s" })", 20'000, R"("10ms")"));
    CHECK(result.opinion.model == "M/D/4");
    CHECK(result.opinion.left_out.empty());
    CHECK(holds(result.loads[0].mean, result.opinion.mean));
}

TEST_CASE("constant arrivals wait as Takacs says", "[predict][theory]") {
    const std::string arrivals = R"({ "constant": "300/s" })";
    const Forecast result = forecast(pool_model(arrivals, 20'000, exponential));
    CHECK(result.opinion.model == "D/M/4");
    CHECK(result.opinion.is_exact);
    CHECK(holds(result.loads[0].mean, result.opinion.mean));
    REQUIRE(result.opinion.has_percentiles);
    CHECK(
        holds(result.loads[0].percentiles[forecast_p99], result.opinion.percentiles[forecast_p99]));
    // No formula is known of any other work.
    PredictPlan brief;
    brief.replications = 2;
    CHECK(
        forecast(pool_model(arrivals, 500, R"({ "gamma": { "mean": "10ms", "shape": 2 } })"), brief)
            .opinion.model.empty());
}

TEST_CASE("an approximation is rough where services spread widely over several servers",
          "[predict][theory]") {
    PredictPlan brief;
    brief.replications = 2;
    const auto opinion = [&](const std::string& shape, int threads) {
        return forecast(pool_model(R"({ "poisson": "60/s" })", 500,
                                   R"({ "gamma": { "mean": "10ms", "shape": )" + shape + " } }",
                                   fmt::format(
                                       R"("threadpool": {}, "cores": "unlimited", "costs": "none")",
                                       threads)),
                        brief)
            .opinion;
    };
    CHECK(opinion("0.1", 4).is_rough);
    CHECK_FALSE(opinion("1.5", 4).is_rough);
    CHECK_FALSE(opinion("0.1", 1).is_rough);
    CHECK(opinion("0.1", 1).is_exact);
}

// One server, M/G/1: both loads wait for 28.5 ms. If the one ends before the other, some requests wait less: 1.3 % on average here.
TEST_CASE("several loads with numbers of requests end when these should have come", "[predict]") {
    PredictPlan brief;
    brief.replications = 2;
    brief.has_capacity = brief.has_delay = false;
    const auto mean = [&](const std::string& end_a, const std::string& end_b) {
        return forecast(
                   load(R"({ "runtime": { "costs": "none", "cores": "unlimited" }, "load": [
            { "name": "a", "arrivals": { "poisson": "30/s" }, )" +
                        end_a + R"(, "handler": [{ "cpu": "2ms" }, { "respond": 200 }] },
            { "name": "b", "arrivals": { "poisson": "10/s" }, )" +
                        end_b + R"(, "handler": [{ "cpu": "50ms" }, { "respond": 200 }] } ] })"),
                   brief)
            .loads[0]
            .mean.value;
    };
    const std::string time = R"("for": "200s")";
    CHECK(mean(R"("requests": 6000)", R"("requests": 2000)") == mean(time, time));
    brief.keeps_length = true;
    CHECK(mean(R"("requests": 6000)", R"("requests": 2000)") != mean(time, time));
}

TEST_CASE("a shared core serves as theory says", "[predict][theory]") {
    const Program program = load(R"({
        "runtime": { "threadpool": 256, "cores": 1, "scheduler": "ps", "costs": "none" },
        "work": { "job": { "time": "10ms" } },
        "load": { "arrivals": { "poisson": "60/s" }, "requests": 20000,
                  "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })");
    const Forecast result = forecast(program);
    // Processor sharing: S / (1 - rho) = 25 ms, whatever the law of the work.
    CHECK(result.opinion.mean == Approx(25e6).epsilon(1e-6));
    CHECK(holds(result.loads[0].mean, 25e6));
}

TEST_CASE("users who meet at servers wait as machines wait for repair", "[predict][theory]") {
    const auto exp = [](double x) { return std::exp(x); };
    SECTION("two at one server: the other one is there half of the time") {
        const MachineRepair model{1, 2, 1};
        CHECK(model.mean() == Approx(1.5));
        // Own service, behind another one in half of the cases.
        for (const double t : {0.1, 1.0, 5.0})
            CHECK(model.beyond(t) == Approx(0.5 * exp(-t) + 0.5 * exp(-t) * (1 + t)));
    }
    SECTION("three at two servers: both others are there with chance 1/4") {
        const MachineRepair model{2, 3, 1};
        CHECK(model.mean() == Approx(1.125));
        for (const double t : {0.1, 1.0, 5.0})
            CHECK(model.beyond(t) == Approx(0.75 * exp(-t) + 0.25 * (2 * exp(-t) - exp(-2 * t))));
    }
    SECTION("with a server for each nobody waits, and without a pause all wait for all") {
        const MachineRepair few{4, 3, 0.5};
        CHECK(few.mean() == Approx(1));
        CHECK(few.beyond(2) == Approx(exp(-2)));
        CHECK(MachineRepair{4, 1000, 0}.mean() == Approx(250));
    }
}

TEST_CASE("theory stands beside the forecast for users, too", "[predict][theory]") {
    const auto users = [](const std::string& arrivals, const std::string& service,
                          const std::string& runtime = R"("cores": "unlimited", "costs": "none")") {
        return forecast(pool_model(arrivals, 20'000, service, runtime));
    };
    SECTION("mean and percentiles of exponential work, whatever the law of the pause") {
        const Forecast result = users(R"({ "users": 20, "think": "30ms" })", exponential);
        CHECK(result.opinion.model == "machine repair, M/M/4//20");
        CHECK(result.opinion.left_out.empty());
        CHECK(result.loads[0].mean.value == Approx(result.opinion.mean).epsilon(0.02));
        for (std::size_t i = 0; i < forecast_percentiles.size(); ++i)
            CHECK(result.loads[0].percentiles[i].value ==
                  Approx(result.opinion.percentiles[i]).epsilon(0.04));
    }
    SECTION("the mean of any work on shared cores") {
        const Forecast result =
            users(R"({ "users": 4, "think": { "exponential": "10ms" } })", R"("10ms")",
                  R"("cores": 2, "scheduler": "ps", "costs": "none")");
        CHECK(result.opinion.model == "machine repair, M/D/2//4 with processor sharing");
        CHECK_FALSE(result.opinion.has_percentiles);
        CHECK(result.loads[0].mean.value == Approx(result.opinion.mean).epsilon(0.02));
    }
    SECTION("without a pause, by Little's law") {
        const Forecast result = users(R"({ "users": 10 })", R"("10ms")");
        CHECK(result.opinion.mean == Approx(25e6));
        CHECK(result.loads[0].mean.value == Approx(25e6).epsilon(0.01));
    }
    SECTION("not of constant work that is waited for, of which no formula knows") {
        CHECK(users(R"({ "users": 20, "think": "30ms" })", R"("10ms")").opinion.model.empty());
    }
}

TEST_CASE("more load than capacity is unstable and grows by the difference", "[predict]") {
    // Four threads and 80 ms: 50 a second.
    const double rate = GENERATE(60.0, 51.0, 100.0);
    const Forecast result =
        forecast(pool_model(fmt::format(R"({{ "poisson": "{}/s" }})", rate), 3000, R"("80ms")"));
    CHECK(result.stability == Stability::unstable);
    CHECK(result.capacity.per_second == Approx(50).epsilon(0.01));
    CHECK(result.growth_per_s == Approx(rate - 50).margin(0.5));
    CHECK(result.opinion.model.empty());
}

TEST_CASE("an overload is not simulated for longer than its verdict takes", "[predict]") {
    // Of a hundred million requests in a second nearly all would wait at once.
    const std::string length = GENERATE(R"("for": "1s")", R"("requests": 100000000)");
    const Forecast result =
        forecast(load(fmt::format(R"({{ "load": {{ "arrivals": {{ "poisson": "100000000/s" }}, {},
                                        "handler": [{{ "respond": 200 }}] }} }})",
                                  length)));
    CHECK(result.stability == Stability::unstable);
    CHECK(result.requests == 3'200'000);  // 32 runs
    CHECK(result.lengthened == Approx(0.001));
    CHECK(result.growth_per_s == Approx(1e8 - result.capacity.per_second));

    // Of several loads nobody knows the capacity, but the pilot runs see that hardly anything is done.
    const Forecast several = forecast(
        load(
            R"({ "load": [{ "arrivals": { "poisson": "100000000/s" }, "for": "1s", "handler": [{ "respond": 200 }] },
                           { "name": "b", "arrivals": { "poisson": "10/s" }, "for": "1s", "handler": [{ "respond": 200 }] }] })"),
        {.has_delay = false});
    CHECK(several.stability == Stability::unstable);
    CHECK(several.requests == Approx(3'200'000).epsilon(0.01));
}

TEST_CASE("what is possible is known however much service times vary", "[predict]") {
    // A mean of 10 ms on four threads: 400 a second. The variance is 80 times the mean's square.
    const std::string service = R"({ "empirical": [["1ms", 99], ["901ms", 1]] })";
    PredictPlan plan;
    plan.replications = 4;
    const Forecast below = forecast(pool_model(R"({ "poisson": "320/s" })", 20'000, service), plan);
    CHECK(below.capacity.per_second == Approx(400).epsilon(0.03));
    CHECK(below.capacity.error < 0.015);
    CHECK(below.stability == Stability::steady);
    CHECK(forecast(pool_model(R"({ "poisson": "420/s" })", 20'000, service), plan).stability ==
          Stability::unstable);
}

TEST_CASE("requests answered before their work is done say nothing of what is possible",
          "[predict]") {
    // Four threads and 10 ms do 400 jobs a second, but users who do not wait for them are answered thousands of times a second.
    PredictPlan plan;
    plan.replications = 4;
    const auto result = [&](int rate) {
        return forecast(
            load(fmt::format(
                R"({{ "work": {{ "job": {{ "time": "10ms" }} }}, "load": {{ "arrivals": {{ "poisson": "{}/s" }},
                     "requests": 4000, "handler": [{{ "work": "job" }}, {{ "respond": 200 }}] }} }})",
                rate)),
            plan);
    };
    CHECK_FALSE(result(200).capacity.is_known);
    CHECK(result(200).stability == Stability::steady);
    CHECK(result(600).stability == Stability::unstable);
}

TEST_CASE("throughput is what is answered while requests come", "[predict]") {
    // Four hundred users keep four threads busy that answer 400 a second; few requests are as many a second as they are asked.
    PredictPlan plan;
    plan.replications = 16;
    const auto throughput = [&](const std::string& arrivals, int requests) {
        return forecast(pool_model(arrivals, requests, exponential), plan).loads[0].throughput;
    };
    const Estimate users =
        throughput(R"({ "users": 400, "think": { "exponential": "100ms" } })", 20'000);
    CHECK(users.value == Approx(400).epsilon(0.005));
    CHECK(users.high > 399.5);
    CHECK(throughput(R"({ "poisson": "0.1/s" })", 100).value == Approx(0.1).epsilon(0.06));
}

TEST_CASE("a load near capacity is not called unstable", "[predict]") {
    PredictPlan plan;
    plan.precision = 0.1;
    const Forecast result =
        forecast(pool_model(R"({ "poisson": "47.5/s" })", 5000, R"("80ms")"), plan);
    CHECK(result.stability == Stability::steady);
    CHECK(result.capacity.limits.size() == 1);
    CHECK(result.capacity.limits.front().kind == ResourceKind::pool);
}

TEST_CASE("a load lasts as long as it says", "[predict]") {
    const auto requests = [](const std::string& load_text, const std::string& runtime = "{}") {
        return expected_requests(load(fmt::format(
            R"({{ "runtime": {}, "load": {{ "arrivals": {{ "poisson": "10/s" }}, {} "handler": [{{ "respond": 200 }}] }} }})",
            runtime, load_text)));
    };
    CHECK(requests(R"("requests": 1000000,)") == Approx(1e6));
    CHECK(requests(R"("for": "2m",)") == Approx(1200));
    CHECK(requests("") == Approx(600));  // the engine ends endless loads after a minute
    CHECK(requests("", R"({ "until": "5m" })") == Approx(3000));
    CHECK(requests(R"("requests": 1000000,)", R"({ "until": "5s" })") == Approx(50));
}

TEST_CASE("timeouts do not hide an overload", "[predict]") {
    const Forecast result =
        forecast(pool_model(R"({ "constant": "60/s" })", 600, R"("80ms")",
                            R"("cores": "unlimited", "costs": "none")", R"("timeout": "500ms",)"));
    CHECK(result.stability == Stability::unstable);
    CHECK(result.loads[0].timeouts.value > 0.5);
}

TEST_CASE("an overload among several loads is found and measured", "[predict]") {
    // 55 jobs of 80 ms a second on four threads, which do 50: 5 more wait each second, and each second of load takes 1.1 to
    // work off. Pings do not wait. Clients give up after a second, which makes no difference to the pool.
    const Forecast result =
        forecast(load(R"({ "runtime": { "threadpool": 4, "cores": "unlimited", "costs": "none" },
                  "work": { "job": { "time": "80ms" } },
                  "load": [{ "name": "job", "arrivals": { "constant": "55/s" }, "requests": 5500, "timeout": "1s",
                             "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] },
                           { "name": "ping", "arrivals": { "constant": "10/s" }, "requests": 1000,
                             "handler": [{ "respond": 200 }] }] })"),
                 {.replications = 4, .keeps_length = true, .has_delay = false});
    CHECK(result.stability == Stability::unstable);
    CHECK(result.growth_per_s == Approx(5).epsilon(0.02));
    CHECK(result.latency_growth == Approx(0.1).epsilon(0.02));
    CHECK(result.opinion.model.empty());
}

TEST_CASE("what is done each second of an overload is the capacity", "[predict]") {
    const Forecast result =
        forecast(pool_model(R"({ "poisson": "75/s" })", 3000, R"("80ms")"), {.has_delay = false});
    CHECK(result.loads[0].throughput.value == Approx(50).epsilon(0.01));
}

TEST_CASE("a formula that knows nothing of what is busy is no second opinion", "[predict]") {
    // 9,000 requests a second of 100 us of the main thread each and jobs of 1 us: the pool has nothing to say.
    const Forecast result = forecast(
        load(
            R"({ "runtime": { "cores": "unlimited", "costs": "none" }, "work": { "job": { "time": "1us" } },
                  "load": { "arrivals": { "poisson": "9000/s" }, "requests": 20000,
                            "handler": [{ "cpu": "100us" }, { "await": { "work": "job" } }, { "respond": 200 }] } })"),
        {.replications = 4, .keeps_length = true, .has_delay = false});
    CHECK(result.opinion.model.empty());
}

TEST_CASE("theory reads a callback as it reads an await", "[predict]") {
    const auto opinion = [](const std::string& handler) {
        return second_opinion(
            load(fmt::format(R"({{ "runtime": {{ "cores": "unlimited", "costs": "none" }},
                  "work": {{ "job": {{ "time": "10ms" }} }},
                  "handlers": {{ "again": [{{ "work": "job", "do": "again" }}] }},
                  "load": {{ "arrivals": {{ "poisson": "200/s" }}, "requests": 300, "handler": [{}] }} }})",
                             handler)),
            *find_profile("24"));
    };
    const SecondOpinion awaited =
        opinion(R"({ "cpu": "1ms" }, { "await": { "work": "job" } }, { "respond": 200 })");
    const SecondOpinion called_back =
        opinion(R"({ "cpu": "1ms" }, { "work": "job", "do": [{ "respond": 200 }] })");
    CHECK(awaited.model == "M/D/4");
    CHECK(called_back.model == awaited.model);
    CHECK(called_back.mean == awaited.mean);
    // The main thread works while the job does, a second job comes after the first, or without an end.
    const std::string handler = GENERATE(
        std::string{R"({ "work": "job", "do": [{ "respond": 200 }] }, { "cpu": "1ms" })"},
        std::string{R"({ "work": "job", "do": [{ "work": "job", "do": [{ "respond": 200 }] }] })"},
        std::string{R"({ "work": "job", "do": "again" })"});
    CAPTURE(handler);
    CHECK(opinion(handler).model.empty());
}

TEST_CASE("what main goes on with does not keep a forecast from its end", "[predict]") {
    const Forecast result =
        forecast(load(R"({ "main": [{ "setInterval": "100ms", "do": [{ "cpu": "1ms" }] }],
                  "runtime": { "cores": "unlimited", "costs": "none" }, "work": { "job": { "time": "10ms" } },
                  "load": { "arrivals": { "constant": "10/s" }, "requests": 300,
                            "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] } })"),
                 {.replications = 4, .keeps_length = true, .has_delay = false});
    // The interval takes a hundredth of the main thread and 300 requests half a minute.
    CHECK(result.resources[0].utilisation.value == Approx(0.01).epsilon(0.05));
    CHECK(result.virtual_time < seconds(4 * 31));
}

// Bursts of eight jobs of 10 ms on one thread, every 100 ms: they take 10, 20 ... 80 ms. They stop after 25 of 100 s, and a
// warm-up of most of a run would leave nothing of them.
TEST_CASE("a load that stops early is not taken for the warm-up of the others", "[predict]") {
    const Program program = load(R"({
        "runtime": { "threadpool": 1, "cores": "unlimited", "costs": "none" },
        "work": { "job": { "time": "10ms" } },
        "load": [
            { "name": "bursts", "requests": 2000, "arrivals": { "bursts": { "size": 8, "every": "100ms" } },
              "handler": [{ "await": { "work": "job" } }, { "respond": 200 }] },
            { "name": "few", "requests": 200, "arrivals": { "poisson": "2/s" },
              "handler": [{ "respond": 200 }] }] })");
    const Forecast result = forecast(program, {.replications = 2});
    CHECK(result.loads[0].counted > 1500);
    CHECK(std::abs(result.loads[0].mean.value - 45e6) < 1e6);
}

TEST_CASE("a burst is forecast as a whole", "[predict]") {
    const Forecast result = forecast(
        pool_model(R"({ "list": ["0ms", "0ms", "0ms", "0ms", "0ms", "0ms"] })", 6, R"("80ms")"));
    CHECK(result.stability == Stability::whole);
    CHECK(result.warmup.ns == 0);
    // Six jobs on four threads: two of them wait for a round.
    CHECK(result.loads[0].min == milliseconds(80));
    CHECK(result.loads[0].max == milliseconds(160));
}
