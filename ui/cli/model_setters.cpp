#include "ui/cli/setters.hpp"

#include "sim/core/units.hpp"
#include "sim/node/profile.hpp"
#include "sim/program/limits.hpp"

namespace ui::setters {

namespace {

constexpr std::int32_t cores_max = 1024;

}  // namespace

std::string set_node(Options& options, std::string_view value) {
    if (sim::find_profile(value) == nullptr) {
        return fmt::format(
            "{}; see: loopglass list profiles",
            expected(fmt::format("a Node version ({})", profile_names(", ")), value));
    }
    options.node = value;
    return {};
}

std::string set_module(Options& options, std::string_view value) {
    if (value != "cjs" && value != "esm") return expected("cjs or esm", value);
    options.is_module = value == "esm";
    return {};
}

std::string set_threadpool(Options& options, std::string_view value) {
    return set_range(options.threadpool, value, sim::threadpool_max,
                     "a number of threads from 1 to 1024");
}

std::string set_cores(Options& options, std::string_view value) {
    if (value == "unlimited") {
        options.cores = 0;
        return {};
    }
    return set_range(options.cores, value, cores_max,
                     "a number of cores from 1 to 1024 or \"unlimited\"");
}

std::string set_scheduler(Options& options, std::string_view value) {
    options.has_both_schedulers = value == "both";
    if (options.has_both_schedulers) return {};
    if (value != "linux" && value != "ps") return expected("linux or ps", value);
    options.scheduler = value == "linux" ? sim::Scheduler::per_core : sim::Scheduler::ps;
    return {};
}

std::string set_costs(Options& options, std::string_view value) {
    if (value.empty()) return expected(R"(a cost file, "none" or "node")", value);
    options.costs = value;
    return {};
}

std::string add_variable(Options& options, std::string_view value) {
    const std::size_t equals = value.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return fmt::format("needs NAME=VALUE, not \"{}\"", value);
    options.environment.emplace_back(value.substr(0, equals), value.substr(equals + 1));
    return {};
}

std::string set_cpu(Options& options, std::string_view value) {
    if (value != "modelled" && value != "measured") return expected("modelled or measured", value);
    options.is_cpu_measured = value == "measured";
    options.is_cpu_modelled = value == "modelled";
    return {};
}

std::string set_results(Options& options, std::string_view value) {
    if (value != "true" && value != "fake") return expected("true or fake", value);
    options.has_fake_results = value == "fake";
    return {};
}

std::string set_seed(Options& options, std::string_view value) {
    const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(value);
    if (!number) return expected("a whole number from 0 to 18446744073709551615", value);
    options.seed = *number;
    options.is_seed_stated = true;
    return {};
}

std::string set_requests(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < 1 || *number > 1'000'000'000)
        return expected("a number of requests from 1 to 1000000000", value);
    options.requests = number;
    return {};
}

std::string set_warmup(Options& options, std::string_view value) {
    const sim::Result<sim::Duration> duration = sim::parse_duration(value == "0" ? "0ms" : value);
    if (!duration) return expected("a time such as 0, 500ms or 10s", value);
    options.warmup = *duration;
    return {};
}

std::string add_vary(Options& options, std::string_view value) {
    options.vary.emplace_back(value);
    return {};
}

}  // namespace ui::setters
