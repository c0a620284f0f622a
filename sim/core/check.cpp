#include "sim/core/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace sim {

void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "loopglass: internal error: %s:%d: %s does not hold\n", file, line,
                 condition);
    std::abort();
}

}  // namespace sim
