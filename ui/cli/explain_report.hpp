#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/explain/history.hpp"
#include "traces/output.hpp"

namespace ui {

/// What of the explanation is shown, and how wide.
struct ExplainView {
    std::optional<std::int32_t> line;  // of the output, from 1; empty: all
    int width = 80;
    bool has_colour = false;
};

/// Each line of output with its because.
[[nodiscard]] std::string explain_text(const sim::History& history, const ExplainView& view);

/// The same for programs; false if the sink refused.
[[nodiscard]] bool write_explain_json(const sim::History& history, const ExplainView& view,
                                      const traces::Sink& sink);

}  // namespace ui
