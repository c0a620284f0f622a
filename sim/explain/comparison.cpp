#include "sim/explain/comparison.hpp"

#include <algorithm>

namespace sim {

namespace {

std::string_view line(const Trace& trace, std::size_t output) {
    return trace.names.text(trace.outputs[output].text);
}

std::optional<Reason> reason_of(const History& history, std::size_t output) {
    if (output >= history.trace().outputs.size() || history.run_of_output(output) == history_none)
        return std::nullopt;
    return because_output(history, output);
}

}  // namespace

std::optional<Parting> parting(const History& first, const History& second) {
    const std::size_t a = first.trace().outputs.size();
    const std::size_t b = second.trace().outputs.size();
    std::size_t at = 0;
    while (at < a && at < b && line(first.trace(), at) == line(second.trace(), at)) ++at;
    if (at == a && at == b) return std::nullopt;
    Parting found{.output = at,
                  .first = reason_of(first, at),
                  .second = reason_of(second, at),
                  .overtaken = {}};
    for (std::size_t later = at; at < a && later < b; ++later) {
        if (line(second.trace(), later) != line(first.trace(), at)) continue;
        found.overtaken = reason_of(second, later);
        break;
    }
    return found;
}

}  // namespace sim
