#include <ostream>

#include "ui/cli/command.hpp"
#include "ui/cli/exploration.hpp"
#include "ui/cli/explore_report.hpp"

namespace ui {

namespace {

int show(const Exploration& found, const Options& options, const Console& console) {
    const ExploreView view{.name = found.name,
                           .node = found.node,
                           .width = static_cast<std::size_t>(console.out_terminal.width),
                           .has_colour = console.out_terminal.has_colour,
                           .options = &options};
    if (options.is_json) {
        const traces::Sink to_stdout = [&](std::string_view bytes) {
            return static_cast<bool>(console.out << bytes);
        };
        (void)write_explore_json(found.orders, view, to_stdout);
    } else {
        console.out << explore_text(found.orders, view);
    }
    return report_claims(found.claims, found.orders, options, console);
}

}  // namespace

int explore_command(const Options& options, const Console& console) {
    const Loaded<Exploration> found = explore_file(samples_of(options), options, console);
    if (!found.value) return found.code;
    const int code = show(*found.value, options, console);
    return found.code == exit_done ? code : found.code;
}

}  // namespace ui
