#pragma once

#include <string_view>

#include <v8.h>

#include "sim/script/node_host.hpp"

namespace sim::script {

// What the native functions that JavaScript sees have in common.

using Arguments = v8::FunctionCallbackInfo<v8::Value>;

/// Of a function whose data is the host.
inline NodeHost& host_of(const Arguments& arguments) {
    return *static_cast<NodeHost*>(arguments.Data().As<v8::External>()->Value());
}

inline v8::Local<v8::String> text(v8::Isolate* isolate, std::string_view value) {
    return v8::String::NewFromUtf8(isolate, value.data(), v8::NewStringType::kNormal,
                                   static_cast<int>(value.size()))
        .ToLocalChecked();
}

}  // namespace sim::script
