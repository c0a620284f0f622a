#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ui/host/descriptor.hpp"

namespace ui {

/// A file without a name, for what does not fit into memory; it is gone when the process is, however that ends.
class ScratchFile {
public:
    /// In the folder of `path`, or where temporary files are if that takes none.
    explicit ScratchFile(const std::string& path);

    /// Appends; false once anything failed.
    bool write(std::string_view bytes);
    /// All that was written so far can be read then.
    bool flush();
    /// The bytes from `at` on, up to a block of them, valid until the next call; empty at the end and after a failure.
    [[nodiscard]] std::string_view read_at(std::int64_t at);
    [[nodiscard]] std::int64_t size() const { return size_; }
    /// errno of the first failure, 0 if there was none.
    [[nodiscard]] int error() const { return error_; }

private:
    bool open_in(const std::string& folder);

    Descriptor file_;
    std::string buffer_;
    std::vector<char> block_;
    std::int64_t size_ = 0;
    int error_ = 0;
};

}  // namespace ui
