#include "sim/script/settings.hpp"

namespace sim::script {

Settings::Settings(std::string_view text) { put(text); }

void Settings::put(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t equals = line.find('=');
        if (equals != std::string_view::npos) {
            const std::string name{line.substr(0, equals)};
            std::erase_if(values_, [&](const auto& value) { return value.first == name; });
            values_.emplace_back(name, line.substr(equals + 1));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::string Settings::get(std::string_view name) const {
    for (const auto& [known, value] : values_) {
        if (known == name) return value;
    }
    return {};
}

}  // namespace sim::script
