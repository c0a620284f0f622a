#pragma once

#include <cstdint>

namespace sim {

/// Threads of a pool. Source: libuv src/threadpool.c, MAX_THREADPOOL_SIZE.
constexpr std::int32_t threadpool_max = 1024;

}  // namespace sim
