#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/trace_piece.hpp"
#include "traces/format.hpp"
#include "traces/trace_blocks.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/host/output_file.hpp"

namespace ui {

/// What asks for the file; only export writes scripts, too.
enum class TraceUse : std::uint8_t { beside_run, exported };

/// A file that will hold a trace: opened before the run, so that what cannot be written is said before the work.
class TraceFile {
public:
    /// --format or the ending of `path` chooses the format; "-" is stdout. Empty after a message on stderr.
    [[nodiscard]] static std::optional<TraceFile> open(const std::string& path, TraceUse use,
                                                       const Options& options,
                                                       const Console& console);
    /// False after a message on stderr; the file is then as it was.
    [[nodiscard]] bool write(const sim::Trace& trace, const Console& console);
    /// What the format needs of the run.
    [[nodiscard]] sim::TraceLevel level() const;
    /// Takes the trace of a run of level spans while it arises, if the format can be written so: then `finish` ends
    /// the file, whose bytes are those of `write`. Null otherwise.
    [[nodiscard]] const sim::TraceSink* start();
    /// As `write`, for the rest of a trace.
    [[nodiscard]] bool finish(const sim::Trace& rest, const Console& console);

    TraceFile(TraceFile&& other) noexcept;
    TraceFile& operator=(TraceFile&& other) = delete;
    TraceFile(const TraceFile&) = delete;
    TraceFile& operator=(const TraceFile&) = delete;
    ~TraceFile();

    /// As `write`, of a trace that comes in blocks, which must be one that `start` takes.
    [[nodiscard]] bool write(const sim::Trace& frame, const traces::TraceBlocks& blocks,
                             const Console& console);
    /// The file will not be put in place, and nothing is said about it.
    void give_up() { is_given_up_ = true; }
    /// Whether the format can be written without the whole trace.
    [[nodiscard]] bool takes_blocks() const;

private:
    struct Stream;
    TraceFile();
    std::string path_;
    const traces::FormatRow* format_ = nullptr;
    std::optional<OutputFile> file_;  // empty: stdout
    std::unique_ptr<Stream> stream_;
    bool is_given_up_ = false;
};

}  // namespace ui
