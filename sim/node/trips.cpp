// Trips by rule. The counts are those that real Node shows when a pool of one worker alternates
// between the call and a chain of fs.stat: each trip lets one stat pass. Chunk sizes are constants
// of Node.

#include "sim/node/trips.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/node/catalogue.hpp"

namespace sim {

namespace {

constexpr std::int64_t kib = 1024;
/// Source: Node lib/internal/fs/utils.js, kReadFileBufferLength, and kWriteFileMaxChunkSize.
constexpr std::int64_t file_chunk = 512 * kib;
/// Source: Node lib/internal/fs/utils.js, kReadFileUnknownBufferLength.
constexpr std::int64_t unknown_chunk = 64 * kib;
/// What one write(2) takes at most on Linux (man 2 write).
constexpr std::int64_t write_max = 0x7fff'f000;
/// Source: Node lib/zlib.js, Z_DEFAULT_CHUNK.
constexpr std::int64_t codec_chunk = 16 * kib;
/// Source: Node lib/internal/fs/dir.js, default of the option bufferSize.
constexpr std::int64_t directory_batch = 32;
/// Deflate cannot shrink anything below about 1/1030 (zlib technical details, maximum compression
/// factor).
constexpr std::int64_t shrink_factor = 1000;

/// `bytes` in chunks of at most `chunk`: the full ones, then the rest.
void add_chunks(Trips& trips, TripKind kind, std::int64_t bytes, std::int64_t chunk) {
    trips.add(kind, chunk, bytes / chunk);
    trips.add(kind, bytes % chunk, bytes % chunk == 0 ? 0 : 1);
}

/// The reads of a file. An unknown size is read until nothing more comes.
void add_reads(Trips& trips, const Api& api, const Profile& profile, const ApiCall& call) {
    if (call.regular_file && call.size_bytes > 0) {
        add_chunks(trips, TripKind::read, call.size_bytes, file_chunk);
        return;
    }
    add_chunks(trips, TripKind::read, call.size_bytes, unknown_chunk);
    const bool stops_short =
        api.rule == TripRule::read_file_promise && profile.promises_read_stops_short;
    const bool last_was_short = call.size_bytes % unknown_chunk != 0;
    if (!(stops_short && last_was_short)) {
        trips.add(TripKind::read);
    }
}

Trips read_file(const Api& api, const Profile& profile, const ApiCall& call) {
    Trips trips;
    if (call.from_fd) {
        trips.add(TripKind::fstat);
        add_reads(trips, api, profile, call);
        return trips;
    }
    if (!profile.fs_one_shot) {
        trips.add(TripKind::open);
        trips.add(TripKind::fstat);
    } else if (!call.regular_file || call.size_bytes <= file_chunk) {
        trips.add(TripKind::read_whole, call.size_bytes);
        return trips;
    } else {
        trips.add(TripKind::open_stat);
    }
    add_reads(trips, api, profile, call);
    trips.add(TripKind::close);
    return trips;
}

Trips write_file(const Api& api, const Profile& profile, const ApiCall& call) {
    Trips trips;
    const bool in_chunks = api.rule == TripRule::write_file_promise;
    if (profile.fs_one_shot && !call.from_fd && (!in_chunks || call.size_bytes <= file_chunk)) {
        trips.add(TripKind::write_whole, call.size_bytes);
        return trips;
    }
    trips.add(TripKind::create, 0, call.from_fd ? 0 : 1);
    if (!in_chunks && call.size_bytes == 0) {
        trips.add(TripKind::write);
    }
    add_chunks(trips, TripKind::write, call.size_bytes, in_chunks ? file_chunk : write_max);
    trips.add(TripKind::close, 0, call.from_fd ? 0 : 1);
    return trips;
}

Trips read_stream(const Profile& profile, const ApiCall& call) {
    Trips trips;
    trips.add(TripKind::open, 0, call.from_fd ? 0 : 1);
    add_chunks(trips, TripKind::read, call.size_bytes, profile.read_stream_high_water_mark);
    trips.add(TripKind::read);
    trips.add(TripKind::close);
    return trips;
}

/// Writes issued in one go before the file is open.
Trips write_stream(const Profile& profile, const ApiCall& call) {
    Trips trips;
    trips.add(TripKind::create, 0, call.from_fd ? 0 : 1);
    const bool first_alone = !profile.write_stream_gathers_all && call.parts > 1;
    const std::int64_t first = first_alone ? call.size_bytes / call.parts : 0;
    trips.add(TripKind::write, first, first_alone ? 1 : 0);
    trips.add(TripKind::write, call.size_bytes - first, call.parts > 0 ? 1 : 0);
    trips.add(TripKind::close);
    return trips;
}

std::int64_t output_bytes(const Api& api, const ApiCall& call) {
    if (call.output_bytes >= 0) {
        return call.output_bytes;
    }
    if (!call.compressible) {
        return call.size_bytes;
    }
    return api.rule == TripRule::zlib_compress ? call.size_bytes / shrink_factor
                                               : call.size_bytes * shrink_factor;
}

/// One trip for each write and one more each time that 16 KiB of output are full; then the flush.
/// What there is to do is spread evenly over the trips, the first takes what does not divide.
Trips zlib(const Api& api, const ApiCall& call) {
    const bool compresses = api.rule == TripRule::zlib_compress;
    const std::int64_t output = output_bytes(api, call);
    const TripKind kind = !compresses                ? TripKind::decompress
                          : output < call.size_bytes ? TripKind::compress
                                                     : TripKind::compress_random;
    const std::int64_t count = std::max<std::int64_t>(call.parts, 1) + output / codec_chunk;
    const std::int64_t bytes = compresses ? call.size_bytes : output;
    Trips trips;
    trips.add(kind, bytes / count + bytes % count);
    trips.add(kind, bytes / count, count - 1);
    trips.add(TripKind::flush_codec);
    return trips;
}

/// An attempt for the whole path, then up to where the path exists, then down again. If the whole
/// path exists, a stat says so. Source: Node src/node_file.cc, MKDirpAsync.
Trips mkdir_recursive(const ApiCall& call) {
    Trips trips;
    trips.add(TripKind::directory, 0, std::max<std::int64_t>(2 * call.parts - 1, 1));
    trips.add(TripKind::stat, 0, call.parts <= 0 ? 1 : 0);
    return trips;
}

Trips opendir(const ApiCall& call) {
    Trips trips;
    trips.add(TripKind::open);
    add_chunks(trips, TripKind::read_directory, call.parts, directory_batch);
    trips.add(TripKind::read_directory);
    trips.add(TripKind::close);
    return trips;
}

Trips sequence(const Api& api) {
    Trips trips;
    for (std::size_t i = 0; i < api.steps_count; ++i) {
        trips.add(api.steps[i]);
    }
    return trips;
}

}  // namespace

Trips trips(const Api& api, const Profile& profile, const ApiCall& call) {
    SIM_CHECK(call.size_bytes >= 0);
    SIM_CHECK(call.parts >= 0);
    Trips one;
    switch (api.rule) {
        case TripRule::sequence: return sequence(api);
        case TripRule::read_file:
        case TripRule::read_file_promise: return read_file(api, profile, call);
        case TripRule::write_file:
        case TripRule::write_file_promise: return write_file(api, profile, call);
        case TripRule::read_stream: return read_stream(profile, call);
        case TripRule::write_stream: return write_stream(profile, call);
        case TripRule::zlib_compress:
        case TripRule::zlib_decompress: return zlib(api, call);
        case TripRule::mkdir_recursive: return mkdir_recursive(call);
        case TripRule::realpath: one.add(TripKind::stat, 0, call.parts); return one;
        case TripRule::opendir: return opendir(call);
        case TripRule::sized: one.add(api.steps[0], call.size_bytes); return one;
        case TripRule::counted: one.add(api.steps[0], call.parts); return one;
    }
    return one;
}

void Trips::add(TripKind kind, std::int64_t bytes, std::int64_t repeat) {
    if (repeat == 0) {
        return;
    }
    count_ += repeat;
    const Trip trip{kind, bytes};
    if (size_ > 0 && runs_[size_ - 1].trip == trip) {
        runs_[size_ - 1].repeat += repeat;
        return;
    }
    SIM_CHECK(size_ < runs_.size());
    runs_[size_++] = {trip, repeat};
}

Trip Trips::operator[](std::int64_t index) const {
    SIM_CHECK(index >= 0);
    SIM_CHECK(index < count_);
    for (const TripRun& run : runs()) {
        if (index < run.repeat) {
            return run.trip;
        }
        index -= run.repeat;
    }
    return {};
}

}  // namespace sim
