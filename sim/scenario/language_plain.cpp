#include <array>

#include "sim/scenario/emit.hpp"
#include "sim/scenario/language_fields.hpp"

// What a body does by itself.

namespace sim::scenario::language {
namespace {

constexpr std::array log_options{flag("stderr", "true: console.error")};
constexpr std::array cpu_options{
    Field{.key = "allocates",
          .shape = Shape::size,
          .about =
              "bytes of objects that it makes evenly over its time: the collector stops the loop "
              "when the young generation is full, and what requests made survives until they are "
              "answered (costs gc*)"},
    flag("warms",
         "true: the time is that of optimised code, the first calls take longer (costs jit*)")};
constexpr std::array count_options{Field{.key = "by",
                                         .shape = Shape::integer,
                                         .about = "what is added, 1 if not said",
                                         .least = -2'147'483'648}};
constexpr std::array if_options{required_body("then", "runs if it holds"),
                                optional_body("else", "runs if not")};
constexpr std::array do_options{required_body("do", "what runs")};
constexpr std::array try_options{optional_body("catch", "runs when the body throws"),
                                 optional_body("finally", "runs at the end in any case")};

constexpr ActionGroup plain = ActionGroup::plain;

constexpr std::array plain_rows{
    ActionRow{{"log", Shape::text,
               "Prints a line. `${n}` is a counter, `${index}` the round of the innermost repeat, "
               "`${value}` what a promise was settled with or the error that was caught; `$${` is "
               "a literal `${`.",
               true},
              log_options,
              plain,
              false,
              R"({ "log": "round ${index}" })",
              emit::log},
    ActionRow{{"cpu", Shape::duration, "Synchronous work on the main thread.", true},
              cpu_options,
              plain,
              false,
              R"({ "cpu": "20ms" })",
              emit::cpu},
    ActionRow{{"count",
               Shape::name,
               "Adds to a counter; counters start at 0.",
               true,
               {},
               0,
               0,
               holds_counter},
              count_options,
              plain,
              false,
              R"({ "count": "n", "by": 2 })",
              emit::count},
    ActionRow{{"if", Shape::condition, "Compares a counter with a number.", true},
              if_options,
              plain,
              false,
              R"({ "if": "n < 3", "then": [{ "count": "n" }], "else": [{ "exit": 0 }] })",
              emit::branch_if},
    ActionRow{
        {"repeat", Shape::integer,
         "Runs a body several times in a row, synchronously; `${index}` counts from 1.", true},
        do_options,
        plain,
        false,
        R"({ "repeat": 3, "do": [{ "log": "${index}" }] })",
        emit::repeat},
    ActionRow{{"call", Shape::handler,
               "Runs a handler like a function. A handler that awaits gives a promise.", true},
              as_options,
              plain,
              true,
              R"({ "call": "step" })",
              emit::call_handler},
    ActionRow{
        {"choose", Shape::branches, "Runs one of several bodies by chance.", true},
        no_options,
        plain,
        false,
        R"({ "choose": [{ "weight": 9, "do": [{ "log": "hit" }] }, { "weight": 1, "do": [{ "log": "miss" }] }] })",
        emit::choose},
    ActionRow{{"throw", Shape::text, "Throws an error with this message.", true},
              no_options,
              plain,
              false,
              R"({ "throw": "boom" })",
              emit::throw_error},
    ActionRow{
        {"try", Shape::body, "Runs a body and catches what it throws; `${value}` is the error.",
         true},
        try_options,
        plain,
        false,
        R"({ "try": [{ "throw": "boom" }], "catch": [{ "log": "${value}" }], "finally": [] })",
        emit::try_body},
    ActionRow{{"exit",
               Shape::integer,
               "Calls process.exit with this code.",
               true,
               {},
               -2'147'483'648,
               2'147'483'647},
              no_options,
              plain,
              false,
              R"({ "exit": 1 })",
              emit::exit_process},
    ActionRow{{"respond",
               Shape::integer,
               "Ends the request that a load sent; a status of 500 or more counts as failed.",
               true,
               {},
               100,
               599},
              no_options,
              plain,
              false,
              R"({ "respond": 200 })",
              emit::respond}};

}  // namespace

std::span<const ActionRow> plain_actions() { return plain_rows; }

}  // namespace sim::scenario::language
