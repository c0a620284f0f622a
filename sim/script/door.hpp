#pragma once

#include <v8.h>

#include "sim/script/node_host.hpp"

namespace sim::script {

/// The functions of `host` that are native; boot.js adds the rest. See sim/script/README.md.
[[nodiscard]] v8::Local<v8::Object> make_door(v8::Local<v8::Context> context, NodeHost& host);

}  // namespace sim::script
