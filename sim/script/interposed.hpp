#pragma once

#include <sys/types.h>
#include <cstddef>
#include <cstdint>

#include "sim/core/time.hpp"

namespace sim::script {

/// Who reads a clock: V8 for purposes of its own, Node for its timers, or the program.
enum class ClockReader : std::uint8_t { node, timers, program };

struct CpuTime {
    Duration user;
    Duration system;
};

/// What the C library's calls of the main thread are answered with while a script is simulated. All are called on
/// that thread only.
class Interposed {
public:
    virtual ~Interposed() = default;
    /// The clocks, ns.
    virtual std::int64_t monotonic_ns(ClockReader reader) = 0;
    virtual std::int64_t wall_ns() = 0;
    /// Of the main thread or of the process.
    virtual CpuTime cpu_time(bool is_of_process) = 0;
    /// Bytes are about to go to stdout or stderr. What workers write until then goes there first.
    virtual void before_output() = 0;
    /// Bytes went to stdout (1) or stderr (2).
    virtual void wrote(int descriptor, const char* bytes, std::size_t size) = 0;
};

/// Real time, ns.
[[nodiscard]] std::int64_t real_clock_ns();

/// Whether output goes to `Interposed::wrote` alone.
void keep_silent(bool is_silent);

/// From now on. Before that both clocks of the main thread stand still at boot_monotonic_ns and boot_wall_ns, so that
/// nothing depends on how long Node takes to start.
void interpose(Interposed* with);

/// Tells calls of libuv's clock from those of V8: call it once before `interpose`.
void learn_clock_callers(void (*read_clock)());

/// V8 also reads libuv's clock, through Node's platform, at times at which no JavaScript may run: tells those calls from
/// others if the frames of Node's code can be followed.
void learn_platform(void (*read)(void*), void* argument, void (*read_plainly)(void*));
/// The same for loops that are made: they belong to other threads, such as that which ends a script of node:vm in time, and
/// have real time.
void learn_loop_start(void (*read)(void*), void* loop, void (*read_plainly)(void*));
/// The same for the time of the loop, which Node reads for timers.
void learn_loop_time(void (*read)(void*), void* loop, void (*read_plainly)(void*));

constexpr std::int64_t boot_monotonic_ns = 1'000'000'000'000;
constexpr std::int64_t boot_wall_ns = 1'767'225'600'000'000'000;  // 2026-01-01T00:00:00Z

/// From now on nobody waits for a thread that started before: in a process that was forked those are not there.
void forget_threads();

/// Whether the library was loaded before Node started, so that its calls come here at all.
[[nodiscard]] bool is_preloaded();

}  // namespace sim::script
