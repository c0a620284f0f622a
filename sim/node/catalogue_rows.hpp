#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "sim/node/catalogue.hpp"

/// Shapes of rows, so that a table line says only what is particular. Included by the tables only.
namespace sim::catalogue {

struct Steps {
    std::array<TripKind, 3> kinds{};
    std::size_t count = 0;
};

template <class... Kinds>
constexpr Steps steps(Kinds... kinds) {
    return {{kinds...}, sizeof...(kinds)};
}

constexpr Api row(std::string_view name, ApiPlace place, WorkKind kind, Steps steps,
                  std::string_view doc) {
    return {.name = name,
            .place = place,
            .kind = kind,
            .steps = steps.kinds,
            .steps_count = steps.count,
            .doc = doc};
}

constexpr Api callback(std::string_view name, Steps steps, std::string_view doc = "") {
    return row(name, ApiPlace::pool, WorkKind::fast_io, steps, doc);
}

constexpr Api promise(std::string_view name, Steps steps, std::string_view doc = "") {
    Api api = callback(name, steps, doc);
    api.is_promise = true;
    return api;
}

constexpr Api sync(std::string_view name, Steps steps, std::string_view doc = "") {
    return row(name, ApiPlace::main_thread, WorkKind::fast_io, steps, doc);
}

/// One computation on the pool: `work` long, plus `per_kib` for each KiB that goes in.
constexpr Api compute(std::string_view name, Duration work, Duration per_kib, Duration call,
                      std::string_view doc = "") {
    Api api = row(name, ApiPlace::pool, WorkKind::cpu, steps(TripKind::work), doc);
    api.rule = TripRule::sized;
    api.work = work;
    api.work_per_kib = per_kib;
    api.call = call;
    return api;
}

/// The same computation on the main thread.
constexpr Api compute_sync(std::string_view name, Duration work, Duration per_kib,
                           std::string_view doc = "") {
    Api api = compute(name, work, per_kib, {}, doc);
    api.place = ApiPlace::main_thread;
    return api;
}

struct CodecCosts {
    Duration per_kib;
    Duration per_kib_random;
};

constexpr Api codec(std::string_view name, TripRule rule, CodecCosts costs, Duration call,
                    std::string_view doc = "") {
    Api api = row(name, ApiPlace::pool, WorkKind::cpu, {}, doc);
    api.rule = rule;
    api.work_per_kib = costs.per_kib;
    api.work_per_kib_random = costs.per_kib_random;
    api.call = call;
    return api;
}

constexpr Api codec_sync(std::string_view name, TripRule rule, CodecCosts costs,
                         std::string_view doc = "") {
    Api api = codec(name, rule, costs, {}, doc);
    api.place = ApiPlace::main_thread;
    return api;
}

constexpr Api lookup(std::string_view name, bool is_promise, Duration work, std::string_view doc) {
    Api api = row(name, ApiPlace::pool, WorkKind::slow_io, steps(TripKind::lookup), doc);
    api.is_promise = is_promise;
    api.work = work;
    api.call = microseconds(3);
    return api;
}

constexpr Api waiting(std::string_view name, Duration time, std::string_view doc) {
    Api api = row(name, ApiPlace::os, WorkKind::cpu, steps(TripKind::wait), doc);
    api.work = time;
    return api;
}

constexpr Api ruled(Api api, TripRule rule, Duration call = {}) {
    api.rule = rule;
    api.call = call;
    return api;
}

constexpr Api as_promise(Api api) {
    api.is_promise = true;
    return api;
}

constexpr Api since(std::string_view profile, Api api) {
    api.since = profile;
    return api;
}

}  // namespace sim::catalogue
