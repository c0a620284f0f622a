#include <cstdlib>
#include <fstream>

#include "sim/node/catalogue.hpp"
#include "sim/scenario/language.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/scenario/dump.hpp"

namespace sim::scenario {
namespace {

/// Everything that the examples of actions mention, so that each can stand alone.
std::string around_example(std::string_view example) {
    return R"({ "handlers": { "step": [{ "await": "value" }] }, "work": { "hash": {} }, "stations": { "db": { "time": "1ms" } },
  "load": { "arrivals": { "users": 1 }, "handler": [ { "listen": "s", "on": { "connection": [
    { "setTimeout": 1, "do": [], "as": "t" }, { "setImmediate": [], "as": "i" }, { "promise": [], "as": "p" }, { "count": "n" },
    { "connect": "s", "as": "c" }, { "dgram": "d" }, { "channel": "m" }, { "worker": "w", "main": [] }, )" +
           std::string{example} + " ] } } ] } }";
}

}  // namespace

TEST_CASE("the schema and the reference in scenarios are those that the tables give",
          "[scenario]") {
    const auto check_file = [](const std::string& name, const std::string& text) {
        const std::string path = source_path("scenarios/") + name;
        const char* update = std::getenv("UPDATE_GOLDEN");
        if (update != nullptr && std::string_view{update} == "1")
            std::ofstream{path, std::ios::binary} << text;
        // A whole diff of thousands of lines would say less than the command that rewrites it.
        INFO("UPDATE_GOLDEN=1 rewrites scenarios/" << name);
        CHECK((read_bytes(path) == text));
    };
    check_file("schema.json", scenario_schema());
    check_file("language.md", scenario_reference());
}

TEST_CASE("the example of every action compiles", "[scenario]") {
    for (const ActionRow& row : actions()) {
        INFO(row.operand.key);
        CHECK(load_text(around_example(row.example)).substr(0, 7) == "script ");
    }
    CHECK(load_text(around_example(api_action().example)).substr(0, 7) == "script ");
}

TEST_CASE("every API of the catalogue is an action", "[scenario]") {
    for (const Api& api : apis()) {
        INFO(api.name);
        CHECK(load_text("{\"main\": [{\"" + std::string{api.name} + "\": null}]}").substr(0, 7) ==
              "script ");
    }
}

TEST_CASE("the example of every section compiles", "[scenario]") {
    CHECK(load_text(file_object().example).substr(0, 7) == "script ");
    for (const Field& field : file_object().fields) {
        if (field.object == nullptr) continue;
        INFO(field.key);
        const std::string example{field.object->example};
        const bool is_map = field.shape == Shape::object_map;
        const std::string section = is_map ? "{ \"entry\": " + example + " }" : example;
        CHECK(load_text("{ \"main\": [], \"" + std::string{field.key} + "\": " + section + " }")
                  .substr(0, 7) == "script ");
    }
    CHECK(load_text("{\"main\": [{\"cpu\": " + std::string{distribution_object().example} + "}]}")
              .substr(0, 7) == "script ");
    CHECK(load_text("{\"main\": [{\"choose\": [" + std::string{branch_object().example} + "]}]}")
              .substr(0, 7) == "script ");
}

TEST_CASE("the reference has a heading for every action", "[scenario]") {
    const std::string reference = scenario_reference();
    for (const ActionRow& row : actions()) {
        INFO(row.operand.key);
        CHECK(reference.find("### " + std::string{row.operand.key} + "\n") != std::string::npos);
    }
}

}  // namespace sim::scenario
