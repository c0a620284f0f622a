#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "ui/host/descriptor.hpp"
#include "ui/host/interrupt.hpp"

namespace ui {

struct OutputOptions {
    bool is_forced = false;                        // replaces a file that somebody else wrote
    const std::atomic<bool>* interrupt = nullptr;  // set: the output is given up
};

/// A file that appears whole or not at all. Its bytes go to a file without a name in the same folder, which
/// `commit` puts in place in one step; until then, and after any failure, whatever stood there still stands there. Devices
/// and pipes are written to directly. A symbolic link is followed, so that the link stays one.
class OutputFile {
public:
    /// Refused when the folder is missing or unwritable, `path` is a directory, or a file exists there that
    /// we did not write (see has_own_mark) and `is_forced` is not set.
    [[nodiscard]] static sim::Result<OutputFile> open(const std::string& path,
                                                      const OutputOptions& options);

    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&& other) = delete;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();

    /// Appends. False once anything failed; the writer may then stop early.
    bool write(std::string_view bytes);
    /// As if writing had failed so: for what a writer needs beside the file.
    void fail(int error) {
        if (error_ == 0) error_ = error;
    }
    /// Puts the file in place; the diagnostic says why that or an earlier write failed.
    [[nodiscard]] std::optional<sim::Diagnostic> commit();

private:
    OutputFile(std::string path, const OutputOptions& options);
    [[nodiscard]] std::optional<sim::Diagnostic> start();
    [[nodiscard]] bool open_named();
    bool flush();
    [[nodiscard]] bool put_in_place();
    void remove_temporary();
    [[nodiscard]] sim::Diagnostic problem(int error) const;

    std::string path_;       // as given, for messages
    std::string target_;     // with links followed
    std::string temporary_;  // name of the temporary file, empty while it has none
    std::string buffer_;
    std::unique_ptr<RemoveOnSignal> guard_;  // of `temporary_`
    OutputOptions options_;
    Descriptor file_;
    bool is_direct_ = false;  // a device or pipe
    int error_ = 0;           // errno of the first failure
};

/// Whether a file that begins with `text` (4 KiB of it) was written by us. Nobody's scenario looks like that.
[[nodiscard]] bool has_own_mark(std::string_view text);

/// How exported JavaScript begins.
constexpr std::string_view script_mark = "// Made by loopglass ";

/// All of `text` at `path`, or a diagnostic and nothing changed.
[[nodiscard]] std::optional<sim::Diagnostic> write_file(const std::string& path,
                                                        std::string_view text,
                                                        const OutputOptions& options);

}  // namespace ui
