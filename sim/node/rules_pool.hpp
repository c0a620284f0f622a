#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 4: the pool. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view pool_section = "Thread pool";

inline constexpr auto pool = std::to_array<Rule>({
    {"R4.1", pool_section,
     "A process has one pool, which its worker threads share. All its workers are started by the "
     "first submission, which waits for them.",
     "P01 W09; libuv src/threadpool.c, init_threads", true},
    {"R4.2", pool_section,
     "UV_THREADPOOL_SIZE is read at the first use: 4 if not set, 1 if it is no number or zero, "
     "leading digits count, and 1024 if it is larger or negative.",
     "P01 P02 P03 P04 P05 P06 P07 P08; libuv src/threadpool.c, init_threads", true},
    {"R4.3", pool_section,
     "Work waits in one queue, first come, first served, whatever its kind and whichever loop "
     "submitted it.",
     "P09 P10 P37 P42; libuv src/threadpool.c, worker", true},
    {"R4.4", pool_section,
     "Name lookups wait in a queue of their own, which is represented in the main queue by one "
     "marker. At most half of the workers, rounded up, run lookups; each lookup taken puts the "
     "marker back to the end if more are waiting.",
     "P11 P12 P13 P14 P15 P46; libuv src/threadpool.c, slow_work_thread_threshold and worker",
     true},
    {"R4.5", pool_section,
     "Finished work joins a list of the loop that submitted it and wakes that loop.",
     "P30 W09; libuv src/threadpool.c, worker", true},
    {"R4.6", pool_section,
     "Only work that still waits can be cancelled. A timeout or an abort frees no worker.",
     "libuv src/threadpool.c, uv__work_cancel", false},
    {"R4.7", pool_section,
     "The catalogue says for each API where it works, of which kind it is, and how many passages "
     "through the pool a call makes.",
     "P16 P17 P18 P19 P20 P21 P22 P23 P24 P25 P26 P27 P28 P29 P33 P34 P35 P36 P39 P43 P44 P45 P48 "
     "P49 P50 P51",
     true},
    {"R4.8", pool_section,
     "Each passage takes at least one iteration, and other work gets in between the passages of "
     "one call.",
     "P16", true},
    {"R4.9", pool_section,
     "The next passage is submitted in the drain of the completion before it. What waits for a "
     "promise of fs.promises runs before the callback of the next completion.",
     "P32 M37", true},
    {"R4.10", pool_section,
     "Completions run in poll, so their immediates come before their timers. A worker that is "
     "stuck is lost to everyone; when all are stuck, timers, sockets and immediates still go on.",
     "P10 P37 P42", true},
});

}  // namespace sim::rule_tables
