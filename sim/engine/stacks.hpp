#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace sim {

/// One stack per loop, so that several loops advance side by side and none is entered from another's stack.
/// Exactly one runs at a time. A program with one loop runs on the caller's stack and never switches.
class Stacks {
public:
    Stacks();
    ~Stacks();
    Stacks(const Stacks&) = delete;
    Stacks& operator=(const Stacks&) = delete;

    /// Adds a stack that runs `entry` when it is first switched to; its index.
    std::uint32_t add(std::function<void()> entry);
    /// From the driver: runs stack `index` until it yields or ends.
    void switch_to(std::uint32_t index);
    /// From a stack: back to the driver.
    void yield();
    [[nodiscard]] bool is_inside() const;
    [[nodiscard]] bool has_ended(std::uint32_t index) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sim
