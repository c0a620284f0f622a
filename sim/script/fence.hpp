#pragma once

namespace sim::script {

/// Whose fence it is: a server forks the processes that make its runs and ends them, and each of these, being within the
/// server's fence, raises what that lacks.
enum class FenceFor { run, server, forked };

/// From now on no thread of this process can start a program, use the network, write or create a file, or signal
/// another process, whatever the program finds: such system calls fail with EPERM. False if the kernel has no filters.
bool raise_fence(FenceFor whom);

}  // namespace sim::script
