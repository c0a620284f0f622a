#include <array>

#include "sim/scenario/emit.hpp"
#include "sim/scenario/language_fields.hpp"

// Work in the pool and requests to stations.

namespace sim::scenario::language {
namespace {

constexpr std::array work_options{do_callback, as_promise};
constexpr std::array api_options{
    Field{.key = "size", .shape = Shape::size, .about = "bytes it works on"},
    Field{.key = "parts",
          .shape = Shape::integer,
          .about = "components of the path, entries or chunks, where the API goes through them"},
    flag("compressible", "true: the data shrinks when packed"),
    flag("regular", "false: no regular file, so its size is unknown before it is read"),
    flag("fd", "true: given an open file descriptor instead of a path"),
    Field{
        .key = "time", .shape = Shape::duration, .about = "replaces the service time of each trip"},
    do_callback,
    as_promise};

constexpr ActionGroup work = ActionGroup::work;

constexpr std::array work_rows{
    ActionRow{{"work", Shape::text, "Work of a kind that the section `work` names.", true},
              work_options,
              work,
              true,
              R"({ "work": "hash", "do": [{ "log": "hashed" }] })",
              emit::work},
    ActionRow{
        {"station", Shape::text, "A request to a service that the section `stations` names.", true},
        work_options,
        work,
        true,
        R"({ "station": "db", "do": [{ "log": "answered" }] })",
        emit::station}};

constexpr ActionRow apis_row{
    {"API", Shape::label, "An API of Node; the label appears in traces.", true},
    api_options,
    work,
    true,
    R"({ "fs.readFile": "config", "size": "1MiB", "do": [{ "log": "read" }] })",
    emit::api};

}  // namespace

std::span<const ActionRow> work_actions() { return work_rows; }

const ActionRow& actions_of_apis() { return apis_row; }

}  // namespace sim::scenario::language
