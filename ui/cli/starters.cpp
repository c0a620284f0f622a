#include "ui/cli/starters.hpp"

#include <array>

namespace ui {

namespace {

constexpr std::string_view order = R"json({
    // Which line comes first? Run it:      loopglass run FILE
    // Ask real Node the same question:     loopglass export FILE -o order.js && node order.js
    "version": 1,
    "title": "the queues of one turn",

    // The main script. Each action is an object with one action key; a callback's body is a list of actions.
    "main": [
        { "setTimeout": 0, "do": [{ "log": "timeout" }] },
        { "setImmediate": [{ "log": "immediate" }] },
        { "queueMicrotask": [{ "log": "microtask" }] },
        { "nextTick": [{ "log": "tick" }] },
        { "log": "main" }
    ],

    // What must come out; "loopglass run" checks it. Two orders are possible here, as in real Node:
    // whether the timer is due when the loop starts is a race.
    "expect": {
        "oneOf": [
            ["main", "tick", "microtask", "timeout", "immediate"],
            ["main", "tick", "microtask", "immediate", "timeout"]
        ]
    }
}
)json";

constexpr std::string_view load = R"json({
    // How long do requests take, and where do they wait? Run it:   loopglass run FILE
    // What if:                                                     loopglass run FILE --threadpool 8 --cores 2
    "version": 1,
    "title": "logins that hash a password",

    // The machine. Each of these can be replaced on the command line.
    "runtime": { "threadpool": 4, "cores": 4, "monitor": "10ms" },

    // Kinds of work by name. "api" says which Node API does it: see "loopglass list apis".
    "work": {
        "hash": { "api": "bcrypt.compare", "time": { "normal": { "mean": "80ms", "sd": "4ms" } } }
    },

    // Who comes, and what each request does. Latency counts from the intended arrival to "respond".
    "load": {
        "name": "login",
        "arrivals": { "poisson": "30/s" },
        "for": "60s",
        "handler": [
            { "cpu": "200us" },
            { "await": { "work": "hash" } },
            { "respond": 200 }
        ]
    },

    // What must hold; "loopglass run" checks it.
    "expect": { "latency": { "p50": "<300ms" } }
}
)json";

constexpr std::array rows{Starter{"order", order}, Starter{"load", load}};

}  // namespace

std::span<const Starter> starters() { return rows; }

}  // namespace ui
