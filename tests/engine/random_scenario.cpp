// Grows a scenario from the outside in. Variables belong to a tree (main, a process, a worker, a load) and are numbered
// there; an action that needs one which the tree does not have makes it first.
#include "tests/engine/random_scenario.hpp"

#include <array>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/core/draws.hpp"

namespace engine_test {

namespace {

using Json = nlohmann::ordered_json;

Json object(std::initializer_list<std::pair<const char*, Json>> members) {
    Json out = Json::object();
    for (const auto& [key, value] : members) out[key] = value;
    return out;
}

constexpr std::array times{"0ms", "1ms",  "1ns",  "3us",      "2ms",
                           "5ms", "11ms", "40ms", "999999ns", "1s"};
constexpr std::array sizes{"0B", "1B", "100B", "1KiB", "70KiB", "3MiB"};
constexpr std::array delays{"0", "1", "2", "5", "20", "-1", "2147483648", "300"};
constexpr std::array pool_calls{
    "fs.stat",   "fs.readFile",          "crypto.pbkdf2", "dns.lookup",        "uv.work",
    "zlib.gzip", "fs.promises.readFile", "bcrypt.hash",   "crypto.randomBytes"};
constexpr std::array sync_calls{"fs.statSync", "fs.readFileSync", "crypto.pbkdf2Sync"};
constexpr std::array process_events{"uncaughtException",
                                    "unhandledRejection",
                                    "rejectionHandled",
                                    "beforeExit",
                                    "exit",
                                    "warning",
                                    "SIGUSR2"};
constexpr std::array socket_events{"connect", "data", "end", "finish", "drain", "close", "error"};
constexpr int depth_max = 4;

/// Where an action stands.
struct Place {
    int depth = 0;
    bool is_async = false;  // may await
    bool is_worker = false;
    bool is_load = false;
    bool is_socket = false;  // `socket` means something
};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : stream_{sim::mix_bits(seed + 77)} {}

    Json scenario() {
        Json out = Json::object();
        const bool is_module = chance(30);
        out["runtime"] = runtime(is_module);
        out["stations"] = object({{"db", station()}});
        variables_.clear();
        Json main = Json::array();
        if (chance(50))
            main.push_back(object({{"on", "uncaughtException"},
                                   {"do", object_list(object({{"log", "uncaught ${value}"}}))}}));
        if (chance(40))
            main.push_back(object({{"on", "unhandledRejection"}, {"do", Json::array()}}));
        for (Json& action : body({.is_async = is_module}, 2 + below(6)))
            main.push_back(std::move(action));
        out["main"] = std::move(main);
        if (chance(60)) {
            Json loads = Json::array();
            const int count = 1 + below(2);
            for (int i = 0; i < count; ++i) loads.push_back(load(i));
            out["load"] = std::move(loads);
        }
        if (chance(25)) {
            variables_.clear();
            out["processes"] = object({{"other", object({{"main", body({}, 1 + below(4))},
                                                         {"threadpool", 1 + below(5)}})}});
        }
        return out;
    }

private:
    int below(int n) { return static_cast<int>(stream_.uniform_below(n)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class T, std::size_t n>
    const T& pick(const std::array<T, n>& from) {
        return from[static_cast<std::size_t>(below(static_cast<int>(n)))];
    }
    static Json object_list(Json one) {
        Json out = Json::array();
        out.push_back(std::move(one));
        return out;
    }

    Json runtime(bool is_module) {
        constexpr std::array nodes{"14", "16", "18", "20", "22", "24", "26"};
        constexpr std::array pools{1, 1, 2, 3, 4, 8, 64, 1024};
        Json out = object({{"node", pick(nodes)},
                           {"module", is_module ? "esm" : "cjs"},
                           {"threadpool", pick(pools)},
                           {"until", chance(20) ? "37ms" : "3s"},
                           {"events", chance(10) ? 50 : 5'000}});
        if (chance(20)) {
            out["cores"] = "unlimited";
        } else {
            out["cores"] = 1 + below(chance(10) ? 100 : 4);
            if (chance(40)) out["scheduler"] = "ps";
        }
        if (chance(40)) out["costs"] = "none";
        else if (chance(20))
            out["costs"] =
                object({{"schedulerTick", "100us"}, {"poolStart", "0ms"}, {"tick", "1ms"}});
        if (chance(25)) out["monitor"] = chance(50) ? "1ms" : "20ms";
        if (chance(15)) out["warmup"] = pick(times);
        if (chance(15)) out["replicas"] = 1 + below(3);
        return out;
    }

    Json station() {
        Json out = object({{"servers", 1 + below(3)}, {"time", time()}});
        if (chance(50)) out["network"] = time();
        if (chance(50)) out["queue"] = below(3);
        return out;
    }

    Json time() {
        switch (below(10)) {
            case 0: return object({{"exponential", pick(times)}});
            case 1: return object({{"uniform", Json::array({"0ms", "9ms"})}});
            case 2: return object({{"lognormal", object({{"median", "2ms"}, {"sigma", 1.5}})}});
            case 3: return object({{"gamma", object({{"mean", "3ms"}, {"shape", 0.3}})}});
            case 4: return object({{"normal", object({{"mean", "1ms"}, {"sd", "2ms"}})}});
            case 5: return object({{"empirical", Json::array({"1ms", "1ns", "8ms"})}});
            default: return pick(times);
        }
    }

    Json load(int number) {
        variables_.clear();
        Json arrivals;
        switch (below(6)) {
            case 0: arrivals = object({{"poisson", chance(50) ? "100/s" : "3000/s"}}); break;
            case 1: arrivals = object({{"constant", chance(50) ? "40/s" : "1000000/s"}}); break;
            case 2:
                arrivals = object({{"list", Json::array({"0ms", "0ms", "1ms", "1ms", "1s"})}});
                break;
            case 3:
                arrivals = object(
                    {{"ramp", object({{"from", "1/s"}, {"to", "500/s"}, {"over", "200ms"}})}});
                break;
            case 4:
                arrivals = object({{"bursts", object({{"size", 1 + below(9)},
                                                      {"every", chance(50) ? "1ns" : "10ms"}})}});
                break;
            default:
                arrivals = object({{"users", 1 + below(9)}});
                if (chance(60)) arrivals["think"] = time();
        }
        Json out = object({{"name", "load" + std::to_string(number)},
                           {"arrivals", arrivals},
                           {"requests", 1 + below(60)}});
        if (chance(20)) out["for"] = pick(times);
        if (chance(20)) out["start"] = pick(times);
        if (chance(40)) out["timeout"] = pick(times);
        if (chance(30)) out["connections"] = "new";
        if (chance(20)) out["process"] = "all";
        Json handler = body({.is_async = true, .is_load = true}, 1 + below(4));
        if (chance(85)) handler.push_back(respond());
        out["handler"] = std::move(handler);
        return out;
    }

    Json respond() { return object({{"respond", chance(85) ? 200 : 503}}); }

    Json body(Place place, int actions) {
        Json out = Json::array();
        for (int i = 0; i < actions; ++i) add_action(out, place);
        return out;
    }
    Json inner(Place place, bool is_async = false) {
        ++place.depth;
        place.is_async = is_async;
        return body(place, place.depth >= depth_max ? below(2) : below(4));
    }

    /// A variable of the tree that holds `kind`; empty if there is none.
    std::string find(const std::string& kind) {
        const int count = variables_[kind];
        return count == 0 ? "" : kind + std::to_string(1 + below(count));
    }
    std::string make(const std::string& kind) { return kind + std::to_string(++variables_[kind]); }

    void add_action(Json& out, Place place) {
        if (place.depth >= depth_max || chance(15)) {
            out.push_back(simple(place));
            return;
        }
        switch (below(30)) {
            case 0:
            case 1: out.push_back(object({{"nextTick", inner(place)}})); break;
            case 2: out.push_back(object({{"queueMicrotask", inner(place)}})); break;
            case 3:
            case 4:
            case 5: add_timer(out, place); break;
            case 6:
            case 7: {
                Json action = object({{"setImmediate", inner(place)}});
                if (chance(50)) action["as"] = make("i");
                if (chance(10)) action["unref"] = true;
                out.push_back(std::move(action));
                break;
            }
            case 8: add_handle_call(out, place); break;
            case 9:
            case 10:
            case 11: {
                Json action = call();
                if (chance(60)) action["do"] = inner(place);
                else if (chance(40)) action["as"] = make("p");
                out.push_back(std::move(action));
                break;
            }
            case 12:
            case 13:
            case 14:
                if (place.is_async) out.push_back(object({{"await", expression(place)}}));
                else out.push_back(object({{"async", inner(place, true)}}));
                break;
            case 15:
                out.push_back(object({{"then", expression(place)},
                                      {"do", inner(place)},
                                      {"rejected", inner(place)}}));
                break;
            case 16: {
                Json action = object({{"try", inner(place, place.is_async)}});
                if (chance(70)) action["catch"] = inner(place, place.is_async);
                if (chance(40) || !action.contains("catch"))
                    action["finally"] = inner(place, place.is_async);
                out.push_back(std::move(action));
                break;
            }
            case 17:
                out.push_back(object({{"repeat", chance(5) ? 3000 : below(4)},
                                      {"do", inner(place, place.is_async)}}));
                break;
            case 18: {
                Json branches = Json::array();
                branches.push_back(
                    object({{"weight", 1 + below(9)}, {"do", inner(place, place.is_async)}}));
                branches.push_back(object({{"weight", 1}, {"do", inner(place, place.is_async)}}));
                out.push_back(object({{"choose", branches}}));
                break;
            }
            case 19:
                out.push_back(object({{"on", pick(process_events)}, {"do", inner(place)}}));
                break;
            case 20: {
                const std::string promise = make("p");
                out.push_back(object({{"promise", Json::array()}, {"as", promise}}));
                out.push_back(object(
                    {{"setImmediate",
                      object_list(chance(70) ? object({{"resolve", promise}, {"value", "v"}})
                                             : object({{"reject", promise}, {"value", "e"}}))}}));
                break;
            }
            case 21: add_server(out, place); break;
            case 22: add_connection(out, place); break;
            case 23: {
                const std::string name = make("d");
                out.push_back(object(
                    {{"dgram", name},
                     {"on", object({{"message", inner(place)}, {"listening", inner(place)}})}}));
                out.push_back(object({{"send", name},
                                      {"from", name},
                                      {"bytes", pick(sizes)},
                                      {"do", inner(place)}}));
                if (chance(70))
                    out.push_back(object(
                        {{"setTimeout", 5}, {"do", object_list(object({{"close", name}}))}}));
                break;
            }
            case 24: {
                Json action = object({{"spawn", make("c")},
                                      {"time", time()},
                                      {"on", object({{"exit", inner(place)},
                                                     {"close", inner(place)},
                                                     {"spawn", inner(place)}})}});
                if (chance(50)) action["stdout"] = pick(sizes);
                if (action.contains("stdout")) action["on"]["data"] = inner(place);
                out.push_back(std::move(action));
                break;
            }
            case 25: {
                const std::string name = make("m");
                out.push_back(
                    object({{"channel", name},
                            {"on", object({{"port1", inner(place)}, {"port2", inner(place)}})}}));
                out.push_back(object({{"postMessage", name + (chance(50) ? ".port1" : ".port2")},
                                      {"bytes", pick(sizes)}}));
                if (chance(60))
                    out.push_back(object(
                        {{"setTimeout", 3}, {"do", object_list(object({{"close", name}}))}}));
                break;
            }
            case 26: add_worker(out, place); break;
            case 27: {
                Json parts = Json::array();
                const int count = below(4);
                for (int i = 0; i < count; ++i) parts.push_back(expression(place));
                constexpr std::array combinators{"all", "race", "allSettled"};
                out.push_back(object({{pick(combinators), parts}, {"as", make("p")}}));
                break;
            }
            case 28:
                out.push_back(object({{"finally", expression(place)}, {"do", inner(place)}}));
                break;
            default: out.push_back(simple(place));
        }
    }

    Json simple(Place place) {
        switch (below(14)) {
            case 0:
            case 1:
            case 2: return object({{"log", "line ${index}"}});
            case 3:
            case 4: return object({{"cpu", time()}});
            case 5: return object({{"count", make("n")}});
            case 6: return object({{pick(sync_calls), "file"}});
            case 7: return place.is_load ? respond() : object({{"log", "x"}});
            case 8: return chance(15) ? object({{"throw", "thrown"}}) : object({{"cpu", "1us"}});
            case 9: return chance(4) ? object({{"exit", below(3)}}) : object({{"log", "still"}});
            case 10: return chance(15) ? object({{"kill", "SIGUSR2"}}) : object({{"cpu", "0ms"}});
            case 11:
                return place.is_worker ? object({{"postMessage", "parent"}, {"bytes", pick(sizes)}})
                                       : object({{"cpu", "2ms"}});
            case 12:
                return place.is_socket ? object({{chance(50) ? "end" : "destroy", "socket"}})
                                       : object({{"log", "y"}});
            default: return call();
        }
    }

    Json call() {
        if (chance(25)) return object({{"station", "db"}});
        Json out = object({{pick(pool_calls), "it"}});
        if (chance(60)) out["time"] = time();
        return out;
    }

    void add_timer(Json& out, Place place) {
        const std::string delay = pick(delays);
        if (chance(25)) {
            const std::string name = make("t");
            const std::string count = make("n");
            Json rounds = inner(place);
            rounds.insert(rounds.begin(),
                          object({{"if", count + " >= 3"},
                                  {"then", object_list(object({{"clearInterval", name}}))}}));
            rounds.insert(rounds.begin(), object({{"count", count}}));
            if (chance(30)) rounds.push_back(object({{"refresh", name}}));
            out.push_back(
                object({{"setInterval", std::stoll(delay)}, {"as", name}, {"do", rounds}}));
            return;
        }
        Json action = object({{"setTimeout", std::stoll(delay)}, {"do", inner(place)}});
        if (chance(50)) action["as"] = make("t");
        if (chance(10)) action["unref"] = true;
        out.push_back(std::move(action));
    }

    /// Something done to a variable of the tree.
    void add_handle_call(Json& out, Place place) {
        constexpr std::array kinds{"t", "t", "t", "i", "s", "k", "d", "m", "p", "w"};
        const std::string kind = pick(kinds);
        const std::string name = find(kind);
        if (name.empty()) {
            out.push_back(simple(place));
            return;
        }
        if (kind == "t") {
            constexpr std::array verbs{"clearTimeout", "refresh", "refresh", "ref", "unref"};
            out.push_back(object({{pick(verbs), name}}));
        } else if (kind == "i") {
            constexpr std::array verbs{"clearImmediate", "ref", "unref"};
            out.push_back(object({{pick(verbs), name}}));
        } else if (kind == "p") {
            out.push_back(object({{"then", name}, {"do", inner(place)}}));
        } else if (kind == "w") {
            out.push_back(object({{"postMessage", name}, {"bytes", pick(sizes)}}));
        } else if (kind == "k") {
            constexpr std::array verbs{"destroy", "end",   "write", "pause",
                                       "resume",  "unref", "ref"};
            const std::string verb = pick(verbs);
            Json action = object({{verb.c_str(), name}});
            if (verb == "write") action["bytes"] = pick(sizes);
            out.push_back(std::move(action));
        } else {
            out.push_back(object({{chance(70) ? "close" : "unref", name}}));
        }
    }

    void add_server(Json& out, Place place) {
        if (place.is_load && chance(80)) {
            out.push_back(simple(place));
            return;
        }
        const std::string name = make("s");
        Place connected = place;
        connected.is_socket = true;
        Json on = object({{"connection", inner(connected)}, {"listening", inner(place)}});
        Json action = object({{"listen", name}});
        if (chance(20)) {
            action["http"] = true;
            on["request"] = inner(connected);
        }
        if (chance(15)) action["host"] = chance(50) ? "127.0.0.1" : "localhost";
        if (chance(20)) action["halfOpen"] = true;
        action["on"] = std::move(on);
        out.push_back(std::move(action));
        add_connection(out, place);
        if (chance(80))
            out.push_back(
                object({{"setTimeout", 20}, {"do", object_list(object({{"close", name}}))}}));
    }

    void add_connection(Json& out, Place place) {
        const std::string server = find("s");
        const std::string name = make("k");
        Json on = Json::object();
        for (const char* event : socket_events) {
            if (chance(35)) on[event] = inner(place);
        }
        Json action =
            object({{"connect", server.empty() ? (chance(50) ? "refused" : "missing") : server},
                    {"as", name}});
        if (!on.contains("error")) on["error"] = Json::array();
        action["on"] = std::move(on);
        if (chance(15)) action["host"] = chance(50) ? "127.0.0.1" : "localhost";
        out.push_back(std::move(action));
        if (chance(60))
            out.push_back(object({{"write", name},
                                  {"bytes", pick(sizes)},
                                  {"requests", 1 + below(3)},
                                  {"do", inner(place)}}));
        if (chance(60)) out.push_back(object({{"end", name}}));
    }

    void add_worker(Json& out, Place place) {
        if (place.is_worker || place.is_load || workers_ >= 3) {
            out.push_back(simple(place));
            return;
        }
        ++workers_;
        const std::string name = make("w");
        std::map<std::string, int> outer;
        outer.swap(variables_);
        Json main = body({.depth = place.depth, .is_worker = true}, 1 + below(4));
        outer.swap(variables_);
        out.push_back(object({{"worker", name},
                              {"main", main},
                              {"on", object({{"message", inner(place)},
                                             {"online", inner(place)},
                                             {"exit", inner(place)}})}}));
        if (chance(40)) out.push_back(object({{"postMessage", name}, {"bytes", pick(sizes)}}));
    }

    Json expression(Place place) {
        switch (below(12)) {
            case 0: return "resolved";
            case 1: return "value";
            case 2: return "thenable";
            case 3: return chance(20) ? "never" : "subclass";
            case 4: return chance(30) ? "rejected" : "resolved";
            case 5: return object({{"immediate", true}});
            case 6: return object({{"sleep", below(9)}});
            case 7:
            case 8: return call();
            case 9: {
                const std::string promise = find("p");
                return promise.empty() ? Json("resolved") : Json(promise);
            }
            default:
                if (place.depth >= depth_max) return "resolved";
                return object({{"async", inner(place, true)}});
        }
    }

    sim::Stream stream_;
    std::map<std::string, int> variables_;
    int workers_ = 0;
};

}  // namespace

std::string random_scenario(std::uint64_t seed) { return Generator{seed}.scenario().dump(); }

}  // namespace engine_test
