#include "ui/cli/picture_file.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/export/format.hpp"
#include "ui/export/page.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/host/output_file.hpp"
#include "ui/layout/request.hpp"
#include "ui/layout/step_reasons.hpp"

namespace ui {

namespace {

constexpr std::size_t frames_max = 500;

const PictureFormatRow* format_of(const Options& options) {
    return find_picture_format(options.format, options.output);
}

PictureKind kind_of(const Options& options, const PictureFormatRow& format) {
    const PictureRow* const row = find_picture(options.picture);
    return row == nullptr ? format.usual : row->kind;
}

const PictureRow& row_of(PictureKind kind) {
    return *std::find_if(pictures().begin(), pictures().end(),
                         [&](const PictureRow& row) { return row.kind == kind; });
}

/// Without reasons.
Subject to_subject(const sim::Trace& trace, const PictureText& text) {
    Subject subject = subject_of(trace);
    if (!text.title.empty()) subject.title = text.title;
    subject.about = text.about;
    subject.code = to_lines(text.code);
    return subject;
}

int put_file(const std::string& path, std::string_view bytes, const Options& options,
             const Console& console) {
    if (path == "-") {
        console.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return exit_done;
    }
    const OutputOptions output{.is_forced = options.is_forced, .interrupt = console.interrupt};
    if (const std::optional<sim::Diagnostic> problem = write_file(path, bytes, output)) {
        complain(console, *problem);
        return exit_bad_input;
    }
    if (options.is_verbose) complain(console, fmt::format("{}: written", path));
    return exit_done;
}

/// "a/b.svg" and 7: "a/b-007.svg".
std::string frame_name(const std::string& path, std::string_view ending, std::size_t number) {
    const std::string_view stem = std::string_view{path}.substr(
        0, path.ends_with(ending) ? path.size() - ending.size() : path.size());
    return fmt::format("{}-{:03}{}", stem, number, ending);
}

/// Says which letters the picture shows as boxes.
void remark_boxes(std::span<const Scene> scenes, const PictureFormatRow& format,
                  const Console& console) {
    if (format.undrawn == nullptr) return;
    const std::string letters = format.undrawn(scenes);
    if (letters.empty()) return;
    complain(console,
             fmt::format("these letters are boxes in the picture: {}",
                         fit_text(Face::mono, 1, letters, 24)),
             ".png, .pdf and .gif take what our fonts lack from those of this machine, but for "
             "scripts that join letters or run from right to left; .svg, .pptx and .html leave it "
             "to the viewer");
}

/// All scenes into one file.
int put_picture(std::span<const Scene> scenes, const PictureFormatRow& format, double width,
                const Options& options, const Console& console) {
    const int code = put_file(options.output, format.write(scenes, width), options, console);
    if (code == exit_done) remark_boxes(scenes, format, console);
    return code;
}

int write_frames(const std::vector<Scene>& scenes, const PictureFormatRow& format, double width,
                 const Options& options, const Console& console) {
    if (options.output == "-") {
        complain(
            console,
            fmt::format("{} pictures do not fit into one {} on stdout", scenes.size(), format.name),
            "give -o NAME" + std::string{format.ending} + " to get NAME-001" +
                std::string{format.ending} + " and so on, or choose one with --step");
        return exit_bad_input;
    }
    for (std::size_t i = 0; i < scenes.size(); ++i) {
        const std::string bytes = format.write(std::span{scenes}.subspan(i, 1), width);
        const int code =
            put_file(frame_name(options.output, format.ending, i + 1), bytes, options, console);
        if (code != exit_done) return code;
    }
    remark_boxes(scenes, format, console);
    return exit_done;
}

/// Whether the trace has what the picture shows; exit_done or an exit code after a message.
int check_trace(const Subject& subject, PictureKind kind, const Options& options,
                const Console& console) {
    const std::size_t count = subject.steps.size();
    const PictureRow& row = row_of(kind);
    const auto refuse = [&](const std::string& message, std::string_view hint = {}) {
        complain(console, message, hint);
        return exit_bad_input;
    };
    if (!row.made_by.empty()) {
        return refuse(
            fmt::format("the picture \"{}\" is not made of a trace", row.name),
            fmt::format("it is drawn from what loopglass {} writes as JSON", row.made_by));
    }
    if (subject.trace->level < row.level) {
        return refuse(
            fmt::format("{}: the trace holds spans only; the picture \"{}\" needs every event",
                        options.operands.front(), row.name));
    }
    if (options.step && *options.step > static_cast<std::int64_t>(count))
        return refuse(fmt::format("--step {}: there are {} steps", *options.step, count));
    const std::size_t requests = subject.trace->requests.size();
    if (kind == PictureKind::request && requests == 0)
        return refuse(fmt::format("{}: there are no requests", options.operands.front()),
                      "the picture \"request\" needs a scenario with a load");
    if (kind == PictureKind::latency && !has_latencies(*subject.trace))
        return refuse(fmt::format("{}: no request was answered and no delay monitored",
                                  options.operands.front()),
                      "the picture \"latency\" needs a scenario with a load");
    if (options.request && *options.request > static_cast<std::int64_t>(requests))
        return refuse(
            fmt::format("--request {}: there are {} requests", *options.request, requests));
    if (kind == PictureKind::steps && count > frames_max) {
        return refuse(
            fmt::format("{} steps are too many for pictures; at most {}", count, frames_max),
            "choose one with --picture state --step N, or make a page: -o steps.html");
    }
    return exit_done;
}

}  // namespace

PictureOptions to_picture_options(const Options& options) {
    PictureOptions picture;
    if (options.size) {
        picture.width = options.size->width;
        picture.height = options.size->height;
    }
    if (const Theme* theme = find_theme(options.theme)) picture.theme = theme;
    picture.title = options.title;
    if (options.step) picture.step = static_cast<std::size_t>(*options.step - 1);
    if (options.request) picture.request = static_cast<std::size_t>(*options.request - 1);
    picture.from = options.from;
    picture.to = options.to;
    picture.lanes = options.lanes;
    picture.has_code = !options.hides_code;
    return picture;
}

bool wants_picture(const Options& options) {
    return !options.picture.empty() || format_of(options) != nullptr;
}

int check_picture(const Options& options, const Console& console) {
    const PictureFormatRow* const format = format_of(options);
    if (format == nullptr) {
        std::string endings;
        for (const PictureFormatRow& row : picture_formats())
            endings.append(endings.empty() ? "" : ", ").append(row.ending);
        complain(console, fmt::format("{}: --picture needs a format of pictures", options.output),
                 fmt::format("known endings: {}", endings));
        return exit_bad_input;
    }
    if (options.from && options.to && *options.to <= *options.from) {
        complain(console, "--to must be later than --from");
        return exit_bad_input;
    }
    return exit_done;
}

int check_from(const sim::Trace& trace, const Options& options, const Console& console) {
    const sim::Instant end = trace.statistics.end;
    if (!options.from || *options.from <= end) return exit_done;
    complain(console, fmt::format("--from {}: the run ends at {}",
                                  sim::format_duration(sim::Duration{options.from->ns}),
                                  sim::format_duration(sim::Duration{end.ns})));
    return exit_bad_input;
}

sim::TraceLevel picture_level(const Options& options, sim::TraceLevel level) {
    const PictureFormatRow& format = *format_of(options);
    if (format.write == nullptr) return level;  // a page shows what there is
    const PictureRow& row = row_of(kind_of(options, format));
    const bool needs_steps = options.step.has_value();
    return std::max({level, row.level, needs_steps ? sim::TraceLevel::full : level});
}

bool wants_page(const Options& options) {
    const PictureFormatRow* const format = format_of(options);
    return format != nullptr && format->write == nullptr;
}

std::string make_page(const sim::Trace& trace, const PictureText& text, const Options& options,
                      std::span<const OrderRun> orders) {
    std::vector<Subject> subjects;
    subjects.reserve(orders.size());  // the rows below point into it
    std::vector<PageOrder> rows;
    for (const OrderRun& order : orders) {
        subjects.push_back(to_subject(order.trace, text));
        add_reasons(subjects.back());
        rows.push_back({order.name, order.parting, &subjects.back()});
    }
    Subject subject = to_subject(trace, text);
    add_reasons(subject);
    return to_page(subject, to_picture_options(options), rows);
}

int write_scene(const Scene& scene, const PageTable& table, const Options& options,
                const Console& console) {
    const PictureFormatRow* const format = format_of(options);
    if (format == nullptr) {
        std::string endings;
        for (const PictureFormatRow& row : picture_formats())
            endings.append(endings.empty() ? "" : ", ").append(row.ending);
        complain(console, fmt::format("{}: the ending names no picture", options.output),
                 fmt::format("known endings: {}", endings));
        return exit_bad_input;
    }
    if (format->write == nullptr)
        return put_file(options.output, to_picture_page(scene, table), options, console);
    const double width =
        !options.size && format->name == "png" ? 1920 : to_picture_options(options).width;
    return put_picture({&scene, 1}, *format, width, options, console);
}

int write_picture(const sim::Trace& trace, const PictureText& text, const Options& options,
                  const Console& console, std::span<const OrderRun> orders) {
    if (const int code = check_from(trace, options, console); code != exit_done) return code;
    const PictureFormatRow& format = *format_of(options);
    const PictureKind kind = kind_of(options, format);
    const PictureOptions picture = to_picture_options(options);
    if (format.write == nullptr)
        return put_file(options.output, make_page(trace, text, options, orders), options, console);
    Subject subject = to_subject(trace, text);
    if (const int code = check_trace(subject, kind, options, console); code != exit_done)
        return code;
    if (kind == PictureKind::steps) add_reasons(subject);
    const std::vector<Scene> scenes = scenes_of(kind, subject, picture);
    if (scenes.empty()) {
        complain(console, "there is nothing to show between --from and --to");
        return exit_bad_input;
    }
    // Shapes are named for screens: without a size PNG has the pixels of one.
    const double width = !options.size && format.name == "png" ? 1920 : picture.width;
    if (!format.holds_many && kind == PictureKind::steps)
        return write_frames(scenes, format, width, options, console);
    return put_picture(scenes, format, width, options, console);
}

}  // namespace ui
