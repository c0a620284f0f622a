#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 3: entry points and hop counts. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view entry_section = "Entry points and promise hops";

inline constexpr auto entry = std::to_array<Rule>({
    {"R3.1", entry_section,
     "A CommonJS main script runs to its end, then ticks, then microtasks, all before the loop "
     "starts.",
     "M01 M03 L28 E17", true},
    {"R3.2", entry_section,
     "The body of an ES module runs inside a microtask, so that its microtasks come before its "
     "ticks.",
     "M02 M04 M07", true},
    {"R3.3", entry_section,
     "A module imported from CommonJS runs after the ticks and microtasks of the main script; its "
     "microtasks, the reaction to the import, and its ticks follow in this order.",
     "M08", true},
    {"R3.4", entry_section,
     "Code after a top-level await continues in a microtask, so ticks queued earlier wait until "
     "the module has to wait for something real. A module that awaits for ever with nothing to do "
     "ends with exit code 13.",
     "M05 M06 M52", true},
    {"R3.5", entry_section,
     "Up to Node 20 loading an ES module reads its sources through the pool, so that the workers "
     "exist before the program runs. From 22 on it does not.",
     "P38", true},
    {"R3.6", entry_section,
     "Each construct has a fixed number of microtask hops until its continuation runs: one for "
     "then and for await of a promise, two for await of a thenable and for all or race, three for "
     "returning a promise from an async function, four for returning one from a then callback.",
     "M11 M12 M13 M14 M15 M16 M17 M18 M19 M20 M21 M22 M23 M41 M42 M43 M44 M45 M46 M47 M48; "
     "ECMA-262, Await and NewPromiseResolveThenableJob",
     true},
    {"R3.7", entry_section,
     "Promise.resolve gives a native promise back as it is. The body of an async function runs at "
     "once until its first await.",
     "M36 M38", true},
});

}  // namespace sim::rule_tables
