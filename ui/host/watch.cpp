// Looks at size, inode and time of change a few times a second: the same on every file system, and editors that
// replace the file instead of writing to it are no special case.

#include "ui/host/watch.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <sys/stat.h>

namespace ui {

FileWatch::FileWatch(std::vector<std::string> files)
    : files_(std::move(files)), before_(look_at(files_)) {}

bool FileWatch::has_changed() const { return look_at(files_) != before_; }

bool FileWatch::wait(const std::atomic<bool>& interrupt) const {
    while (!interrupt.load()) {
        if (has_changed()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return false;
}

std::vector<FileWatch::Look> FileWatch::look_at(const std::vector<std::string>& files) {
    std::vector<Look> looks;
    for (const std::string& file : files) {
        struct stat facts {};
        if (::stat(file.c_str(), &facts) != 0) facts = {};
        looks.push_back({static_cast<std::int64_t>(facts.st_ino), facts.st_size,
                         facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec});
    }
    return looks;
}

}  // namespace ui
