#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/core/time.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/node/profile.hpp"
#include "sim/node/trips.hpp"

namespace sim {

/// Where an API does its work.
enum class ApiPlace : std::uint8_t {
    pool,
    main_thread,  // synchronous: the loop stands still
    os,           // nothing runs here; completion is an event of the poll phase
    tick,         // nothing to wait for: the callback is a tick
};

/// The queues of the pool (R4.3, R4.4). Source: libuv src/threadpool.c, enum uv__work_kind.
enum class WorkKind : std::uint8_t { cpu, fast_io, slow_io };

/// How the trips of a call follow from its arguments; evaluated by trips().
enum class TripRule : std::uint8_t {
    sequence,  // Api::steps, whatever the arguments
    read_file,
    read_file_promise,
    write_file,  // callback forms of writeFile and appendFile
    write_file_promise,
    read_stream,
    write_stream,
    zlib_compress,
    zlib_decompress,
    mkdir_recursive,
    realpath,
    opendir,
    sized,    // one trip of the first step; its bytes are the size of the call
    counted,  // one trip of the first step; its bytes are the parts of the call
};

/// The arguments of a call as far as they matter.
struct ApiCall {
    std::int64_t size_bytes = 0;  ///< of the file, or of what goes into a computation
    std::int64_t parts = 1;  ///< writes of a stream, path components, missing directories, entries
    bool compressible = false;  ///< data that zlib shrinks to (or grows from) a thousandth
    bool regular_file = true;   ///< false: the size is unknown beforehand (FIFO, /proc)
    bool from_fd = false;       ///< the file is open already
    std::int64_t output_bytes =
        -1;  ///< zlib: what comes out; negative: follows from `compressible`
};

/// One row of the catalogue.
struct Api {
    std::string_view name;  ///< as an action of a scenario: "fs.promises.readFile"
    ApiPlace place = ApiPlace::pool;
    WorkKind kind = WorkKind::fast_io;  ///< meaningful for `pool`
    bool is_promise = false;  ///< gives a promise; otherwise takes a callback or is synchronous
    TripRule rule = TripRule::sequence;
    std::array<TripKind, 3> steps{};  ///< what the rule asks for; the first `steps_count`
    std::size_t steps_count = 0;
    Duration work{};          ///< service time of the kinds work, lookup, wait; plus, per KiB:
    Duration work_per_kib{};  ///< of the kinds work, compress, decompress
    Duration work_per_kib_random{};  ///< of compress_random
    Duration call{};                 ///< main-thread CPU of the call beyond that of its trips
    std::string_view since = "14";   ///< first profile that has it
    std::string_view doc;            ///< what the defaults stand for; empty: nothing to say
};

/// All rows: files, streams, crypto, hashes, compression, names, the rest. Names are unique.
[[nodiscard]] std::span<const Api> apis();

/// The row called `name`, or null.
[[nodiscard]] const Api* find_api(std::string_view name);

/// Whether the releases of `profile` have `api`.
[[nodiscard]] bool is_available(const Api& api, const Profile& profile);

/// The trips of one call, in order. For `main_thread` they happen in place, for `os` there is one
/// `wait`, for `tick` there are none. Constant time, whatever the size.
[[nodiscard]] Trips trips(const Api& api, const Profile& profile, const ApiCall& call);

/// How long `trip` of `api` occupies its thread when that thread has a core for itself.
[[nodiscard]] Duration service_time(const Api& api, Trip trip, const CostModel& costs);

/// Main-thread CPU of calling `api`, to be added to that of its trips (CostModel::pool_submit and
/// pool_complete). `trip_count` is the number of trips that the call makes.
[[nodiscard]] Duration call_time(const Api& api, std::int64_t trip_count, const CostModel& costs);

/// Microtasks that run between the end of a call's last trip and the settling of its promise: the library's own awaits.
/// Observed on 14 to 26 for calls of one trip; those of several settle later still, by a number that is not known here.
[[nodiscard]] std::int32_t settle_hops(const Api& api, const Profile& profile);

std::string_view to_text(ApiPlace place);  // "pool", "main thread", "os", "tick"
std::string_view to_text(WorkKind kind);   // "cpu", "fast i/o", "slow i/o"

}  // namespace sim
