#pragma once

#include <string>

#include "sim/trace/trace.hpp"
#include "ui/layout/picture.hpp"

/// A run and what pictures show of it, which points into the run.
struct Shown {
    sim::Trace trace;
    ui::Subject subject;
};

/// Shows `trace` with `code` as its source, under a sentence of two lines.
void show(Shown& shown, sim::Trace trace, const std::string& code);

/// Runs scenarios/`name` with the first seed under the newest version that it names. A trace small enough to look at every
/// event: of loads only spans.
void run_scenario(Shown& shown, const std::string& name);

/// Nothing is wrong with any picture of it, at some of its steps.
void check_pictures(const Shown& shown, const ui::PictureOptions& options);
