#include <array>

#include "sim/scenario/emit.hpp"
#include "sim/scenario/language_fields.hpp"

// Callbacks for later, and what becomes of them.

namespace sim::scenario::language {
namespace {

constexpr std::uint16_t holds_clearable = holds_timer | holds_immediate;
constexpr std::uint16_t holds_referable = holds_anything & ~(holds_promise | holds_counter);

constexpr std::array timer_options{
    required_body("do", "the callback"),
    name("as", "the variable that gets the timer", holds_timer),
    flag("unref", "true: the timer does not keep the process alive")};
constexpr std::array immediate_options{
    name("as", "the variable that gets the immediate", holds_immediate),
    flag("unref", "true: the immediate does not keep the process alive")};
constexpr std::array on_options{required_body("do", "the callback"),
                                Field{.key = "of",
                                      .shape = Shape::variable,
                                      .about = "whose event it is; without it, of the process",
                                      .words = handle_words,
                                      .holds = holds_anything}};

constexpr ActionGroup callbacks = ActionGroup::callbacks;

constexpr std::array callback_rows{
    ActionRow{{"nextTick", Shape::body, "process.nextTick.", true},
              no_options,
              callbacks,
              false,
              R"({ "nextTick": [{ "log": "tick" }] })",
              emit::next_tick},
    ActionRow{{"queueMicrotask", Shape::body, "queueMicrotask.", true},
              no_options,
              callbacks,
              false,
              R"({ "queueMicrotask": [{ "log": "microtask" }] })",
              emit::microtask},
    ActionRow{
        {"setTimeout", Shape::delay,
         "setTimeout. A number is a delay in milliseconds as in JavaScript, coerced as Node does.",
         true},
        timer_options,
        callbacks,
        false,
        R"({ "setTimeout": "5ms", "do": [{ "log": "late" }], "as": "t" })",
        emit::set_timeout},
    ActionRow{{"setInterval", Shape::delay, "setInterval.", true},
              timer_options,
              callbacks,
              false,
              R"({ "setInterval": "5ms", "do": [{ "clearInterval": "t" }], "as": "t" })",
              emit::set_interval},
    ActionRow{{"setImmediate", Shape::body, "setImmediate.", true},
              immediate_options,
              callbacks,
              false,
              R"({ "setImmediate": [{ "log": "check" }] })",
              emit::set_immediate},
    ActionRow{variable("clearTimeout", "clearTimeout.", holds_clearable), no_options, callbacks,
              false, R"({ "clearTimeout": "t" })", emit::clear},
    ActionRow{variable("clearInterval", "clearInterval.", holds_clearable), no_options, callbacks,
              false, R"({ "clearInterval": "t" })", emit::clear},
    ActionRow{variable("clearImmediate", "clearImmediate.", holds_clearable), no_options, callbacks,
              false, R"({ "clearImmediate": "i" })", emit::clear},
    ActionRow{variable("refresh", "timeout.refresh().", holds_timer), no_options, callbacks, false,
              R"({ "refresh": "t" })", emit::refresh},
    ActionRow{variable("ref", "Lets a timer, immediate or handle keep the process alive again.",
                       holds_referable, handle_words),
              no_options, callbacks, false, R"({ "ref": "t" })", emit::ref},
    ActionRow{
        variable("unref", "Keeps a timer, immediate or handle from keeping the process alive.",
                 holds_referable, handle_words),
        no_options, callbacks, false, R"({ "unref": "t" })", emit::unref},
    ActionRow{
        {"on", Shape::text,
         "Listens to an event of the process (uncaughtException, unhandledRejection, "
         "rejectionHandled, beforeExit, exit, warning or a signal) or, with `of`, of a handle.",
         true},
        on_options,
        callbacks,
        false,
        R"({ "on": "beforeExit", "do": [{ "log": "bye" }] })",
        emit::on_event}};

}  // namespace

std::span<const ActionRow> callback_actions() { return callback_rows; }

}  // namespace sim::scenario::language
