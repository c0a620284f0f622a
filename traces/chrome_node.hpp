#pragma once

#include <string_view>

#include "sim/trace/trace.hpp"

namespace traces {

/// What a resource of Node's async_hooks is to us.
struct ResourceRow {
    std::string_view type;  // "PBKDF2REQUEST"
    std::string_view name;  // "crypto.pbkdf2"; empty: the type
    sim::TaskKind kind = sim::TaskKind::io;
    sim::SpanKind span = sim::SpanKind::io_callback;
    /// Where it is from its creation to its callback; `done`: nowhere that the recording tells.
    sim::Where waits = sim::Where::done;
};

/// Source: the list of types in doc/api/async_hooks.md and src/async_wrap.h of Node 24.
[[nodiscard]] const ResourceRow& resource_row(std::string_view type);

}  // namespace traces
