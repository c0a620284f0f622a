#pragma once

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// Whether the operand of export is a folder: then OUT is one, too, and gets a page for each scenario and an index.
[[nodiscard]] bool wants_course(const Options& options);
[[nodiscard]] int export_course(const Options& options, const Console& console);

}  // namespace ui
