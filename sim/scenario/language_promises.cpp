#include <array>

#include "sim/scenario/emit.hpp"
#include "sim/scenario/language_fields.hpp"

// Promises, and async functions.

namespace sim::scenario::language {
namespace {

constexpr std::array resolve_options{
    Field{.key = "value", .shape = Shape::text, .about = "a value that is no promise"},
    Field{.key = "with", .shape = Shape::expression, .about = "a promise to follow"}};
constexpr std::array reject_options{
    Field{.key = "value", .shape = Shape::text, .about = "the reason"}};
constexpr std::array then_options{optional_body("do", "onFulfilled"),
                                  optional_body("rejected", "onRejected"), as_promise};
constexpr std::array do_as_options{required_body("do", "the callback"), as_promise};
constexpr std::array chain_options{Field{.key = "of",
                                         .shape = Shape::expression,
                                         .about = "where it starts, \"resolved\" if not said"},
                                   as_promise};
constexpr std::array for_await_options{required_body("do", "runs for each item"),
                                       Field{.key = "of",
                                             .shape = Shape::word,
                                             .about = "what is iterated",
                                             .required = true,
                                             .words = "array generator"}};

constexpr ActionGroup promises = ActionGroup::promises;

constexpr std::array promise_rows{
    ActionRow{{"await", Shape::expression,
               "Waits for a promise. The body around it is an async function; in `main` that needs "
               "an ES module.",
               true},
              as_options,
              promises,
              false,
              R"({ "await": "resolved" })",
              emit::await},
    ActionRow{{"promise", Shape::body, "new Promise; the body is its executor.", true},
              as_options,
              promises,
              true,
              R"({ "promise": [{ "resolve": "p" }], "as": "p" })",
              emit::promise},
    ActionRow{variable("resolve", "Resolves a promise made by `promise`.", holds_promise),
              resolve_options, promises, false, R"({ "resolve": "p", "value": "x" })",
              emit::resolve},
    ActionRow{variable("reject", "Rejects a promise made by `promise`.", holds_promise),
              reject_options, promises, false, R"({ "reject": "p", "value": "no" })", emit::reject},
    ActionRow{{"then", Shape::expression, "promise.then.", true},
              then_options,
              promises,
              true,
              R"({ "then": "resolved", "do": [{ "log": "then" }] })",
              emit::then},
    ActionRow{{"catch", Shape::expression, "promise.catch.", true},
              do_as_options,
              promises,
              true,
              R"({ "catch": "rejected", "do": [{ "log": "caught" }] })",
              emit::catch_error},
    ActionRow{{"finally", Shape::expression, "promise.finally.", true},
              do_as_options,
              promises,
              true,
              R"({ "finally": "resolved", "do": [{ "log": "finally" }] })",
              emit::finally},
    ActionRow{{"chain", Shape::bodies, "promise.then for each body in turn.", true},
              chain_options,
              promises,
              true,
              R"({ "chain": [[{ "log": "1" }], [{ "log": "2" }]] })",
              emit::chain},
    ActionRow{{"async", Shape::body, "Calls an async function with this body.", true},
              as_options,
              promises,
              true,
              R"({ "async": [{ "await": "value" }, { "log": "after" }] })",
              emit::async},
    ActionRow{{"all", Shape::expressions, "Promise.all.", true},
              as_options,
              promises,
              true,
              R"({ "all": ["resolved", "value"] })",
              emit::combine_all},
    ActionRow{{"race", Shape::expressions, "Promise.race.", true},
              as_options,
              promises,
              true,
              R"({ "race": ["never", "resolved"] })",
              emit::combine_race},
    ActionRow{{"any", Shape::expressions, "Promise.any.", true},
              as_options,
              promises,
              true,
              R"({ "any": ["resolved"] })",
              emit::combine_any},
    ActionRow{{"allSettled", Shape::expressions, "Promise.allSettled.", true},
              as_options,
              promises,
              true,
              R"({ "allSettled": ["resolved"] })",
              emit::combine_all_settled},
    ActionRow{{"sleep", Shape::delay, "setTimeout of timers/promises.", true},
              as_options,
              promises,
              true,
              R"({ "sleep": "5ms" })",
              emit::sleep},
    ActionRow{{"immediate", Shape::yes, "setImmediate of timers/promises.", true},
              as_options,
              promises,
              true,
              R"({ "immediate": true })",
              emit::immediate},
    ActionRow{{"return", Shape::expression_or_null,
               "Ends the body; a promise given is what it returns.", true},
              no_options,
              promises,
              false,
              R"({ "return": "resolved" })",
              emit::return_value},
    ActionRow{
        {"forAwait", Shape::integer,
         "for await over an array of promises or an async generator with this many items.", true},
        for_await_options,
        promises,
        false,
        R"({ "forAwait": 2, "of": "array", "do": [{ "log": "item" }] })",
        emit::for_await}};

}  // namespace

std::span<const ActionRow> promise_actions() { return promise_rows; }

}  // namespace sim::scenario::language
