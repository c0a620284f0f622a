#include "tests/catch.hpp"

#include <cctype>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "sim/node/cost_model.hpp"

using namespace sim;

namespace {

CostModel model_of(std::string_view profile) { return cost_model(*find_profile(profile)); }

}  // namespace

// Sentinels through the table must reach every byte of the struct: a member without a row would
// keep its zero, a member with two rows would leave another one at zero.
TEST_CASE("every member of the cost model has exactly one row, in order", "[node]") {
    CostModel model;
    std::int64_t next = 1;
    for (const CostField& field : cost_fields()) {
        set_cost_value(model, field, next++);
    }
    std::vector<std::int64_t> members(sizeof(CostModel) / sizeof(std::int64_t));
    std::memcpy(members.data(), &model, sizeof(CostModel));
    for (std::size_t i = 0; i < members.size(); ++i) {
        CHECK(members[i] == static_cast<std::int64_t>(i) + 1);
    }
}

TEST_CASE("every cost field has a camelCase name of its own, a unit and a meaning", "[node]") {
    std::set<std::string_view> seen;
    for (const CostField& field : cost_fields()) {
        INFO(field.name);
        CHECK(seen.insert(field.name).second);
        CHECK(std::islower(static_cast<unsigned char>(field.name.front())) != 0);
        CHECK(field.name.find_first_of("_- ") == std::string_view::npos);
        CHECK((field.time != nullptr) != (field.number != nullptr));
        CHECK((field.unit == CostUnit::time) == (field.time != nullptr));
        CHECK_FALSE(field.doc.empty());
        CHECK(find_cost_field(field.name) == &field);
    }
    CHECK(find_cost_field("ticks") == nullptr);
    CHECK(find_cost_field("") == nullptr);
}

TEST_CASE("a field can be overridden by its name", "[node]") {
    CostModel model = model_of("20");
    const CostField* tick = find_cost_field("tick");
    REQUIRE(tick != nullptr);
    set_cost_value(model, *tick, 80);
    CHECK(model.tick == nanoseconds(80));
    CHECK(cost_value(model, *tick) == 80);
    const CostField* slice = find_cost_field("schedulerSlice");
    REQUIRE(slice != nullptr);
    CHECK(cost_value(model, *slice) == 700'000);
}

// Columns 18, 20, 22, 24 of the measured table.
TEST_CASE("each version reads its measured column, 14 and 16 that of 20, 26 that of 24", "[node]") {
    CHECK(model_of("18").tick == nanoseconds(71));
    CHECK(model_of("20").tick == nanoseconds(68));
    CHECK(model_of("22").tick == nanoseconds(71));
    CHECK(model_of("24").tick == nanoseconds(85));
    CHECK(model_of("24").microtask == nanoseconds(32));
    CHECK(model_of("18").immediate == nanoseconds(30));
    CHECK(model_of("24").json_parse_per_kib == nanoseconds(4'500));
    for (const CostField& field : cost_fields()) {
        INFO(field.name);
        CHECK(cost_value(model_of("14"), field) == cost_value(model_of("20"), field));
        CHECK(cost_value(model_of("16"), field) == cost_value(model_of("20"), field));
        CHECK(cost_value(model_of("26"), field) == cost_value(model_of("24"), field));
    }
}

// What is split over two fields adds up to what was measured as one.
TEST_CASE("split costs add up to the measured whole", "[node]") {
    const std::int64_t create_and_run[] = {120, 130, 128, 128};
    const std::int64_t create_and_clear[] = {273, 258, 268, 279};
    const std::int64_t pool_operation[] = {1200, 1200, 1200, 1000};
    const std::int64_t round_trip_us[] = {33, 28, 36, 31};
    const std::string_view names[] = {"18", "20", "22", "24"};
    for (std::size_t i = 0; i < 4; ++i) {
        INFO(names[i]);
        const CostModel model = model_of(names[i]);
        CHECK((model.timer_create + model.timer_run).ns == create_and_run[i]);
        CHECK((model.timer_create + model.timer_clear).ns == create_and_clear[i]);
        CHECK((model.pool_submit + model.pool_complete).ns == pool_operation[i]);
        // From an idle loop: 14 us of main-thread CPU, then the rest is the worker's wake-up.
        const Duration main = model.pool_submit + model.pool_complete + model.loop_wake;
        CHECK(main == microseconds(14));
        const Duration stat = nanoseconds(600);
        const Duration whole = main + model.worker_wake + stat;
        CHECK(std::abs(whole.ns - microseconds(round_trip_us[i]).ns) <= 1'000);
    }
}

TEST_CASE("the set none makes everything free but keeps the scheduler and the work", "[node]") {
    const CostModel none = cost_model_none();
    const CostModel node = model_of("24");
    int rules = 0;
    for (const CostField& field : cost_fields()) {
        INFO(field.name);
        CHECK(cost_value(none, field) == (field.is_rule ? cost_value(node, field) : 0));
        if (field.name != "schedulerPacking" && field.name != "mainEnd")
            CHECK(cost_value(node, field) > 0);
        rules += field.is_rule ? 1 : 0;
    }
    CHECK(rules == 7);  // slice, tick, balance, packing, the scale of pool work and its ends
    CHECK(none.timer_lateness == Duration{});
    CHECK(none.scheduler_tick == milliseconds(4));
    CHECK(none.work_scale == 1000);
}

TEST_CASE("what has a spread has it in order", "[node]") {
    for (const Profile& profile : profiles()) {
        const CostModel model = cost_model(profile);
        INFO(profile.name);
        CHECK(model.output_first_low < model.output_first);
        CHECK(model.output_first < model.output_first_high);
        CHECK(model.output_later_low < model.output_later);
        CHECK(model.output_later < model.output_later_high);
        CHECK(model.gc_mark_compact_p50 < model.gc_mark_compact_p90);
        CHECK(model.gc_mark_compact_p90 < model.gc_mark_compact_p99);
        CHECK(model.jit_calls_low < model.jit_calls_high);
        CHECK(model.work_scale_low < 1000);
        CHECK(model.work_scale_high > 1000);
    }
}

TEST_CASE("what goes cold in a pause does so evenly between the two gaps", "[node]") {
    const CostModel model = model_of("20");
    const auto at = [&](Duration pause) {
        return after_pause(model, pause, microseconds(10), microseconds(50));
    };
    CHECK(at(Duration{}) == microseconds(10));
    CHECK(at(model.request_hot_gap) == microseconds(10));
    CHECK(at(milliseconds(3)) == microseconds(30));
    CHECK(at(model.request_cold_gap) == microseconds(50));
    CHECK(at(milliseconds(1'000'000)) == microseconds(50));
}
