#pragma once

#include <array>

#include "sim/node/rules.hpp"

/// Rules of section 6: streams. Included by rules.cpp only.
namespace sim::rule_tables {

inline constexpr std::string_view streams_section = "Streams and backpressure";

inline constexpr auto streams = std::to_array<Rule>({
    {"R6.1", streams_section,
     "Byte streams buffer 16 KiB by default up to Node 20 and 64 KiB from 22 on; streams that read "
     "files buffer 64 KiB everywhere, object streams 16 objects.",
     "ST01 ST18", true},
    {"R6.2", streams_section,
     "write() says false as soon as what is buffered reaches the high-water mark; the data are "
     "accepted all the same.",
     "ST02 ST22", true},
    {"R6.3", streams_section,
     "From Node 20 on write() answers after the sink had its turn, so that a sink that finishes at "
     "once never gives false. Before, it answers first and 'drain' follows in a tick.",
     "ST03", true},
    {"R6.4", streams_section,
     "'drain' comes when the buffer is empty, not when it falls below the mark: in the completion "
     "before the write's callback if the sink is asynchronous, in a tick otherwise.",
     "ST04 ST05", true},
    {"R6.5", streams_section,
     "A sink that finishes at once calls back each write in a tick of its own, in order. Corked "
     "writes leave as one.",
     "ST15 ST17", true},
    {"R6.6", streams_section,
     "The order of 'finish', the callback of end() and 'close' changed with Node 16 and 20.",
     "ST08 ST16 ST21", true},
    {"R6.7", streams_section,
     "A 'data' listener makes the stream flow in a tick; 'end' follows one tick after the last "
     "data, then 'close'. In Node 26 read() without a size gives one buffered piece at a time.",
     "ST06 ST07 ST14", true},
    {"R6.8", streams_section,
     "pipe() pauses its source when the destination is full and resumes it on 'drain'; pipeline() "
     "calls back from a tick after 'finish'.",
     "ST09 ST11 ST13 ST19", true},
    {"R6.9", streams_section,
     "for await over a stream with data in memory takes ticks and microtasks, but no iteration; "
     "Node 26 delivers the first item a microtask earlier.",
     "ST10", true},
    {"R6.10", streams_section,
     "destroy() runs the stream's clean-up at once; 'error' and 'close' follow in a tick.", "ST12",
     true},
    {"R6.11", streams_section,
     "A stream that reads a file makes open, ready, its data, end and close, each at least an "
     "iteration after the one before.",
     "ST20", true},
});

}  // namespace sim::rule_tables
