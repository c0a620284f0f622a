#include "ui/host/read_file.hpp"

#include <cerrno>
#include <filesystem>
#include <istream>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include "ui/host/error_text.hpp"

namespace ui {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 18;

sim::Diagnostic file_problem(const std::string& path, std::string message, std::string hint = {}) {
    return {.place = {.file = path},
            .message = std::move(message),
            .excerpt = {},
            .hint = std::move(hint)};
}

sim::Diagnostic too_large(const std::string& path, std::int64_t size_max) {
    return file_problem(path, fmt::format("the file is larger than {} MiB", size_max >> 20));
}

sim::Result<std::string> not_empty(sim::Result<std::string> text, const std::string& path) {
    if (text && text->empty()) return file_problem(path, "the file is empty");
    return text;
}

/// Entries of a folder that may have been meant; bounded, since the folder may be anything.
std::string nearest_neighbour(const std::string& path) {
    constexpr std::size_t names_max = 2000;
    const std::string folder = folder_of(path);
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator entry{folder.empty() ? "." : folder, error};
    for (; !error && entry != std::filesystem::directory_iterator{} && names.size() < names_max;
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    const std::vector<std::string_view> known{names.begin(), names.end()};
    const std::string_view nearest =
        sim::find_nearest(std::string_view{path}.substr(folder.size()), known);
    return nearest.empty() ? std::string{} : fmt::format("did you mean \"{}{}\"?", folder, nearest);
}

sim::Diagnostic cannot_open(const std::string& path, int error) {
    if (error == ENOENT || error == ENOTDIR)
        return file_problem(path, "no such file", nearest_neighbour(path));
    if (error == EACCES || error == EPERM)
        return file_problem(path, "the file cannot be read: permission denied");
    return file_problem(path, fmt::format("the file cannot be read: {}", error_text(error)));
}

void drop_byte_order_mark(std::string& text) {
    text.erase(0, text.size() - without_byte_order_mark(text).size());
}

sim::Result<std::string> read_whole(const std::string& path, std::int64_t size_max) {
    sim::Result<InputFile> file = InputFile::open(path);
    if (!file) return file.diagnostics();
    if (file->size() > size_max) return too_large(path, size_max);
    std::string text;
    text.reserve(static_cast<std::size_t>(file->size()));
    for (std::string_view block = file->next(); !block.empty(); block = file->next()) {
        text.append(block);
        if (static_cast<std::int64_t>(text.size()) > size_max) return too_large(path, size_max);
    }
    if (file->failure()) return *file->failure();
    drop_byte_order_mark(text);
    return text;
}

sim::Result<std::string> read_whole(std::istream& in, const std::string& name,
                                    std::int64_t size_max) {
    std::string text;
    std::vector<char> block(block_size);
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(in.gcount()));
        if (static_cast<std::int64_t>(text.size()) > size_max) return too_large(name, size_max);
    }
    drop_byte_order_mark(text);
    return text;
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
    return text;
}

InputFile::InputFile(std::string path, Descriptor file, std::int64_t size)
    : path_(std::move(path)),
      file_(std::move(file)),
      size_(size),
      block_(std::make_unique_for_overwrite<char[]>(block_size)) {}

sim::Result<InputFile> InputFile::open(const std::string& path) {
    if (path.empty()) return file_problem("\"\"", "the file name is empty");
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return cannot_open(path, errno);
    struct stat facts {};
    if (::fstat(file.number(), &facts) != 0) return cannot_open(path, errno);
    if (S_ISDIR(facts.st_mode)) return file_problem(path, "is a directory, a file is expected");
    return sim::Result<InputFile>{InputFile{path, std::move(file), facts.st_size}};
}

std::string_view InputFile::next() {
    ssize_t count = 0;
    do {
        count = ::read(file_.number(), block_.get(), block_size);
    } while (count < 0 && errno == EINTR);
    if (count < 0) failure_ = cannot_open(path_, errno);
    return count > 0 ? std::string_view{block_.get(), static_cast<std::size_t>(count)}
                     : std::string_view{};
}

std::string_view InputFile::read_at(std::int64_t at) {
    ssize_t count = 0;
    do {
        count = ::pread(file_.number(), block_.get(), block_size, at);
    } while (count < 0 && errno == EINTR);
    if (count < 0) failure_ = cannot_open(path_, errno);
    return count > 0 ? std::string_view{block_.get(), static_cast<std::size_t>(count)}
                     : std::string_view{};
}

sim::Result<std::string> read_file(const std::string& path, std::int64_t size_max) {
    return not_empty(read_whole(path, size_max), path);
}

sim::Result<std::string> read_stream(std::istream& in, const std::string& name,
                                     std::int64_t size_max) {
    return not_empty(read_whole(in, name, size_max), name);
}

sim::Result<std::string> read_code(const std::string& path) {
    return read_whole(path, text_size_max);
}

sim::Result<std::string> read_code(std::istream& in, const std::string& name) {
    return read_whole(in, name, text_size_max);
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? std::string{} : path.substr(0, slash + 1);
}

}  // namespace ui
