#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sim {

/// What a worker (or, for a synchronous form, the main thread) does in one trip.
enum class TripKind : std::uint8_t {
    open,    // an existing file or directory
    create,  // open for writing
    close,
    stat,  // stat, lstat, access: by path
    fstat,
    read,
    write,
    truncate,
    flush_file,       // fsync, fdatasync
    name,             // rename, unlink, link, symlink, readlink, realpath.native
    directory,        // mkdir, rmdir, mkdtemp
    read_directory,   // a batch of entries
    attributes,       // chmod, chown, utimes
    copy,             // copyFile: size is what it copies
    open_stat,        // open and fstat in one job
    read_whole,       // open, fstat, reads and close in one job
    write_whole,      // open, writes and close in one job
    lookup,           // getaddrinfo, getnameinfo
    salt,             // random bytes for a hash
    work,             // the computation that the API stands for
    compress,         // zlib on data that shrinks
    compress_random,  // zlib on data that does not
    decompress,       // zlib; bytes are those that come out
    flush_codec,      // the empty flush at the end of a zlib stream
    json_parse,       // bytes of text
    json_stringify,   // bytes of text
    wait,             // no thread works: the OS reports completion
};
constexpr std::size_t trip_kinds = static_cast<std::size_t>(TripKind::wait) + 1;

/// "open", "readDirectory" ...: for traces and listings.
[[nodiscard]] std::string_view trip_name(TripKind kind);

/// One passage through the pool: submitted, worked on, completed.
struct Trip {
    TripKind kind = TripKind::work;
    std::int64_t bytes = 0;  ///< read, written, compressed; for read_directory: entries

    friend constexpr bool operator==(const Trip&, const Trip&) = default;
};

/// Equal trips in a row.
struct TripRun {
    Trip trip;
    std::int64_t repeat = 0;
};

/// The trips of one call in order, run-length coded: a read of 100 GiB takes as much room as one of
/// a byte.
class Trips {
public:
    /// Appends `repeat` equal trips; none if `repeat` is zero.
    void add(TripKind kind, std::int64_t bytes = 0, std::int64_t repeat = 1);

    [[nodiscard]] std::int64_t count() const { return count_; }
    [[nodiscard]] std::span<const TripRun> runs() const { return {runs_.data(), size_}; }
    /// The trip with the number `index`, counted from 0.
    [[nodiscard]] Trip operator[](std::int64_t index) const;

private:
    std::array<TripRun, 6> runs_{};
    std::size_t size_ = 0;
    std::int64_t count_ = 0;
};

}  // namespace sim
