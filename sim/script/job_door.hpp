#pragma once

#include <v8.h>

#include "sim/script/node_host.hpp"

namespace sim::script {

/// Adds to `door` how work is handed to the engine.
void add_job_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host);

}  // namespace sim::script
