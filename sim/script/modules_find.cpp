#include "sim/script/modules.hpp"

namespace sim::script {

std::string_view find_script_module(std::string_view name) {
    for (const ScriptModule& module : script_modules()) {
        if (module.name == name) return module.text;
    }
    return {};
}

}  // namespace sim::script
