#pragma once

#include <cstdint>
#include <map>

#include "sim/core/time.hpp"

namespace sim {

class Machine;

/// How far V8 has come with the functions of one loop: the first calls of each are interpreted and take a multiple of
/// their time, until optimised code takes over at a call that differs from run to run.
class Warmth {
public:
    Warmth(const Machine& machine, std::uint32_t loop) : machine_(machine), loop_(loop) {}

    /// What the next call of the function at `place` takes if it takes `cpu` once it is hot.
    [[nodiscard]] Duration of_call(std::uint32_t place, Duration cpu);
    /// The same of a function that is small and much called: optimised code takes over without a stall.
    [[nodiscard]] Duration of_library_call(std::uint32_t place, Duration cpu);

private:
    struct Function {
        std::int64_t calls = 0;
        std::int64_t hot_at = 0;  // the call that runs optimised code first
        Duration stall{};         // what it waits before
    };
    [[nodiscard]] Function draw(std::uint32_t place) const;
    [[nodiscard]] Duration of_next_call(Function& function, Duration cpu) const;

    const Machine& machine_;
    std::uint32_t loop_;
    std::map<std::uint32_t, Function> functions_;
};

}  // namespace sim
