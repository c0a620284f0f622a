#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <v8.h>

#include "sim/program/host_trace.hpp"

namespace sim::script {

/// Whose code a script is.
enum class Owner : std::uint8_t { program, node, loopglass, unknown };

/// Where in the program something was called, and by whom directly.
struct CallSite {
    PlaceId place;     // of the innermost function of the program on the stack; none: none is
    std::string word;  // the word that stands there in the source: "then", "await", "setTimeout"
    bool is_member = false;  // a dot stands before the word
    std::string function;    // name of that function; empty: it has none
    std::string api;       // what of Node's it called: "setTimeout", "fs.readFile"; empty: nothing
    bool is_empty = true;  // nothing at all is on the stack
    bool is_direct = false;          // no function of Node's is between it and what is recorded
    bool is_through_timers = false;  // only timers/promises is
    PlaceId caller;                  // where the program called that function; none: Node called it
    std::string caller_function;     // name of the function that did
    std::string caller_word;  // the word that stands there: "forEach" of a callback of forEach
    std::string outermost;    // name of the program's function at the bottom of the stack
    PlaceId outermost_place;
};

/// A position in a script, from 1; columns count UTF-16 units.
struct SourceSpot {
    std::string_view source;
    int line = 0;
    int column = 0;
};

/// A call in the same source.
struct NamedCall {
    std::string name;
    int line = 0;
    int column = 0;
};

/// Reads the stack. Answers are remembered by script and position, so that a place is one however often it is passed.
class CallSites {
public:
    /// `folder`: that of the script, which names of files are relative to.
    CallSites(v8::Isolate* isolate, HostTrace& trace, std::string folder)
        : isolate_(isolate), trace_(trace), folder_(std::move(folder)) {}

    /// The stack as it is; `scheduling`: frames of Node's that only schedule do not count as between.
    [[nodiscard]] CallSite here(bool scheduling);
    /// Whether a function is the program's own.
    [[nodiscard]] bool is_of_program(v8::Local<v8::Function> function);
    [[nodiscard]] PlaceId place_of(v8::Local<v8::Function> function);
    [[nodiscard]] static std::string name_of(v8::Isolate* isolate,
                                             v8::Local<v8::Function> function);
    /// Where a place that was seen is; valid until the next call.
    [[nodiscard]] std::optional<SourceSpot> find(PlaceId place) const;
    /// The place of a call in the script of `place`, which was seen.
    [[nodiscard]] PlaceId beside(PlaceId place, const NamedCall& call);
    [[nodiscard]] PlaceId start_of(std::string_view file);

private:
    struct Script {
        Owner owner = Owner::unknown;
        bool is_scheduler = false;  // of Node's: only puts callbacks into queues
        bool is_wrapper = false;    // of Node's: promisify
        bool is_timers_promises = false;
        std::string file;    // as traces name it
        std::string module;  // of Node's: "fs"; empty: it gives calls no name
        std::string source;
        std::vector<std::size_t> lines;  // where they begin in `source`
        std::map<std::pair<int, int>, PlaceId> places;
    };
    [[nodiscard]] Script& script(int id, v8::Local<v8::Value> name);
    [[nodiscard]] PlaceId place(Script& script, int line, int column);
    struct Word {
        std::string text;
        bool is_member = false;
    };
    [[nodiscard]] Word word_at(Script& script, v8::Local<v8::StackFrame> frame);
    [[nodiscard]] std::string file_of(std::string_view name) const;

    v8::Isolate* isolate_;
    HostTrace& trace_;
    std::string folder_;
    std::unordered_map<int, Script> scripts_;
};

}  // namespace sim::script
