#pragma once

#include <filesystem>
#include <optional>
#include <system_error>

namespace ui {

/// A folder of its own among the temporary files, which goes away with this and what is in it. From then on signals that end the
/// process do so as Ctrl-C does, so that it is not left behind.
class TemporaryFolder {
public:
    /// None if it cannot be made; `problem` says why.
    [[nodiscard]] static std::optional<TemporaryFolder> make(std::error_code& problem);
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    /// Without links.
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    explicit TemporaryFolder(std::filesystem::path path);

    std::filesystem::path path_;
};

}  // namespace ui
