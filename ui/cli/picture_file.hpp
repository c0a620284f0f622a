#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/trace/trace.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/export/page.hpp"
#include "ui/layout/picture.hpp"

namespace ui {

/// What the program behind a trace says about itself.
struct PictureText {
    std::string title;
    std::string about;
    std::string code;  // the main source file; empty if unknown
};

/// Whether the options ask for a picture: by --picture, --format or the ending of OUT.
[[nodiscard]] bool wants_picture(const Options& options);

/// Says on stderr what is wrong with what the options ask of a picture; exit_done if nothing is.
[[nodiscard]] int check_picture(const Options& options, const Console& console);

/// The same of a --from that lies behind the end of the run, where there is nothing to show or write.
[[nodiscard]] int check_from(const sim::Trace& trace, const Options& options,
                             const Console& console);

/// Size, theme, range and what else the options say about a picture.
[[nodiscard]] PictureOptions to_picture_options(const Options& options);

/// What the picture needs of the run; at least `level`.
[[nodiscard]] sim::TraceLevel picture_level(const Options& options, sim::TraceLevel level);

/// Another run of the program, for a tab of its page.
struct OrderRun {
    std::string name;
    std::string parting;
    sim::Trace trace;
};

/// The page that plays a trace, with a tab for each of `orders`.
[[nodiscard]] std::string make_page(const sim::Trace& trace, const PictureText& text,
                                    const Options& options, std::span<const OrderRun> orders);

/// Lays out, writes, and returns the exit code after messages on stderr.
[[nodiscard]] int write_picture(const sim::Trace& trace, const PictureText& text,
                                const Options& options, const Console& console,
                                std::span<const OrderRun> orders = {});

/// Writes one picture that is no run's, with what it shows as a table if OUT is a page. Gives the exit code after messages.
[[nodiscard]] int write_scene(const Scene& scene, const PageTable& table, const Options& options,
                              const Console& console);

/// Whether OUT is a page.
[[nodiscard]] bool wants_page(const Options& options);

}  // namespace ui
