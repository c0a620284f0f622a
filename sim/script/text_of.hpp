#pragma once

#include <string>
#include <string_view>

#include <v8.h>

namespace sim::script {

inline v8::Local<v8::String> text(v8::Isolate* isolate, std::string_view value) {
    return v8::String::NewFromUtf8(isolate, value.data(), v8::NewStringType::kNormal,
                                   static_cast<int>(value.size()))
        .ToLocalChecked();
}

/// In UTF-8; empty if `value` is no string.
inline std::string text_of(v8::Isolate* isolate, v8::Local<v8::Value> value) {
    if (value.IsEmpty() || !value->IsString()) return {};
    const v8::String::Utf8Value utf8{isolate, value};
    return *utf8 == nullptr ? std::string{}
                            : std::string{*utf8, static_cast<std::size_t>(utf8.length())};
}

}  // namespace sim::script
