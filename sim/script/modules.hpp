#pragma once

#include <span>
#include <string_view>

namespace sim::script {

/// A JavaScript module that is built in.
struct ScriptModule {
    std::string_view name;  // "boot.js"
    std::string_view text;
};

[[nodiscard]] std::span<const ScriptModule> script_modules();
/// Its text; empty if there is none of that name.
[[nodiscard]] std::string_view find_script_module(std::string_view name);

}  // namespace sim::script
