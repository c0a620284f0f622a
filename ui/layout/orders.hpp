#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/layout/picture.hpp"

namespace ui {

/// One output that a program may print.
struct PossibleOrder {
    std::vector<std::string> lines;
    std::optional<double> likelihood;
    std::string parting;   // what decides between it and the order that it parts from; may be empty
    std::string replay{};  // the path to it, as --replay reads it
};

/// Everything that a program may print, as explore found it.
struct PossibleOrders {
    std::string program;
    std::string node;
    bool is_complete = true;
    std::int64_t samples = 0;  // runs whose shares the likelihoods are; 0 if that is not known
    std::vector<PossibleOrder> orders;
};

/// How often runs print an order: "94.4 %", "100 %", "< 0.1 %", "rare" if none of them did; empty if that is not known.
[[nodiscard]] std::string likelihood_text(const std::optional<double>& likelihood);

/// The orders as a tree from left to right: what all have in common, then what each way goes on with. What does not fit is
/// counted below. There is at least one order.
[[nodiscard]] Scene orders_picture(const PossibleOrders& orders, const PictureOptions& options);

/// The same tree as a Mermaid flow chart.
[[nodiscard]] std::string orders_mermaid(const PossibleOrders& orders);

}  // namespace ui
