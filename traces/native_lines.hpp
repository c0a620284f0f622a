#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/trace.hpp"
#include "traces/native.hpp"
#include "traces/native_columns.hpp"
#include "traces/native_facts.hpp"
#include "traces/native_fault.hpp"
#include "traces/native_rows.hpp"

namespace traces {

/// Reads a native trace line by line. Each line is parsed by itself and copied into the columns of the trace, so that
/// memory holds one chunk beside the trace. Chunks in the layout of our writer take the short way of NativeColumns, all
/// other lines simdjson's DOM. The input is untrusted; the first fault ends the reading.
class NativeLines {
public:
    explicit NativeLines(std::string_view file) : fault_(file), rows_(trace_, legends_, fault_) {}
    NativeLines(const NativeLines&) = delete;
    NativeLines& operator=(const NativeLines&) = delete;

    void set_window(const Window& window) { rows_.set_window(window); }
    /// Chunks between the lines are left out, and lines are named by where they begin.
    void set_byte(std::int64_t at) {
        has_all_ = false;
        fault_.set_byte(at);
    }
    /// False after the first fault, here and below.
    bool line(std::string& text);
    /// The same of a line behind which lie native_line_padding more bytes, the first of them its end. `room` is for a copy, if it needs one.
    bool line(std::string_view text, std::string& room);
    /// How long the file is, so that there is room for it.
    void expect(std::size_t bytes) { bytes_ = bytes; }
    bool end();
    bool fail_line_length();
    NativeFault& fault() { return fault_; }

    /// See NativeRows::take.
    bool take(const sim::Trace& frame, sim::TracePiece& piece) { return rows_.take(frame, piece); }
    /// Level, facts and legends are known after the first line, everything after `end`.
    [[nodiscard]] sim::Trace& trace() { return trace_; }
    /// What the file says of itself, and what its chunks are.
    [[nodiscard]] const NativeIndex& index() const { return index_; }
    [[nodiscard]] const NativeIndex& ranges() const { return rows_.ranges(); }
    /// The footer's line with the index, for those who begin with it.
    bool read_index(std::string& text, NativeIndex& to);

private:
    enum class Part : std::uint8_t { header, chunks, index, index_place, closed };

    /// None after a fault.
    std::optional<NativeObject> parse(std::string& text);
    bool read_version(const std::string& line);
    bool read_header(std::string& line);
    bool read_chunk_line(std::string& line);
    bool read_chunk(const NativeObject& chunk);
    bool read_columns(std::size_t line_bytes);
    bool read_columns(std::string_view table, const simdjson::dom::object& columns);
    bool read_names(const simdjson::dom::element& value);
    bool read_ending_line(std::string& line);
    bool read_index_place(std::string& line);
    bool enter(std::string_view table);
    bool check_index();

    sim::Trace trace_;
    NativeLegends legends_;
    NativeFault fault_;
    NativeRows rows_;
    NativeIndex index_;
    NativeColumns columns_;
    simdjson::dom::parser parser_;
    std::size_t table_ = 0;
    std::int64_t ending_place_ = -1;
    Part part_ = Part::header;
    bool expects_chunk_ = false;
    bool has_chunk_ = false;
    bool has_statistics_ = false;
    bool has_all_ = true;
    std::size_t bytes_ = 0;
};

}  // namespace traces
