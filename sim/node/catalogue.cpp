// Service times of file operations are medians of the synchronous forms on Node 20 and 24 (Linux 6,
// a file in the page cache, two cores), less the cost of entering and leaving JavaScript. A cold
// cache or a network disk is the scenario's to state.

#include "sim/node/catalogue.hpp"

#include <algorithm>
#include <array>

#include "sim/node/catalogue_compute.hpp"
#include "sim/node/catalogue_files.hpp"

namespace sim {

namespace {

constexpr auto rows = [] {
    std::array<Api, catalogue::files.size() + catalogue::computations.size()> all{};
    std::ranges::copy(catalogue::files, all.begin());
    std::ranges::copy(catalogue::computations, all.begin() + catalogue::files.size());
    return all;
}();

struct KindRow {
    TripKind kind;
    std::string_view name;
    Duration base;
    Duration per_kib;
};

/// Zero for the kinds whose time is the API's own. A KiB of a file is read into memory that is new, as readFile does, and written or
/// copied to where the file has grown: slopes from 256 KiB to 4 MiB of what Node 20 and 24 take on Linux, medians. Into memory that
/// was used before reading takes half of that, over what a file had already writing takes a fifth; above 16 MiB, where all
/// memory is new to the process, reading takes seven times as long.
constexpr std::array<KindRow, trip_kinds> kinds{{
    {TripKind::open, "open", nanoseconds(600), {}},
    {TripKind::create, "create", microseconds(4), {}},
    {TripKind::close, "close", nanoseconds(300), {}},
    {TripKind::stat, "stat", nanoseconds(600), {}},
    {TripKind::fstat, "fstat", nanoseconds(300), {}},
    {TripKind::read, "read", nanoseconds(250), nanoseconds(100)},
    {TripKind::write, "write", nanoseconds(350), nanoseconds(270)},
    {TripKind::truncate, "truncate", nanoseconds(1'000), {}},
    {TripKind::flush_file, "flush file", microseconds(16), {}},
    {TripKind::name, "name", nanoseconds(2'700), {}},
    {TripKind::directory, "directory", microseconds(15), {}},
    {TripKind::read_directory, "read directory", nanoseconds(1'500), {}},
    {TripKind::attributes, "attributes", nanoseconds(750), {}},
    {TripKind::copy, "copy", microseconds(15), nanoseconds(350)},
    {TripKind::open_stat, "open and stat", nanoseconds(900), {}},
    {TripKind::read_whole, "read whole", nanoseconds(1'450), nanoseconds(100)},
    {TripKind::write_whole, "write whole", nanoseconds(4'650), nanoseconds(270)},
    {TripKind::lookup, "lookup", {}, {}},
    {TripKind::salt, "salt", microseconds(2), {}},
    {TripKind::work, "work", {}, {}},
    {TripKind::compress, "compress", {}, {}},
    {TripKind::compress_random, "compress", {}, {}},
    {TripKind::decompress, "decompress", {}, {}},
    {TripKind::flush_codec, "flush", microseconds(1), {}},
    {TripKind::json_parse, "parse", {}, {}},
    {TripKind::json_stringify, "stringify", {}, {}},
    {TripKind::wait, "wait", {}, {}},
}};

/// Reading one entry of a directory.
constexpr Duration directory_entry = nanoseconds(220);

constexpr bool in_order() {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (static_cast<std::size_t>(kinds[i].kind) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order(), "the table follows the enumeration");

const KindRow& kind_row(TripKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

Duration for_bytes(Duration per_kib, std::int64_t bytes) { return per_kib * bytes / 1024; }

Duration unscaled_time(const Api& api, Trip trip, const CostModel& costs) {
    const KindRow& row = kind_row(trip.kind);
    switch (trip.kind) {
        case TripKind::work: return api.work + for_bytes(api.work_per_kib, trip.bytes);
        case TripKind::lookup:
        case TripKind::wait: return api.work;
        case TripKind::compress:
        case TripKind::decompress: return for_bytes(api.work_per_kib, trip.bytes);
        case TripKind::compress_random: return for_bytes(api.work_per_kib_random, trip.bytes);
        case TripKind::json_parse: return for_bytes(costs.json_parse_per_kib, trip.bytes);
        case TripKind::json_stringify: return for_bytes(costs.json_stringify_per_kib, trip.bytes);
        case TripKind::read_directory: return row.base + directory_entry * trip.bytes;
        case TripKind::open:
        case TripKind::create:
        case TripKind::close:
        case TripKind::stat:
        case TripKind::fstat:
        case TripKind::read:
        case TripKind::write:
        case TripKind::truncate:
        case TripKind::flush_file:
        case TripKind::name:
        case TripKind::directory:
        case TripKind::attributes:
        case TripKind::copy:
        case TripKind::open_stat:
        case TripKind::read_whole:
        case TripKind::write_whole:
        case TripKind::salt:
        case TripKind::flush_codec: return row.base + for_bytes(row.per_kib, trip.bytes);
    }
    return {};
}

}  // namespace

std::span<const Api> apis() { return rows; }

const Api* find_api(std::string_view name) {
    const auto* row = std::ranges::find(rows, name, &Api::name);
    return row == rows.end() ? nullptr : row;
}

bool is_available(const Api& api, const Profile& profile) {
    const Profile* first = find_profile(api.since);
    const Profile* row = find_profile(profile.name);
    return first != nullptr && row != nullptr && row >= first;
}

Duration service_time(const Api& api, Trip trip, const CostModel& costs) {
    return unscaled_time(api, trip, costs) * costs.work_scale / 1000;
}

Duration call_time(const Api& api, std::int64_t trip_count, const CostModel& costs) {
    const Duration call = api.call * costs.call_scale / 1000;
    const bool is_file = api.kind == WorkKind::fast_io;
    if (is_file && api.place == ApiPlace::main_thread) {
        return call + costs.sync_call;
    }
    return is_file && api.is_promise ? call + costs.fs_promise * trip_count : call;
}

std::int32_t settle_hops(const Api& api, const Profile& profile) {
    if (!api.is_promise) return 0;
    if (api.name == "fs.promises.stat" || api.name == "fs.promises.lstat")
        return profile.fs_promise_stat_hops;
    if (api.name.starts_with("fs.promises.")) return profile.fs_promise_hops;
    return api.name.starts_with("crypto.subtle.") ? profile.subtle_hops : 0;
}

std::string_view trip_name(TripKind kind) { return kind_row(kind).name; }

std::string_view to_text(ApiPlace place) {
    switch (place) {
        case ApiPlace::pool: return "pool";
        case ApiPlace::main_thread: return "main thread";
        case ApiPlace::os: return "os";
        case ApiPlace::tick: return "tick";
    }
    return "";
}

std::string_view to_text(WorkKind kind) {
    switch (kind) {
        case WorkKind::cpu: return "cpu";
        case WorkKind::fast_io: return "fast i/o";
        case WorkKind::slow_io: return "slow i/o";
    }
    return "";
}

}  // namespace sim
