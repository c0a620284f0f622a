#pragma once

#include <string>

#include <v8.h>

namespace sim::script {

/// In UTF-8; empty if `value` is no string.
inline std::string text_of(v8::Isolate* isolate, v8::Local<v8::Value> value) {
    if (value.IsEmpty() || !value->IsString()) return {};
    const v8::String::Utf8Value utf8{isolate, value};
    return *utf8 == nullptr ? std::string{}
                            : std::string{*utf8, static_cast<std::size_t>(utf8.length())};
}

}  // namespace sim::script
