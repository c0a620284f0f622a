#pragma once

#include <string>

#include "sim/trace/orders.hpp"
#include "traces/output.hpp"
#include "ui/cli/options.hpp"

namespace ui {

struct ExploreView {
    std::string name;  // of the program, as the user gave it
    std::string node;  // the version
    std::size_t width = 80;
    bool has_colour = false;
    const Options* options = nullptr;
};

/// The orders as a tree, what separates them, and what holds in all.
[[nodiscard]] std::string explore_text(const sim::Orders& orders, const ExploreView& view);
bool write_explore_json(const sim::Orders& orders, const ExploreView& view,
                        const traces::Sink& sink);

}  // namespace ui
