#include "ui/cli/setters.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "traces/log_time.hpp"

namespace ui::setters {

std::string add_work(Options& options, std::string_view value) {
    if (value.empty()) return expected("work such as bcrypt:12", value);
    options.works.emplace_back(value);
    return {};
}

std::string add_path(Options& options, std::string_view value) {
    const std::string_view path = value.substr(std::min(value.find(' ') + 1, value.size()));
    if (!path.starts_with('/') || path.find(' ') != std::string_view::npos)
        return expected("a path such as /login or \"POST /login\"", value);
    options.paths_wanted.emplace_back(value);
    return {};
}

/// The unit, if there is one, stands behind the last colon.
std::string set_log_duration(Options& options, std::string_view value) {
    const std::size_t colon = value.rfind(':');
    const bool is_right = colon == std::string_view::npos ||
                          std::ranges::find(traces::log_units, value.substr(colon + 1),
                                            &traces::LogUnit::name) != traces::log_units.end();
    if (value.empty() || colon == 0 || !is_right)
        return expected("a field with its unit, such as latency:ms (ns, us, ms or s), or none",
                        value);
    options.duration = value;
    return {};
}

std::string set_stamp(Options& options, std::string_view value) {
    if (value != "start" && value != "end") return expected("start or end", value);
    options.stamp = value == "start" ? traces::LogStamp::start : traces::LogStamp::end;
    return {};
}

std::string set_input_kind(Options& options, std::string_view value) {
    constexpr std::array<std::pair<std::string_view, InputKind>, 4> kinds{
        {{"js", InputKind::js},
         {"mjs", InputKind::mjs},
         {"cjs", InputKind::cjs},
         {"json", InputKind::json}}};
    for (const auto& [name, kind] : kinds) {
        if (name != value) continue;
        options.input_kind = kind;
        return {};
    }
    return expected("js, mjs, cjs or json", value);
}

}  // namespace ui::setters
