#include "ui/cli/orders_file.hpp"

#include <simdjson.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/core/diagnostic.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/export_options.hpp"
#include "ui/cli/picture_file.hpp"
#include "ui/host/output_file.hpp"
#include "ui/host/read_file.hpp"
#include "ui/layout/orders.hpp"

namespace ui {

namespace {

namespace dom = simdjson::dom;

sim::Diagnostic problem(const std::string& file, std::string message) {
    return {.place = {.file = file}, .message = std::move(message), .excerpt = {}, .hint = {}};
}

bool read_order(const dom::element& element, PossibleOrder& order) {
    dom::array lines;
    if (element["lines"].get(lines) != simdjson::SUCCESS) return false;
    for (const dom::element line : lines) {
        std::string_view text;
        if (line.get(text) != simdjson::SUCCESS) return false;
        order.lines.emplace_back(text);
    }
    double likelihood = 0;
    if (element["likelihood"].get(likelihood) == simdjson::SUCCESS) order.likelihood = likelihood;
    dom::array choices;
    if (element["choices"].get(choices) != simdjson::SUCCESS) return true;
    for (const dom::element choice : choices) {
        std::string_view point;
        std::string_view picked;
        if (choice["point"].get(point) == simdjson::SUCCESS &&
            choice["picked"].get(picked) == simdjson::SUCCESS)
            order.parting = fmt::format("{}: {}", point, picked);
    }
    return true;
}

sim::Result<PossibleOrders> read_orders(const std::string& file) {
    sim::Result<std::string> text = read_file(file);
    if (!text) return text.diagnostics();
    dom::parser parser;
    dom::element root;
    if (const auto error = parser.parse(*text).get(root); error != simdjson::SUCCESS) {
        return problem(file, fmt::format("no valid JSON: {}", simdjson::error_message(error)));
    }
    PossibleOrders orders;
    std::string_view name;
    std::string_view node;
    dom::array outputs;
    if (root["file"].get(name) != simdjson::SUCCESS ||
        root["node"].get(node) != simdjson::SUCCESS ||
        root["complete"].get(orders.is_complete) != simdjson::SUCCESS ||
        root["outputs"].get(outputs) != simdjson::SUCCESS)
        return problem(file, "expected what explore --json writes: file, node, complete, outputs");
    if (root["samples"].get(orders.samples) != simdjson::SUCCESS) orders.samples = 0;
    orders.program = name;
    orders.node = node;
    for (const dom::element element : outputs) {
        PossibleOrder& order = orders.orders.emplace_back();
        if (!read_order(element, order))
            return problem(file,
                           fmt::format("output {}: expected lines of text", orders.orders.size()));
    }
    if (orders.orders.empty()) return problem(file, "there are no outputs");
    return orders;
}

PageTable table_of(const PossibleOrders& orders) {
    PageTable table{.heads = {"", "order", "how often", "what decides for it"}, .rows = {}};
    for (const PossibleOrder& order : orders.orders)
        table.rows.push_back(
            {std::to_string(table.rows.size() + 1), fmt::format("{}", fmt::join(order.lines, ", ")),
             order.likelihood ? likelihood_text(order.likelihood) : "–", order.parting});
    return table;
}

}  // namespace

int draw_orders(const PossibleOrders& orders, const Options& options, const Console& console) {
    if (wants_chart(options)) {
        const std::string chart = orders_mermaid(orders);
        if (options.output == "-") {
            console.out << chart;
            return exit_done;
        }
        const std::optional<sim::Diagnostic> fault =
            write_file(options.output, chart,
                       {.is_forced = options.is_forced, .interrupt = console.interrupt});
        if (fault) complain(console, *fault);
        return fault ? exit_bad_input : exit_done;
    }
    if (!wants_picture(options)) {
        complain(console, fmt::format("{}: orders become pictures", options.output),
                 "known endings: .svg, .png, .pdf, .pptx, .gif, .html, .mmd");
        return exit_bad_input;
    }
    return write_scene(orders_picture(orders, to_picture_options(options)), table_of(orders),
                       options, console);
}

bool is_orders(std::string_view first) {
    return first.starts_with('{') && first.find("\"samplesOutside\":") != std::string_view::npos &&
           first.find("\"outputs\":") != std::string_view::npos;
}

int export_orders(const Options& options, const Console& console) {
    if (!options.picture.empty() && options.picture != "orders") {
        complain(console, fmt::format("{}: is what explore wrote, which has no picture \"{}\"",
                                      options.operands.front(), options.picture));
        return exit_bad_input;
    }
    const sim::Result<PossibleOrders> orders = read_orders(options.operands.front());
    if (!orders) {
        complain(console, orders.diagnostics());
        return exit_bad_input;
    }
    return draw_orders(*orders, options, console);
}

}  // namespace ui
