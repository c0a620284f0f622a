#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/trace.hpp"
#include "traces/format.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/host/output_file.hpp"

namespace ui {

/// Says so and returns true if both names stand for one existing file: no --force replaces what is being read.
[[nodiscard]] bool is_same_file(const std::string& input, const std::string& output,
                                const Console& console);

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

private:
    TraceFile() = default;
    std::string path_;
    const traces::FormatRow* format_ = nullptr;
    std::optional<OutputFile> file_;  // empty: stdout
};

}  // namespace ui
