#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ui {

/// One file of an archive.
struct ZipEntry {
    std::string name;
    std::string bytes;
};

/// How our archives end: the comment of the archive.
constexpr std::string_view zip_mark = "Made by loopglass.";

/// A ZIP archive (deflate, all times 1980-01-01); the same entries give the same bytes with the same zlib.
[[nodiscard]] std::string to_zip(const std::vector<ZipEntry>& entries);

}  // namespace ui
