#include "ui/host/scratch_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "ui/host/read_file.hpp"

namespace ui {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 18;

}  // namespace

ScratchFile::ScratchFile(const std::string& path) : block_(block_bytes) {
    const std::string folder = folder_of(path);
    if (open_in(folder.empty() ? "." : folder)) return;
    std::error_code unknown;
    const std::filesystem::path temporary = std::filesystem::temp_directory_path(unknown);
    if (!unknown && open_in(temporary.string())) return;
    error_ = errno;
}

/// File systems that know no unnamed files get one whose name lasts for a moment.
bool ScratchFile::open_in(const std::string& folder) {
    file_ = Descriptor{::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    if (file_.is_open()) return true;
    std::string name = folder + "/.loopglass-XXXXXX";
    file_ = Descriptor{::mkostemp(name.data(), O_CLOEXEC)};
    if (file_.is_open()) ::unlink(name.c_str());
    return file_.is_open();
}

bool ScratchFile::write(std::string_view bytes) {
    if (error_ != 0) return false;
    buffer_.append(bytes);
    return buffer_.size() < block_bytes || flush();
}

bool ScratchFile::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && error_ == 0) {
        const ssize_t count = ::write(file_.number(), rest.data(), rest.size());
        if (count >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
            size_ += count;
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    buffer_.clear();
    return error_ == 0;
}

std::string_view ScratchFile::read_at(std::int64_t at) {
    ssize_t count = 0;
    do {
        count = ::pread(file_.number(), block_.data(), block_.size(), at);
    } while (count < 0 && errno == EINTR);
    if (count < 0) error_ = errno;
    return count > 0 ? std::string_view{block_.data(), static_cast<std::size_t>(count)}
                     : std::string_view{};
}

}  // namespace ui
