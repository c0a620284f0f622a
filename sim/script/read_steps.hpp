#pragma once

#include <v8.h>

#include "sim/program/host.hpp"

namespace sim::script {

/// Says of a job that is being submitted whether it is a trip within fs.readFile or its promised form, by the function of
/// Node's that asks for it. That no code of the program will run when it is done holds unless there is an error.
void note_step(v8::Isolate* isolate, HostJob& job);

}  // namespace sim::script
