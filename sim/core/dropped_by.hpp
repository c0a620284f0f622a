#pragma once

#include <cstdint>

namespace sim {

/// Who does not ask for a promise that it made; `end_of_chain`: a callback of a promise behind which nothing goes on before that is done.
enum class DroppedBy : std::uint8_t { callback, async_function, end_of_chain };

}  // namespace sim
