// Node makes pipes and terminals among its standard streams non-blocking, and puts that back when it ends.
// Source: Node src/node.cc, ResetStdio.
#include "sim/script/shared_streams.hpp"

#include <array>

#include <fcntl.h>
#include <unistd.h>

namespace sim::script {

namespace {

std::array<int, 3> flags{-1, -1, -1};

}  // namespace

void remember_streams() {
    for (int descriptor = 0; descriptor < 3; ++descriptor)
        flags[static_cast<std::size_t>(descriptor)] = ::fcntl(descriptor, F_GETFL);
}

void give_streams_back() {
    for (int descriptor = 0; descriptor < 3; ++descriptor) {
        const int before = flags[static_cast<std::size_t>(descriptor)];
        if (before >= 0 && ::fcntl(descriptor, F_GETFL) != before)
            (void)::fcntl(descriptor, F_SETFL, before);
        ::close(descriptor);
    }
}

}  // namespace sim::script
