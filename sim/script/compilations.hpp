#pragma once

#include <cstdint>
#include <unordered_set>

#include <v8-profiler.h>

#include "sim/program/host.hpp"

namespace sim::script {

/// What V8 compiles: a function is compiled when it is first called, a module of Node's when it is first required. That is
/// most of what a short program spends its time with, and the same in every run. One in an isolate, until the process ends.
class Compilations : public v8::CodeEventHandler {
public:
    explicit Compilations(v8::Isolate* isolate);

    void Handle(v8::CodeEvent* event) override;

    /// Whether setTimeout and what it calls were compiled, and not there from the start as since Node 22.
    [[nodiscard]] bool has_told_of_timers() const { return has_told_of_timers_; }

    /// Adds what was compiled since the last call: `functions`, `code_bytes` and `modules`.
    void take(HostCounts& into);

private:
    v8::Isolate* isolate_;
    std::unordered_set<std::uint64_t> known_;
    HostCounts counts_;
    bool has_told_of_timers_ = false;
};

}  // namespace sim::script
