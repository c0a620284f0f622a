#pragma once

#include <v8.h>

#include "sim/script/node_host.hpp"
#include "sim/script/text_of.hpp"

namespace sim::script {

// What the native functions that JavaScript sees have in common.

using Arguments = v8::FunctionCallbackInfo<v8::Value>;

/// Of a function whose data is the host.
inline NodeHost& host_of(const Arguments& arguments) {
    return *static_cast<NodeHost*>(arguments.Data().As<v8::External>()->Value());
}

}  // namespace sim::script
