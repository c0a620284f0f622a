// Grows a scenario from the outside in: a body is a few actions, an action may hold bodies, and both get rarer
// with depth. Delays are either short (all due after one busy period) or far from each other; a body that starts
// a short timer or a trip to the pool ends with a busy period, which decides what would otherwise be a race.

#include "tests/conformance/generator.hpp"

#include <array>
#include <initializer_list>
#include <string>
#include <utility>

namespace conformance {
namespace {

/// splitmix64, Vigna 2015: small, good enough to pick actions, the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_{seed} {}

    int below(int n) {
        state_ += 0x9E37'79B9'7F4A'7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
        return static_cast<int>((z ^ (z >> 31U)) % static_cast<std::uint64_t>(n));
    }
    bool chance(int percent) { return below(100) < percent; }
    template <class T, std::size_t n>
    const T& pick(const std::array<T, n>& from) {
        return from[static_cast<std::size_t>(below(static_cast<int>(n)))];
    }

private:
    std::uint64_t state_;
};

constexpr std::array short_delays{0, 1, 1, 2, 3};
constexpr std::array long_delays{60, 120, 200};
constexpr std::array timer_methods{"ref", "unref", "refresh"};
constexpr std::array callers{"nextTick", "setImmediate", "queueMicrotask"};
constexpr std::array combinators{"all", "race", "any", "allSettled"};
constexpr int depth_max = 4;
constexpr int logs_max = 40;

/// Where a body stands: what it may do follows from it.
struct Context {
    int depth = 0;
    bool is_async = false;
    bool is_reaction = false;  // may return
    bool is_main = false;
    bool is_repeated =
        false;  // runs several times: a variable would lose the interval that must be cleared
};

/// The members of an object, in order: lists in braces would be taken for arrays or objects by their content.
Scenario object(std::initializer_list<std::pair<const char*, Scenario>> members) {
    Scenario out = Scenario::object();
    for (const auto& [key, value] : members) out[key] = value;
    return out;
}

Scenario list(std::initializer_list<Scenario> items) {
    Scenario out = Scenario::array();
    for (const Scenario& item : items) out.push_back(item);
    return out;
}

Scenario log_of(const std::string& text) { return object({{"log", text}}); }

class Generator {
public:
    explicit Generator(std::uint64_t seed) : dice_{seed} {}

    Scenario scenario() {
        is_module_ = dice_.chance(30);
        handles_errors_ = dice_.chance(60);
        uses_pool_ = dice_.chance(70);
        Scenario runtime = object({{"module", is_module_ ? "esm" : "cjs"}});
        if (uses_pool_)
            runtime["threadpool"] = 1;  // with more workers the order of completions is a race
        Scenario main = Scenario::array();
        if (handles_errors_) {
            main.push_back(on("uncaughtException", "uncaught ${value}"));
            main.push_back(on("unhandledRejection", "unhandled ${value}"));
            if (dice_.chance(30)) main.push_back(on("rejectionHandled", "handled"));
        }
        if (dice_.chance(20)) main.push_back(on("exit", "exit"));
        if (dice_.chance(15)) main.push_back(before_exit());
        for (Scenario& action : body({.is_async = is_module_, .is_main = true}, 3 + dice_.below(5)))
            main.push_back(std::move(action));
        Scenario out = object({{"runtime", runtime}, {"main", main}});
        if (uses_any_) out["node"] = list({16, 18, 20, 22, 24, 26});  // Promise.any is not in 14
        return out;
    }

private:
    Scenario log() { return log_of("L" + std::to_string(++logs_)); }

    Scenario throwing() { return object({{"throw", "E" + std::to_string(++logs_)}}); }

    static Scenario on(const char* event, const std::string& text) {
        return object({{"on", event}, {"do", list({log_of(text)})}});
    }

    static Scenario before_exit() {
        const Scenario again = object({{"setImmediate", list({log_of("once more")})}});
        return object({{"on", "beforeExit"},
                       {"do", list({log_of("beforeExit"), object({{"count", "ends"}}),
                                    object({{"if", "ends < 2"}, {"then", list({again})}})})}});
    }

    Scenario body(Context context, int actions) {
        Scenario out = Scenario::array();
        const bool is_busy_needed_outside = starts_something_;
        bool is_busy_needed = false;
        for (int i = 0; i < actions; ++i) {
            starts_something_ = false;
            out.push_back(action(context));
            is_busy_needed = is_busy_needed || starts_something_;
        }
        if (is_busy_needed) out.push_back(object({{"cpu", "8ms"}}));
        if (context.is_reaction && dice_.chance(20)) {
            out.push_back(object({{"return", expression(context)}}));
        } else if (handles_errors_ && !(context.is_main && is_module_) && dice_.chance(6)) {
            out.push_back(throwing());
        }
        // What an async body starts before its first await is the caller's to wait for.
        starts_something_ = is_busy_needed_outside || (is_busy_needed && context.is_async);
        return out;
    }

    Scenario inner(Context context, bool is_reaction = false, bool is_async = false) {
        return body({.depth = context.depth + 1,
                     .is_async = is_async,
                     .is_reaction = is_reaction,
                     .is_repeated = context.is_repeated},
                    1 + dice_.below(3));
    }

    Scenario action(Context context) {
        if (context.depth >= depth_max || logs_ >= logs_max || dice_.chance(25)) return log();
        if (context.is_async && dice_.chance(30)) return await(context);
        switch (dice_.below(18)) {
            case 0:
            case 1: return object({{"nextTick", inner(context)}});
            case 2: return object({{"queueMicrotask", inner(context)}});
            case 3:
            case 4: return object({{"then", expression(context)}, {"do", inner(context, true)}});
            case 5:
            case 6:
            case 7: return timer(context);
            case 8:
            case 9: return immediate(context);
            case 10: return object({{"async", inner(context, true, true)}});
            case 11: return chain(context);
            case 12: return attempt(context);
            case 13: return interval(context);
            case 14: return clear();
            case 15: return pool(context);
            case 16: return settled_later(context);
            default: return combination(context);
        }
    }

    Scenario timer(Context context) {
        const int delay = dice_.chance(85) ? dice_.pick(short_delays) : dice_.pick(long_delays);
        const bool is_short = delay <= short_delays.back();
        const bool is_refreshed = dice_.chance(10);
        context.is_repeated = context.is_repeated || is_refreshed;
        Scenario out = object({{"setTimeout", delay}, {"do", inner(context)}});
        if (is_refreshed || dice_.chance(35)) {
            const std::string timer = name("t", timers_);
            out["as"] = timer;
            if (is_refreshed) {
                const std::string count = "r" + std::to_string(timers_);
                out["do"].insert(out["do"].begin(),
                                 object({{"if", count + " < 2"},
                                         {"then", list({object({{"refresh", timer}})})}}));
                out["do"].insert(out["do"].begin(), object({{"count", count}}));
            }
            if (dice_.chance(20)) {
                out = object({{"repeat", 1},
                              {"do", list({out, object({{dice_.pick(timer_methods), timer}})})}});
            }
        } else if (dice_.chance(10)) {
            out["unref"] = true;
        }
        starts_something_ = is_short || is_refreshed;
        return out;
    }

    Scenario immediate(Context context) {
        Scenario out = object({{"setImmediate", inner(context)}});
        if (dice_.chance(25)) out["as"] = name("i", immediates_);
        if (dice_.chance(8)) out["unref"] = true;
        return out;
    }

    Scenario interval(Context context) {
        if (context.is_repeated) return log();
        context.is_repeated = true;
        const std::string handle = name("v", intervals_);
        const std::string count = "n" + std::to_string(intervals_);
        Scenario rounds = inner(context);
        rounds.insert(rounds.begin(),
                      object({{"if", count + " >= 3"},
                              {"then", list({object({{"clearInterval", handle}})})}}));
        rounds.insert(rounds.begin(), object({{"count", count}}));
        starts_something_ = true;
        return object({{"setInterval", dice_.pick(short_delays)}, {"do", rounds}, {"as", handle}});
    }

    /// Whether the timer exists by then is part of the test.
    Scenario clear() {
        if (immediates_ > 0 && dice_.chance(40))
            return object({{"clearImmediate", "i" + std::to_string(1 + dice_.below(immediates_))}});
        return timers_ == 0
                   ? log()
                   : object({{"clearTimeout", "t" + std::to_string(1 + dice_.below(timers_))}});
    }

    Scenario pool(Context context) {
        if (!uses_pool_) return log();
        const char* api = dice_.chance(85) ? "fs.stat" : "fs.readFile";
        Scenario out =
            dice_.chance(60)
                ? object({{api, "file"}, {"do", inner(context)}})
                : object({{"then", object({{api, "file"}})}, {"do", inner(context, true)}});
        starts_something_ = true;
        return out;
    }

    Scenario settled_later(Context context) {
        const std::string promise = name("p", promises_);
        Scenario settle = object({{"resolve", promise}, {"value", promise}});
        if (handles_errors_ && dice_.chance(25))
            settle = object({{"reject", promise}, {"value", promise}});
        else if (dice_.chance(30))
            settle = object({{"resolve", promise}, {"with", expression(context)}});
        Scenario out = list({object({{"promise", Scenario::array()}, {"as", promise}}),
                             object({{dice_.pick(callers), list({settle})}})});
        if (dice_.chance(80)) {
            out.push_back(object({{"then", promise},
                                  {"do", list({log_of(promise + " ${value}")})},
                                  {"rejected", list({log_of(promise + " failed ${value}")})}}));
        }
        if (dice_.chance(60)) {
            out.push_back(object({{"await", promise}}));
            out.push_back(log());
        }
        return object({{"async", out}});
    }

    Scenario chain(Context context) {
        Scenario bodies = Scenario::array();
        const int links = 2 + dice_.below(4);
        for (int i = 0; i < links; ++i)
            bodies.push_back(dice_.chance(75) ? list({log()}) : inner(context, true));
        return object({{"chain", bodies}, {"of", expression(context)}});
    }

    Scenario attempt(Context context) {
        Scenario guarded = body({.depth = context.depth + 1,
                                 .is_async = context.is_async,
                                 .is_repeated = context.is_repeated},
                                1 + dice_.below(2));
        if (dice_.chance(60)) guarded.push_back(throwing());
        Scenario out = object({{"try", guarded}, {"catch", list({log_of("caught ${value}")})}});
        if (dice_.chance(50)) out["finally"] = list({log()});
        return out;
    }

    Scenario combination(Context context) {
        const std::string verb = dice_.pick(combinators);
        uses_any_ = uses_any_ || verb == "any";
        Scenario parts = Scenario::array();
        const int count = 1 + dice_.below(3);
        for (int i = 0; i < count; ++i) parts.push_back(expression(context));
        return object({{"then", object({{verb.c_str(), parts}})},
                       {"do", inner(context, true)},
                       {"rejected", list({log()})}});
    }

    Scenario await(Context context) {
        context.is_repeated = true;  // in a loop, below
        Scenario out = object({{"await", expression(context)}});
        if (handles_errors_ && dice_.chance(20)) {
            return object({{"try", list({object({{"await", "rejected"}})})},
                           {"catch", list({log_of("caught await")})}});
        }
        if (dice_.chance(20)) {
            return object(
                {{"repeat", 2},
                 {"do", list({out, log_of("round ${index} of L" + std::to_string(++logs_))})}});
        }
        if (dice_.chance(15)) {
            return object({{"forAwait", 2},
                           {"of", dice_.chance(50) ? "array" : "generator"},
                           {"do", list({log()})}});
        }
        return out;
    }

    Scenario expression(Context context) {
        switch (dice_.below(15)) {
            case 0:
            case 1:
            case 2: return "resolved";
            case 3: return "value";
            case 4: return "thenable";
            case 5: return "subclass";
            case 6: return object({{"immediate", true}});
            case 7: starts_something_ = true; return object({{"sleep", dice_.pick(short_delays)}});
            case 8: return object({{"finally", "resolved"}, {"do", list({log()})}});
            case 9:
            case 10:
                if (context.depth < depth_max)
                    return object({{"async", inner(context, true, true)}});
                return "resolved";
            case 11:
                return object(
                    {{"then", "resolved"},
                     {"do",
                      list({object({{"return", dice_.chance(50) ? "resolved" : "thenable"}})})}});
            case 12: return object({{"all", list({"resolved", "value"})}});
            case 13:
                if (handles_errors_) return object({{"catch", "rejected"}, {"do", list({log()})}});
                return "resolved";
            default: return object({{"then", "resolved"}, {"do", list({log()})}});
        }
    }

    static std::string name(const std::string& prefix, int& count) {
        return prefix + std::to_string(++count);
    }

    Dice dice_;
    bool is_module_ = false;
    bool handles_errors_ = false;
    bool uses_pool_ = false;
    bool uses_any_ = false;
    bool starts_something_ = false;
    int logs_ = 0;
    int timers_ = 0;
    int immediates_ = 0;
    int intervals_ = 0;
    int promises_ = 0;
};

bool is_action_list(const Scenario& value) {
    return value.is_array() && (value.empty() || value.front().is_object());
}

/// Calls `visit` with each copy of `root` in which the value at one place is changed.
template <class Visit>
void change_each(const Scenario& root, Scenario& value, const Visit& visit) {
    if (is_action_list(value)) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value[i].contains("cpu")) continue;  // without it the outcome would be a race
            const Scenario whole = value;
            value.erase(i);
            visit(root);
            value = whole;
            for (const auto& [key, part] : whole[i].items()) {
                if (!is_action_list(part)) continue;
                value.erase(i);
                value.insert(value.begin() + static_cast<std::ptrdiff_t>(i), part.begin(),
                             part.end());
                visit(root);
                value = whole;
            }
        }
    }
    if (value.is_structured()) {
        for (Scenario& child : value) change_each(root, child, visit);
    }
}

}  // namespace

Scenario generate_scenario(std::uint64_t seed) { return Generator{seed}.scenario(); }

std::vector<Scenario> simpler_scenarios(const Scenario& scenario) {
    std::vector<Scenario> out;
    Scenario copy = scenario;
    change_each(copy, copy.at("main"), [&](const Scenario& changed) { out.push_back(changed); });
    return out;
}

}  // namespace conformance
