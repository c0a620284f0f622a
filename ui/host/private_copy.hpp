#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ui/host/temporary_folder.hpp"

namespace ui {

/// A copy of the folder that a program belongs to, for runs that shall neither see what others wrote nor leave anything behind.
/// It has the same place for all runs, and goes away with this.
class PrivateCopy {
public:
    /// Of the package around `file`, otherwise of the folder it lies in. None if that is large, cannot be copied, or what
    /// the program loads lies above it.
    [[nodiscard]] static std::optional<PrivateCopy> of_program(const std::string& file);

    /// The program within the copy.
    [[nodiscard]] std::string file() const;
    /// Where a run starts: what the current folder is within the copy; if it lies elsewhere, a folder with nothing but the copy.
    [[nodiscard]] std::string working_folder() const;
    /// As it was made, whatever was written; false if that failed.
    [[nodiscard]] bool renew() const;
    /// `text` with the names of the folder and of the current one in place of the copy's.
    [[nodiscard]] std::string with_own_names(std::string text) const;

private:
    PrivateCopy(TemporaryFolder holder, std::filesystem::path folder, std::filesystem::path file);
    [[nodiscard]] std::filesystem::path copy() const;

    TemporaryFolder holder_;  // with nothing but the copy
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

}  // namespace ui
