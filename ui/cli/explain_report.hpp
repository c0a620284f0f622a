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

/// One of two runs of a program, under the name of what differs: "node 18".
struct ComparedRun {
    std::string name;
    const sim::History* history = nullptr;
};

/// Where the outputs part, with the reason on either side.
[[nodiscard]] std::string comparison_text(const ComparedRun& first, const ComparedRun& second,
                                          const ExplainView& view);
[[nodiscard]] bool write_comparison_json(const ComparedRun& first, const ComparedRun& second,
                                         const traces::Sink& sink);

}  // namespace ui
