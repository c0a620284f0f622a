#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <v8-callbacks.h>
#include <v8-isolate.h>

#include "sim/program/host.hpp"

namespace sim::script {

/// What V8 compiles: a function is compiled when it is first called, a module of Node's when it is first required. That is
/// most of what a short program spends its time with, and the same in every run. One in an isolate, until the process ends.
class Compilations {
public:
    /// Counts from here on. `has_loop_code`: the version that is simulated has the code of the loop from the start, whatever the
    /// host has.
    Compilations(v8::Isolate* isolate, bool has_loop_code);
    enum class News : std::uint8_t {
        main_file,  // is compiled; it does not count yet and has not run
        hot_code,   // of the program's is optimised, as it runs often
    };
    /// From here on what is not Node's is the program's, and the first file of it the main one. `hears` of it, in V8's handler, so
    /// that it must not use V8.
    void begin_main(std::function<void(News)> hears) {
        hears_ = std::move(hears);
        is_main_next_ = true;
    }
    /// Whether that was compiled.
    [[nodiscard]] bool has_main() const { return has_main_; }

    /// Whether setTimeout and what it calls were compiled, and not there from the start as since Node 22.
    [[nodiscard]] bool has_told_of_timers() const { return has_told_of_timers_; }

    /// Whether what is compiled from here on counts: not while the host itself calls functions of Node's.
    void set_counting(bool is_counting) { is_counting_ = is_counting; }

    /// Adds what was compiled since the last call: `functions`, `code_bytes` and what modules there are.
    void take(HostCounts& into);
    /// What V8 does on this thread that is no computing of the program's: functions of ours that it compiles, and bytes of machine
    /// code that it optimises, of Node's code with ours and of the program's.
    struct Aside {
        std::int64_t functions = 0;
        std::int64_t bytes_of_library = 0;
        std::int64_t bytes_of_program = 0;
    };
    /// Since the last call.
    [[nodiscard]] Aside take_aside() { return std::exchange(aside_, {}); }

private:
    static void handle(const v8::JitCodeEvent* event);
    void note(std::string_view script, std::string_view place, std::size_t bytes);
    void note_module(std::string_view script);

    bool has_loop_code_;
    std::unordered_set<std::uint64_t> known_;
    std::unordered_set<std::uint64_t> files_;  // of the program
    HostCounts counts_;
    Aside aside_;
    bool has_told_of_timers_ = false;
    bool is_counting_ = true;
    bool is_main_next_ = false;
    std::function<void(News)> hears_;
    bool has_main_ = false;
};

}  // namespace sim::script
