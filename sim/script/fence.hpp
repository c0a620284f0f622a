#pragma once

namespace sim::script {

/// From now on no thread of this process can start a program, use the network, write or create a file, or signal
/// another process, whatever the program finds: such system calls fail with EPERM. False if the kernel has no filters.
bool raise_fence();

}  // namespace sim::script
