#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace traces {

/// Cuts the text of a Chrome trace, which comes in pieces of any size, into batches of whole events. Knows both forms:
/// an object with `traceEvents`, and a bare array whose last bracket may be missing.
class ChromeCutter {
public:
    struct Cut {
        std::size_t at = 0;  // in the batch
        std::size_t size = 0;
        std::int64_t line = 0;
        std::int64_t column = 0;
    };

    explicit ChromeCutter(std::string_view file) : file_(file) {}

    /// Takes from the front of `piece`, all of it unless a batch is full before. False after a fault, which
    /// `diagnostic` tells.
    [[nodiscard]] bool take(std::string_view& piece);
    /// No more pieces; false if something is missing.
    [[nodiscard]] bool end();
    [[nodiscard]] const sim::Diagnostic& diagnostic() const { return diagnostic_; }
    [[nodiscard]] sim::Diagnostic fault(std::int64_t line, std::int64_t column, std::string message,
                                        std::string hint = {}) const;

    /// Whether there is enough for a batch, and no event is cut by its end.
    [[nodiscard]] bool has_batch() const;
    /// The events so far as one JSON array; `clear` begins the next.
    [[nodiscard]] std::string& close_batch();
    [[nodiscard]] const std::vector<Cut>& cuts() const { return cuts_; }
    void clear();

    /// The value of `otherData` as JSON; empty if there is none.
    [[nodiscard]] const std::string& other_data() const { return other_; }

private:
    static constexpr std::size_t batch_bytes = std::size_t{1} << 20;
    static constexpr std::size_t event_bytes_max = std::size_t{64} << 20;
    static constexpr std::size_t other_bytes_max = std::size_t{1} << 20;

    enum class State : std::uint8_t {
        start,
        key_or_end,
        key,
        colon,
        value,   // of a key: about to begin
        scalar,  // a number or word
        events,  // between events
        scan,    // within an event or a value
        after
    };
    enum class Target : std::uint8_t { event, other_data, nothing };

    [[nodiscard]] bool step(char c);
    [[nodiscard]] bool begin(char c);
    [[nodiscard]] bool begin_value(char c);
    [[nodiscard]] bool begin_event(char c);
    [[nodiscard]] bool scan(std::string_view piece, std::size_t& i);
    [[nodiscard]] std::size_t scan_text(std::string_view piece, std::size_t i);
    [[nodiscard]] bool keep(std::string_view part);
    void begin_scan(Target target);
    void count_line(std::int64_t offset);
    [[nodiscard]] bool fail(std::string message, std::string hint = {});

    std::string file_;
    sim::Diagnostic diagnostic_;
    State state_ = State::start;
    Target target_ = Target::nothing;
    std::string key_;
    std::string other_;
    std::string batch_ = "[";
    std::vector<Cut> cuts_;
    std::int64_t line_ = 1;
    std::int64_t offset_ = 0;      // of the next byte in the file
    std::int64_t line_start_ = 0;  // offset of the line's first byte
    std::int64_t events_ = 0;
    int depth_ = 0;              // of brackets in what is scanned
    bool is_text_ = false;       // within a text of it
    bool is_escape_ = false;     // behind a backslash
    bool is_object_ = false;     // the form of the file
    bool expects_event_ = true;  // no event, or a comma, came before
    bool has_events_ = false;    // traceEvents was there
};

}  // namespace traces
