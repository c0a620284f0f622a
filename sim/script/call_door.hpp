#pragma once

#include <v8.h>

#include "sim/script/node_host.hpp"

namespace sim::script {

/// Adds to `door` what calls functions, and what stands in the place of others, without being seen in stack traces.
void add_call_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host);

}  // namespace sim::script
