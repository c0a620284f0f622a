#pragma once

#include <functional>

namespace sim {

/// Calls `work(i)` for each i below `count`, on up to `threads` threads, in no particular order. Returns when all are
/// done; an exception of one ends the others after their present call and comes out here.
void for_each_parallel(int count, int threads, const std::function<void(int)>& work);

}  // namespace sim
