#pragma once

#include <string_view>

#include <v8.h>

#include "sim/script/text_of.hpp"

namespace sim::script {

/// Where code begins, to stack traces; `line` and `column` from 0. V8 has the isolate in it up to version 11.
inline v8::ScriptOrigin origin_of(v8::Isolate* isolate, std::string_view file, int line,
                                  int column) {
    return {
#if V8_MAJOR_VERSION < 12
        isolate,
#endif
            text(isolate, file), line, column
    };
}

}  // namespace sim::script
