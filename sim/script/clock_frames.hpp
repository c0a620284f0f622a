#pragma once

#include <v8.h>

namespace sim::script {

/// Whether the program itself reads the clock now: by Date, or by a function of Node's that does just that. Not if Node does
/// for its own sake, as for the time of an event or of a file.
[[nodiscard]] bool is_read_by_program(v8::Isolate* isolate);

}  // namespace sim::script
