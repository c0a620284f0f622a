#pragma once

#include <string>
#include <vector>

#include "sim/trace/trace.hpp"
#include "ui/layout/scene.hpp"

/// What is wrong with a picture, one line each, at most ten: text outside of its box or of the canvas, text over text,
/// too little contrast, text too small, a cut text without its whole, marks outside of the canvas.
[[nodiscard]] std::vector<std::string> scene_faults(const ui::Scene& scene);

/// Where `xml` is not well-formed; empty if it is.
[[nodiscard]] std::string xml_fault(std::string_view xml);
