#pragma once

#include <cstdint>

#include <v8.h>

#include "sim/program/host.hpp"

namespace sim::script {

/// How much has run, read from counters that V8 and Node keep anyway, so that counting costs the program nothing.
class Counters {
public:
    /// Finds V8's counter of microtasks by running some. None may be queued.
    void find_microtasks(v8::Isolate* isolate, v8::Local<v8::Context> context);
    /// Node's counter of async ids: ticks, timers and immediates take one each.
    void set_resources(const double* counter) { resources_ = counter; }
    [[nodiscard]] bool has_microtasks() const { return microtasks_ != nullptr; }

    /// What was counted since the last call.
    [[nodiscard]] HostCounts take();
    /// Microtasks so far; may be asked from another thread.
    [[nodiscard]] std::uint32_t microtasks() const {
        return microtasks_ != nullptr ? *microtasks_ : 0;
    }

private:
    const volatile std::uint32_t* microtasks_ = nullptr;
    const double* resources_ = nullptr;
    std::uint32_t microtasks_before_ = 0;
    double resources_before_ = 0;
};

}  // namespace sim::script
