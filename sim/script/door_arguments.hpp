#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

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

/// No more than `duration_max`; 0 of what is no number.
inline std::int64_t to_ns(double value) {
    if (std::isnan(value)) return 0;
    return value >= static_cast<double>(duration_max.ns) ? duration_max.ns
                                                         : static_cast<std::int64_t>(value);
}

/// A function of the door, whose data is the host.
struct DoorRow {
    std::string_view name;
    v8::FunctionCallback function;
};

/// Puts a function for each row into `door`, under its name.
inline void add_rows(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host,
                     std::span<const DoorRow> rows) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    const v8::Local<v8::External> data = v8::External::New(isolate, &host);
    for (const DoorRow& row : rows) {
        const v8::Local<v8::String> name = text(isolate, row.name);
        const v8::Local<v8::Function> function =
            v8::Function::New(context, row.function, data, 0, v8::ConstructorBehavior::kThrow)
                .ToLocalChecked();
        function->SetName(name);
        door->Set(context, name, function).Check();
    }
}

}  // namespace sim::script
