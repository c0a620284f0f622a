#pragma once

#include <cstddef>

#include "sim/program/program.hpp"

namespace sim {

/// The program with one user of one of its loads who asks again when the last answer is a second old, on as many threads and
/// cores as there may be, without Node's own costs: nothing of it waits for another request. No more of anything and no
/// smaller load makes a response faster than here.
[[nodiscard]] Program alone(Program program, std::size_t load);

}  // namespace sim
