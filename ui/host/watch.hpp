#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace ui {

/// How some files look on the disk, to see when one of them changes, appears or disappears.
class FileWatch {
public:
    /// Looks at the files now.
    explicit FileWatch(std::vector<std::string> files);
    [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
    [[nodiscard]] bool has_changed() const;
    /// Waits until one has changed; false when `interrupt` was set first.
    [[nodiscard]] bool wait(const std::atomic<bool>& interrupt) const;

private:
    using Look = std::array<std::int64_t, 4>;
    [[nodiscard]] static std::vector<Look> look_at(const std::vector<std::string>& files);
    std::vector<std::string> files_;
    std::vector<Look> before_;
};

}  // namespace ui
