#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/trace/trace_piece.hpp"
#include "traces/native.hpp"
#include "traces/native_columns.hpp"
#include "traces/native_facts.hpp"
#include "traces/native_fault.hpp"
#include "traces/native_index.hpp"

namespace traces {

/// The rows of chunks on their way into a trace. The file is untrusted: every enum is checked against its legend, every
/// index against the tables before it, or, of what is written while a run goes on, in `finish`.
class NativeRows {
public:
    NativeRows(sim::Trace& trace, const NativeLegends& legends, NativeFault& fault)
        : trace_(trace), legends_(legends), fault_(fault) {}

    /// Spans and requests that are not there between these instants are left out, of a trace of level spans.
    void set_window(const Window& window) { window_ = window; }
    /// About so many chunks like the next one are in the file.
    void expect(std::size_t chunks) { chunks_ = chunks; }
    /// False after the first fault.
    bool read(std::string_view table, const NativeColumns& chunk);
    /// All chunks have been read: requests get their places, and what could not be checked is. `has_all`: no chunk
    /// was skipped.
    bool finish(bool has_all);
    /// The spans and requests so far, of which nothing is kept; none after a fault: an index that is out of range for
    /// the tables of `frame`.
    bool take(const sim::Trace& frame, sim::TracePiece& piece);
    /// From when to when the chunks of requests and spans go that were read.
    [[nodiscard]] const NativeIndex& ranges() const { return ranges_; }

private:
    /// How long each request of a chunk waited for one reason.
    struct WaitColumn {
        std::size_t reason = 0;
        const std::int64_t* values = nullptr;
    };

    bool begin(const NativeColumns& chunk, std::string_view table, std::size_t keys,
               std::string_view any_column);
    [[nodiscard]] bool check(const NativeColumns::List& list, std::string_view key,
                             NativeRange range);
    bool take_column(const NativeColumns& chunk, std::string_view key, NativeRange range,
                     NativeColumns::List& to);
    template <class Set>
    bool column(const NativeColumns& chunk, std::string_view key, NativeRange range, Set set);
    bool take_waits(const NativeColumns& chunk, std::vector<WaitColumn>& to);
    template <class Enum, class Set>
    bool enum_column(const NativeColumns& chunk, std::string_view key,
                     const std::vector<Enum>& legend, Set set);

    bool read_places(const NativeColumns& chunk);
    bool read_lanes(const NativeColumns& chunk);
    bool read_requests(const NativeColumns& chunk);
    bool read_tasks(const NativeColumns& chunk);
    bool read_outputs(const NativeColumns& chunk);
    bool read_events(const NativeColumns& chunk);
    bool read_spans(const NativeColumns& chunk);
    bool check_ends(std::size_t base);
    [[nodiscard]] bool is_operand_known(const sim::TraceEvent& event) const;
    bool translate_detail(sim::TraceEvent& event) const;
    [[nodiscard]] bool is_cut() const;
    void cut_spans(std::size_t base);
    bool arrange_requests();
    void number_anew();

    /// The largest index that a column of spans has, and where.
    struct Largest {
        std::int64_t value = -1;
        std::int32_t line = 0;

        void see(const NativeColumns::List& list, std::int32_t where) {
            if (list.values.empty() || list.most <= value) return;
            value = list.most;
            line = where;
        }
    };

    sim::Trace& trace_;
    const NativeLegends& legends_;
    NativeFault& fault_;
    Window window_;
    NativeIndex ranges_;
    std::vector<std::uint32_t> numbers_;  // of the requests so far
    std::size_t rows_ = 0;                // of the chunk at hand
    std::size_t chunks_ = 0;              // of its kind, at most
    Largest lane_;
    Largest owner_;
    std::int64_t last_end_ = 0;  // of the spans so far
};

}  // namespace traces
