#pragma once

#include <v8.h>

#include "sim/script/node_host.hpp"

namespace sim::script {

/// Adds to `door` what js/crypto_jobs.js computes keys with while the program goes on.
void add_key_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host);

}  // namespace sim::script
