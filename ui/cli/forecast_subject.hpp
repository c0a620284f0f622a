#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/trace/forecast.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// What sweep and size make forecasts of: a scenario with a load, or a JavaScript program.
struct ForecastSubject {
    Input input;            // of a program: its runtime, as a scenario would say it
    std::string code = {};  // of a program
    bool is_program = false;
};
[[nodiscard]] Loaded<ForecastSubject> read_subject(const Options& options, const Console& console);

/// Complains of a field that no program has, by its path or its last word, and returns whether it did.
[[nodiscard]] bool refuse_program_field(const ForecastSubject& subject, std::string_view field,
                                        const Console& console);

/// Fields and their new values: path and JSON.
using Changes = std::vector<std::pair<std::string, std::string>>;

/// A subject with some of its fields changed, checked and ready to run.
struct Variant {
    std::string title;
    std::string node;
    Job job = {};  // of a program only its runtime
    Options options;
};
/// Options apply as ever. Complains and gives nothing if the changed scenario does not compile, or if a program has no such field.
[[nodiscard]] Loaded<Variant> load_variant(const ForecastSubject& subject, const Options& options,
                                           const Changes& changes, const Console& console);

/// How a forecast is made that is one of many.
struct ForecastManner {
    bool is_brief = false;  // runs may be shorter than the scenario says
    bool is_first = true;   // tells what all of them have in common, as forecast_script does
    std::function<void(int done, int wanted)> progress = {};  // of its runs
};
/// Without delay monitor; within 5 % unless the options say otherwise. Nothing after a message; when interrupted the
/// forecast means nothing.
[[nodiscard]] Loaded<sim::Forecast> forecast_variant(const ForecastSubject& subject,
                                                     const Variant& variant, const Console& console,
                                                     const ForecastManner& manner = {});

}  // namespace ui
