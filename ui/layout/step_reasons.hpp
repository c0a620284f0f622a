#pragma once

#include <cstddef>
#include <string>

#include "sim/explain/history.hpp"
#include "ui/layout/picture.hpp"

namespace ui {

/// What happens in a step, and why then: of a callback from the explanation of its run. `history` is that of the step's trace.
[[nodiscard]] std::string step_reason(const sim::History& history, const Step& step);

/// The same of one step of the subject. Without the subject's reasons it looks through the whole trace.
[[nodiscard]] std::string step_reason(const Subject& subject, std::size_t step);

/// Fills the subject's reasons, for who shows many of them; those of millions of steps take seconds.
void add_reasons(Subject& subject);

}  // namespace ui
