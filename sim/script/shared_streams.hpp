#pragma once

namespace sim::script {

/// To be called before Node starts: which of the standard streams block. Whoever started the process shares them.
void remember_streams();

/// Puts that back and closes them.
void give_streams_back();

}  // namespace sim::script
