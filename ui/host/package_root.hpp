#pragma once

#include <filesystem>
#include <string>

namespace ui {

/// The nearest folder with a package.json, from `folder` upwards; empty if there is none, and never the user's home or what
/// is above it, which hold more than a package.
[[nodiscard]] std::string package_root(const std::filesystem::path& folder);

}  // namespace ui
