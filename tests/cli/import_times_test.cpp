// What an imported log says in few rows and coarse instants, beside the values that it was made of.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/core/draws.hpp"
#include "sim/core/units.hpp"
#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/cli/observed_times.hpp"

namespace {

double exponential(sim::Stream& stream) { return -std::log(1 - stream.unit()); }

struct Moments {
    double count = 0;
    double mean = 0;
    double variance = 0;
};

Moments moments_of(const std::vector<ui::ObservedTime>& rows) {
    Moments moments;
    for (const ui::ObservedTime& row : rows) {
        moments.count += static_cast<double>(row.count);
        moments.mean += row.value * static_cast<double>(row.count);
    }
    moments.mean /= moments.count;
    for (const ui::ObservedTime& row : rows)
        moments.variance += (row.value - moments.mean) * (row.value - moments.mean) *
                            static_cast<double>(row.count) / moments.count;
    return moments;
}

std::vector<double> gaps_of(const std::vector<double>& instants) {
    std::vector<double> gaps;
    for (std::size_t i = 1; i < instants.size(); ++i) gaps.push_back(instants[i] - instants[i - 1]);
    return gaps;
}

/// The mean time in a queue of one server that takes `service` for each. Source: Lindley's recursion.
double time_in_queue(const std::vector<double>& instants, double service) {
    double wait = 0;
    double sum = service;
    for (const double gap : gaps_of(instants)) {
        wait = std::max(0.0, wait + service - gap);
        sum += wait + service;
    }
    return sum / static_cast<double>(instants.size());
}

/// In seconds.
std::vector<double> arrivals_of(const std::string& scenario) {
    std::vector<double> instants;
    const nlohmann::json whole = nlohmann::json::parse(scenario);
    for (const auto& at : whole["load"][0]["arrivals"]["list"])
        instants.push_back(static_cast<double>(sim::parse_duration(at.get<std::string>())->ns) /
                           1e9);
    return instants;
}

double quantile(const std::vector<ui::ObservedTime>& rows, double count, double share) {
    double below = 0;
    for (const ui::ObservedTime& row : rows) {
        below += static_cast<double>(row.count);
        if (below >= count * share) return row.value;
    }
    return rows.back().value;
}

}  // namespace

TEST_CASE("few rows have the mean, the spread and the tail of many times", "[import]") {
    // Most take some 30 ms, one of fifty ten times as long: a tail that makes the queue.
    sim::Stream stream{5};
    std::vector<double> values;
    for (int i = 0; i < 20'000; ++i)
        values.push_back(20 + exponential(stream) * (stream.unit() < 0.02 ? 100 : 10));
    std::vector<ui::ObservedTime> each;
    for (const double value : values) each.push_back({.value = value});
    std::sort(each.begin(), each.end(),
              [](const auto& a, const auto& b) { return a.value < b.value; });

    const std::vector<ui::ObservedTime> rows = ui::condense(values);
    CHECK(rows.size() < 120);
    const Moments seen = moments_of(each);
    const Moments kept = moments_of(rows);
    CHECK(kept.count == seen.count);
    CHECK(std::abs(kept.mean / seen.mean - 1) < 1e-9);
    // What rows leave out is the spread within each.
    CHECK(kept.variance <= seen.variance);
    CHECK(kept.variance > 0.99 * seen.variance);
    CHECK(rows.back().value == each.back().value);
    CHECK(rows.back().count == 1);
    for (const double share : {0.1, 0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995}) {
        INFO(share);
        // A row lies between the percentiles at its two ends: a fortieth of all, or an eighth of those above.
        const double width = std::min(1.0 / 40, (1 - share) / 7);
        const double found = quantile(rows, seen.count, share);
        CHECK(found >= quantile(each, seen.count, share - width));
        CHECK(found <= quantile(each, seen.count, share + width));
    }
}

TEST_CASE("times that are few, or often the same, stay as they are", "[import]") {
    const auto text = [](std::vector<double> values) {
        std::string all;
        for (const ui::ObservedTime& row : ui::condense(std::move(values)))
            all +=
                std::to_string(static_cast<int>(row.value)) + "*" + std::to_string(row.count) + " ";
        return all;
    };
    CHECK(text({3, 1, 2, 1}) == "1*2 2*1 3*1 ");
    std::vector<double> values(100'000, 7);
    values.push_back(9);
    CHECK(text(values) == "7*100000 9*1 ");
    std::vector<double> different;
    for (int i = 0; i < 300; ++i) different.push_back(i);
    CHECK(ui::condense(different).size() == 300);
    CHECK(ui::condense({}).empty());
}

// Arrivals of a Poisson stream have gaps whose variance is their mean squared, and queue accordingly, whatever the clock of
// the log. At even distances within each second the first would be some 0.05 here.
TEST_CASE("whole seconds of a log do not make its requests come evenly", "[import]") {
    const cli_test::Folder folder;
    sim::Stream stream{11};
    std::vector<double> instants;
    std::string log;
    double at = 0;
    for (int i = 0; i < 8000; ++i) {
        at += exponential(stream) / 20;
        instants.push_back(at);
        const int second = static_cast<int>(at);
        log += fmt::format(
            "::1 - - [10/Oct/2026:13:{:02}:{:02} +0000] \"GET / HTTP/1.1\" 200 7 0.040\n",
            second / 60, second % 60);
    }
    folder.write("access.log", log);
    const cli_test::Outcome outcome = cli_test::cli(folder, "import DIR/access.log");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.find("loopglass: DIR/access.log: the log has whole seconds: within each, "
                           "arrivals are put at random\n") != outcome.err.npos);
    CHECK(outcome.out.find("The log has whole seconds: within each, arrivals are put at random.") !=
          outcome.out.npos);
    CHECK(cli_test::cli(folder, "import DIR/access.log").out == outcome.out);
    const std::vector<double> seen = arrivals_of(outcome.out);
    REQUIRE(seen.size() == instants.size());
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    // None left its second; the list starts with the first arrival.
    for (std::size_t i = 0; i < seen.size(); ++i)
        CHECK(std::abs((seen[i] - seen[0]) - (instants[i] - instants[0])) < 2);
    std::vector<ui::ObservedTime> gaps;
    for (const double gap : gaps_of(seen)) gaps.push_back({.value = gap});
    const Moments moments = moments_of(gaps);
    // Of 8,000 exponential gaps the standard error of this is 0.03.
    CHECK(std::abs(moments.variance / (moments.mean * moments.mean) - 1) < 0.12);
    // One server, 80 % busy: 120 ms in the long run.
    const double true_time = time_in_queue(instants, 0.04);
    CHECK(true_time > 0.09);
    CHECK(std::abs(time_in_queue(seen, 0.04) / true_time - 1) < 0.1);
}

// Departures of a server of constant service are that service apart: taken for arrivals, none of them would ever wait.
TEST_CASE("arrivals of a log that is written when requests are over queue as the true ones did",
          "[import]") {
    const cli_test::Folder folder;
    sim::Stream stream{12};
    constexpr double service = 0.04;
    std::vector<double> instants;
    std::string common;
    std::string table = "ts,request_time\n";
    double at = 0;
    double free = 0;
    for (int i = 0; i < 2000; ++i) {
        at = std::round((at + exponential(stream) / 20) * 1000) / 1000;
        instants.push_back(at);
        free = std::max(free, at) + service;
        const auto ms = std::llround(free * 1000);
        common += fmt::format(
            "::1 - - [10/Oct/2026:13:{:02}:{:02}.{:03} +0000] \"GET / HTTP/1.1\" 200 7 {:.3f}\n",
            ms / 60'000, ms / 1000 % 60, ms % 1000, free - at);
        table += fmt::format("{}.{:03},{:.3f}\n", 1791640536 + ms / 1000, ms % 1000, free - at);
    }
    const double true_time = time_in_queue(instants, service);
    CHECK(true_time > 0.08);
    folder.write("access.log", common);
    folder.write("access.csv", table);
    for (const std::string name : {"access.log", "access.csv"}) {
        const std::vector<double> seen =
            arrivals_of(cli_test::cli(folder, "import DIR/" + name).out);
        REQUIRE(seen.size() == instants.size());
        CHECK(std::abs(time_in_queue(seen, service) / true_time - 1) < 1e-6);
        const std::vector<double> ends =
            arrivals_of(cli_test::cli(folder, "import DIR/" + name + " --stamp start").out);
        CHECK(std::abs(time_in_queue(ends, service) - service) < 1e-6);
    }
}

TEST_CASE("milliseconds of a log stay as they are", "[import]") {
    const cli_test::Folder folder;
    const std::string rest = R"("path":"/","status":200})";
    folder.write("a.log", "{\"StartUTC\":\"2026-10-10T13:55:36.000Z\"," + rest +
                              "\n{\"StartUTC\":\"2026-10-10T13:55:36.000Z\"," + rest +
                              "\n{\"StartUTC\":\"2026-10-10T13:55:36.007Z\"," + rest + "\n");
    const cli_test::Outcome outcome = cli_test::cli(folder, "import DIR/a.log --duration none");
    CHECK(outcome.err.find("whole seconds") == outcome.err.npos);
    CHECK(arrivals_of(outcome.out) == std::vector<double>{0, 0, 0.007});
}
