// Whole or not at all: the bytes go to an unnamed file (O_TMPFILE, open(2)), which the kernel forgets by itself if
// the process dies. A new name is given by linkat(2). An existing file cannot be replaced by linkat, so there the
// unnamed file gets a temporary name for the moment before rename(2). File systems without O_TMPFILE get a named
// temporary file that is unlinked on failure and on the signals that end a process. Nothing is synced to the disk:
// the promise is about processes, not about power cuts.

#include "ui/host/output_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include "traces/compressed.hpp"
#include "ui/host/error_text.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

using std::string_view_literals::operator""sv;

namespace {

constexpr std::size_t buffer_size = 1 << 18;
constexpr int interrupted_error = ECANCELED;

std::string follow_links(const std::string& path) {
    std::array<char, PATH_MAX> resolved{};
    return ::realpath(path.c_str(), resolved.data()) == nullptr ? path
                                                                : std::string{resolved.data()};
}

std::string read_some(const Descriptor& file, off_t from) {
    std::array<char, 4096> block{};
    const ssize_t count = ::pread(file.number(), block.data(), block.size(), from);
    return count > 0 ? std::string{block.data(), static_cast<std::size_t>(count)} : std::string{};
}

/// The first 4 KiB; of a PDF or ZIP, which say at their end who made them, the last, too.
std::string read_beginning(const std::string& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return {};
    std::string text = read_some(file, 0);
    struct stat status {};
    if ((text.starts_with("%PDF-") || text.starts_with("PK")) &&
        ::fstat(file.number(), &status) == 0)
        text += read_some(file, std::max<off_t>(status.st_size - 4096, 0));
    return text;
}

bool is_folder(const std::string& path) {
    struct stat facts {};
    return ::stat(path.empty() ? "." : path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

std::string temporary_name(const std::string& target) {
    const std::string folder = folder_of(target);
    return fmt::format("{}.{}.{}.tmp", folder, target.substr(folder.size()), ::getpid());
}

sim::Diagnostic refusal(const std::string& path, std::string message, std::string hint = {}) {
    return {.place = {.file = path},
            .message = std::move(message),
            .excerpt = {},
            .hint = std::move(hint)};
}

}  // namespace

bool has_own_mark(std::string_view text) {
    // Of a packed file, which is cut off here, what comes out first is enough.
    std::string_view packed = text;
    const traces::Source source = [&] { return std::exchange(packed, std::string_view{}); };
    traces::Unpacked unpacked{source};
    const std::string_view first = unpacked.next();
    if (unpacked.compression() != traces::Compression::none) text = first.substr(0, 4096);
    // By how our writers begin (traces/, the script header); the text listing has its mark at the end of line one.
    struct Mark {
        std::string_view beginning;
        std::string_view also;  // somewhere in the first 4 KiB
    };
    constexpr std::array marks{
        Mark{R"({"loopglass":)", ""},
        Mark{R"({"displayTimeUnit":"ms","otherData":{)", R"("loopglass":)"},
        Mark{"{\n  \"calibrated\": {\n    \"by\": \"loopglass ", ""},
        Mark{"{\n  \"mode\": \"", R"("threadpool": )"},
        Mark{"# ", ", fingerprint "},
        Mark{"start_ns,duration_ns,process,lane,kind,", ""},
        Mark{"request,load,arrival_ns,done_ns,latency_ns,", ""},
        Mark{"task,kind,name,lane,cause,request,trip,", ""},
        Mark{"", ",stability,p50_ns,p90_ns,p95_ns,p99_ns,"},
        Mark{script_mark, ""},
        Mark{"%% Made by loopglass from ", ""},
        // Pictures: SVG names its maker in a comment, PNG and PDF where their formats have room for it.
        Mark{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Made by loopglass. -->", ""},
        Mark{"\x89PNG", "Software\0loopglass"sv},
        Mark{"%PDF-", "/Creator (loopglass)"},
        Mark{"PK\x03\x04", "Made by loopglass."},
        Mark{"GIF89a", "Made by loopglass."},
        Mark{"<!DOCTYPE html>\n<!-- Made by loopglass. -->", ""},
    };
    return std::any_of(marks.begin(), marks.end(), [&](const Mark& mark) {
        return text.starts_with(mark.beginning) && text.find(mark.also) != std::string_view::npos;
    });
}

OutputFile::OutputFile(std::string path, const OutputOptions& options)
    : path_(std::move(path)), target_(follow_links(path_)), options_(options) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, std::string{})),
      buffer_(std::move(other.buffer_)),
      guard_(std::move(other.guard_)),
      options_(other.options_),
      file_(std::move(other.file_)),
      is_direct_(other.is_direct_),
      error_(other.error_) {}

OutputFile::~OutputFile() { remove_temporary(); }

sim::Result<OutputFile> OutputFile::open(const std::string& path, const OutputOptions& options) {
    if (path.empty()) return refusal("\"\"", "the name of the output file is empty");
    OutputFile output{path, options};
    if (std::optional<sim::Diagnostic> diagnostic = output.start()) return *std::move(diagnostic);
    return sim::Result<OutputFile>{std::move(output)};
}

std::optional<sim::Diagnostic> OutputFile::start() {
    struct stat facts {};
    const bool exists = ::stat(target_.c_str(), &facts) == 0;
    if (exists && S_ISDIR(facts.st_mode))
        return refusal(path_, "is a directory, an output file is expected");
    if (exists && !S_ISREG(facts.st_mode)) {
        is_direct_ = true;
        file_ = Descriptor{::open(target_.c_str(), O_WRONLY | O_CLOEXEC)};
        return file_.is_open() ? std::nullopt : std::optional{problem(errno)};
    }
    if (exists && !options_.is_forced && !has_own_mark(read_beginning(target_))) {
        return refusal(path_, "the file exists and was not written by loopglass",
                       "use --force to replace it, or choose another name");
    }
    const std::string folder = folder_of(target_);
    const mode_t mode = exists ? facts.st_mode & 0777U : 0666U;
    // linkat needs O_RDWR or O_WRONLY without O_EXCL (open(2), O_TMPFILE).
    file_ = Descriptor{
        ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode)};
    const bool has_no_tmpfile = errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL;
    if (!file_.is_open() && !(has_no_tmpfile && open_named())) return problem(errno);
    return std::nullopt;
}

bool OutputFile::open_named() {
    temporary_ = temporary_name(target_);
    guard_ = std::make_unique<RemoveOnSignal>(temporary_);
    file_ = Descriptor{::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (!file_.is_open()) temporary_.clear();
    return file_.is_open();
}

bool OutputFile::write(std::string_view bytes) {
    if (error_ != 0) return false;
    buffer_.append(bytes);
    return buffer_.size() < buffer_size || flush();
}

bool OutputFile::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && error_ == 0) {
        if (options_.interrupt != nullptr && options_.interrupt->load()) {
            error_ = interrupted_error;
            break;
        }
        const ssize_t count = ::write(file_.number(), rest.data(), rest.size());
        if (count >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    buffer_.clear();
    return error_ == 0;
}

std::optional<sim::Diagnostic> OutputFile::commit() {
    if (error_ == 0) flush();
    if (error_ == 0 && !is_direct_ && !put_in_place()) error_ = errno;
    remove_temporary();
    return error_ == 0 ? std::nullopt : std::optional{problem(error_)};
}

bool OutputFile::put_in_place() {
    if (temporary_.empty()) {
        const std::string unnamed = fmt::format("/proc/self/fd/{}", file_.number());
        const auto link = [&](const std::string& name) {
            return ::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) ==
                   0;
        };
        if (link(target_)) return true;
        if (errno != EEXIST) return false;
        temporary_ = temporary_name(target_);
        guard_ = std::make_unique<RemoveOnSignal>(temporary_);
        ::unlink(temporary_.c_str());  // what a killed process of the same number may have left
        if (!link(temporary_)) return false;
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return false;
    temporary_.clear();
    return true;
}

void OutputFile::remove_temporary() {
    const int kept = errno;
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
    guard_.reset();
    errno = kept;
}

sim::Diagnostic OutputFile::problem(int error) const {
    if ((error == ENOENT || error == ENOTDIR) && !is_folder(folder_of(target_)))
        return refusal(path_, "cannot be written: its folder does not exist");
    if (error == EACCES || error == EPERM)
        return refusal(path_, "cannot be written: permission denied");
    if (error == interrupted_error) return refusal(path_, "not written: interrupted");
    if (error == EPIPE) return refusal(path_, "cannot be written: the reader closed it");
    return refusal(path_, fmt::format("cannot be written: {}", error_text(error)));
}

std::optional<sim::Diagnostic> write_file(const std::string& path, std::string_view text,
                                          const OutputOptions& options) {
    sim::Result<OutputFile> file = OutputFile::open(path, options);
    if (!file) return file.diagnostics().front();
    file->write(text);
    return file->commit();
}

}  // namespace ui
