#include "traces/chrome_facts.hpp"

#include <simdjson.h>

#include <cstdint>
#include <string_view>

#include "sim/trace/origin.hpp"

namespace traces {

namespace {

namespace dom = simdjson::dom;

std::string text_of(const dom::object& object, std::string_view key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

/// Zero where it is not known.
std::int32_t count_of(const dom::object& object, std::string_view key) {
    std::int64_t count = 0;
    const bool is_count =
        object[key].get(count) == simdjson::SUCCESS && count > 0 && count <= 1'000'000;
    return is_count ? static_cast<std::int32_t>(count) : 0;
}

}  // namespace

std::optional<sim::RunFacts> own_facts(const std::string& other_data) {
    dom::parser parser;
    dom::object object;
    std::string_view version;
    if (other_data.empty() || parser.parse(other_data).get(object) != simdjson::SUCCESS ||
        object["loopglass"].get(version) != simdjson::SUCCESS)
        return std::nullopt;
    sim::RunFacts facts;
    facts.profile = text_of(object, "profile");
    facts.scheduler = text_of(object, "scheduler") == sim::scheduler_recorded
                          ? sim::scheduler_recorded
                          : sim::scheduler_simulated;
    facts.seed = 0;
    facts.cores = count_of(object, "cores");
    facts.threadpool = count_of(object, "threadpool");
    facts.version = version;
    return facts;
}

}  // namespace traces
