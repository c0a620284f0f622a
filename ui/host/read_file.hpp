#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"
#include "ui/host/descriptor.hpp"

namespace ui {

/// Scenarios, arrival lists and cost files: far above what anybody writes, far below what exhausts memory.
constexpr std::int64_t text_size_max = std::int64_t{64} << 20;

/// A file that is read block by block, for those that may be larger than memory.
class InputFile {
public:
    /// Refused when it is missing (the nearest name in its folder is the hint), a directory or unreadable.
    [[nodiscard]] static sim::Result<InputFile> open(const std::string& path);
    /// The next bytes, valid until the next call; empty at the end of the file and after a failure.
    [[nodiscard]] std::string_view next();
    /// The bytes from `at` on, up to a block of them; as `next`, whose place in the file it does not change.
    [[nodiscard]] std::string_view read_at(std::int64_t at);
    /// Why reading failed, if it did.
    [[nodiscard]] const std::optional<sim::Diagnostic>& failure() const { return failure_; }
    /// In bytes as the file system says; 0 for pipes and devices.
    [[nodiscard]] std::int64_t size() const { return size_; }

private:
    InputFile(std::string path, Descriptor file, std::int64_t size);
    std::string path_;
    Descriptor file_;
    std::int64_t size_ = 0;
    std::unique_ptr<char[]> block_;  // no page of it is touched before something is read
    std::optional<sim::Diagnostic> failure_;
};

/// The whole of a regular file, pipe or device, without a byte order mark of UTF-8. The diagnostic names the path and says what is wrong:
/// missing (with the nearest name in that folder), a directory, unreadable, empty, larger than `size_max` bytes.
[[nodiscard]] sim::Result<std::string> read_file(const std::string& path,
                                                 std::int64_t size_max = text_size_max);

/// The same for a stream that is already open, called `name` in messages.
[[nodiscard]] sim::Result<std::string> read_stream(std::istream& in, const std::string& name,
                                                   std::int64_t size_max = text_size_max);

/// The text of a JavaScript program: the same, but it may be empty, which Node runs as any other.
[[nodiscard]] sim::Result<std::string> read_code(const std::string& path);
[[nodiscard]] sim::Result<std::string> read_code(std::istream& in, const std::string& name);

/// Some editors put a mark before UTF-8, to which it says nothing.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

/// The folder of `path` with its last slash, empty when it has none.
[[nodiscard]] std::string folder_of(const std::string& path);

}  // namespace ui
