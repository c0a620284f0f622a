// An option that says something about another picture or format would be passed over without a word, so it is refused: a
// table says what each product heeds.
#include "ui/cli/export_options.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "traces/format.hpp"
#include "ui/cli/foreign_options.hpp"
#include "ui/export/format.hpp"

namespace ui {

namespace {

constexpr std::array<std::string_view, 3> script_endings{".js", ".mjs", ".cjs"};

struct Product {
    std::string_view name;
    std::string_view heeds;  // of `all_heeded`
};

/// Options that only some products heed. How a run is made and where it goes is for all.
constexpr std::array<std::string_view, 12> all_heeded{
    "--picture", "--step",  "--request", "--from",    "--to",     "--size",
    "--theme",   "--lanes", "--title",   "--no-code", "--orders", "--target"};

namespace made {

constexpr Product timeline{"a timeline",
                           "--picture --step --from --to --size --theme --lanes --title --no-code"};
constexpr Product state{"the picture of a state",
                        "--picture --step --size --theme --title --no-code"};
constexpr Product steps{"pictures of all steps",
                        "--picture --from --to --size --theme --title --no-code"};
constexpr Product request{"the picture of a request", "--picture --request --size --theme --title"};
constexpr Product latency{"the picture of latencies", "--picture --size --theme --title"};
constexpr Product sweep{"the picture of a sweep", "--picture --size --theme --title --target"};
constexpr Product orders{"the picture of orders", "--picture --size --theme --title"};
constexpr Product page{"a page", "--theme --title --no-code --orders"};
constexpr Product site{"a site", "--theme --title --no-code --orders"};
constexpr Product trace{"a trace", "--from --to"};
constexpr Product table{"a table", "--from --to"};
constexpr Product text{"text", ""};
constexpr Product chart{"a chart of orders", ""};
constexpr Product program{"a program", ""};

}  // namespace made

constexpr std::array products{made::timeline, made::state,  made::steps,  made::request,
                              made::latency,  made::sweep,  made::orders, made::page,
                              made::site,     made::trace,  made::table,  made::text,
                              made::chart,    made::program};

const Product& product_of(PictureKind kind) {
    switch (kind) {
        case PictureKind::timeline: return made::timeline;
        case PictureKind::state: return made::state;
        case PictureKind::steps: return made::steps;
        case PictureKind::request: return made::request;
        case PictureKind::latency: return made::latency;
        case PictureKind::sweep: return made::sweep;
        case PictureKind::orders: return made::orders;
    }
    return made::timeline;
}

bool heeds(const Product& product, std::string_view option) {
    std::string_view left = product.heeds;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(' '), left.size());
        if (left.substr(0, end) == option) return true;
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return false;
}

const Product& trace_product(const Options& options) {
    const sim::Result<traces::Format> by_ending = traces::format_of(options.output);
    for (const traces::FormatRow& row : traces::formats()) {
        const bool is_it = options.format.empty() ? by_ending && *by_ending == row.format
                                                  : options.format == row.name;
        if (!is_it) continue;
        if (row.format == traces::Format::text) return made::text;
        return row.ending.ends_with(".csv") ? made::table : made::trace;
    }
    return made::trace;  // of a format that nobody knows, which is said later
}

const Product& product_of(ExportSource source, const Options& options) {
    if (source == ExportSource::folder) return made::site;
    if (wants_chart(options)) return made::chart;
    if (source == ExportSource::sweep) return made::sweep;
    if (source == ExportSource::orders || wants_orders(options)) return made::orders;
    if (wants_script(options)) return made::program;
    const PictureFormatRow* const format = find_picture_format(options.format, options.output);
    const PictureRow* const picture = find_picture(options.picture);
    if (format == nullptr)
        return picture == nullptr ? trace_product(options) : product_of(picture->kind);
    if (format->write == nullptr) return made::page;
    return product_of(picture == nullptr ? format->usual : picture->kind);
}

/// A picture that is what would be shown without being asked for is no contradiction.
bool says_the_same(const Product& product, const Options& options) {
    if (&product == &made::page) return options.picture == "steps";
    return &product == &made::chart && options.picture == "orders";
}

/// Part of a trace is read, whatever becomes of it.
bool is_of_window(std::string_view option) { return option == "--from" || option == "--to"; }

std::string heeding(std::string_view option) {
    std::string names;
    for (const Product& product : products) {
        if (heeds(product, option)) names.append(names.empty() ? "" : ", ").append(product.name);
    }
    return names;
}

/// The last part of the name: ".csv" of "a.spans.csv".
std::string_view last_ending(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : path.substr(dot);
}

/// The last part of the names of what --format writes; empty if there is no such format.
std::string_view ending_of_format(std::string_view format) {
    if (format == "js" || format == "mjs" || format == "cjs") return ".js";
    if (format == "mmd") return ".mmd";
    for (const traces::FormatRow& row : traces::formats()) {
        if (row.name == format) return last_ending(row.ending);
    }
    for (const PictureFormatRow& row : picture_formats()) {
        if (row.name == format) return row.ending;
    }
    return {};
}

/// Whether OUT's ending names another format than --format does.
bool contradicts_ending(const Options& options) {
    const std::string_view wanted = ending_of_format(options.format);
    std::string_view found = last_ending(options.output);
    if (std::ranges::find(script_endings, found) != script_endings.end()) found = ".js";
    const auto is_found = [&](const auto& row) { return last_ending(row.ending) == found; };
    const bool is_known = found == ".js" || found == ".mmd" ||
                          std::ranges::any_of(traces::formats(), is_found) ||
                          std::ranges::any_of(picture_formats(), is_found);
    return !wanted.empty() && is_known && found != wanted;
}

bool refuse_format(const Options& options, const Console& console) {
    if (!contradicts_ending(options)) return false;
    complain(console,
             fmt::format("{}: is not the name of what --format {} writes", options.output,
                         options.format),
             "leave out --format, or choose another name");
    return true;
}

}  // namespace

bool wants_script(const Options& options) {
    return std::ranges::any_of(script_endings, [&](std::string_view ending) {
        return options.format.empty() ? options.output.ends_with(ending)
                                      : options.format == ending.substr(1);
    });
}

bool wants_chart(const Options& options) {
    return options.format.empty() ? options.output.ends_with(".mmd") : options.format == "mmd";
}

bool wants_orders(const Options& options) {
    return options.picture == "orders" || wants_chart(options);
}

bool shows_part(const Options& options) {
    const Product& product = product_of(ExportSource::trace, options);
    return &product != &made::trace && heeds(product, "--from");
}

bool refuse_idle_options(ExportSource source, const Options& options, const Console& console) {
    const Product& product = product_of(source, options);
    if (source == ExportSource::folder && !options.format.empty()) {
        complain(console, "option --format changes nothing in a site");
        return true;
    }
    if (refuse_format(options, console)) return true;
    const bool is_made_program = &product == &made::program;
    for (const std::string_view option : options.given) {
        const bool is_free = heeds(product, option) ||
                             (option == "--picture" && says_the_same(product, options)) ||
                             (source == ExportSource::trace && is_of_window(option));
        const bool is_of_some = std::ranges::find(all_heeded, option) != all_heeded.end();
        if (is_of_some ? is_free : !is_made_program || !is_of_runs(option)) continue;
        complain(console, fmt::format("option {} changes nothing in {}", option, product.name),
                 is_of_some ? fmt::format("it is for {}", heeding(option))
                            : "it says how something runs, and nothing is run for it");
        return true;
    }
    return false;
}

}  // namespace ui
