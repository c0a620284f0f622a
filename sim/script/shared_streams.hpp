#pragma once

namespace sim::script {

/// To be called before Node starts: which of the standard streams block. Whoever started the process shares them.
void remember_streams();

/// Ends the process as Node would leave it behind, without taking Node down.
[[noreturn]] void leave(int exit_code);

}  // namespace sim::script
