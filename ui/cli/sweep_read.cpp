#include <simdjson.h>

#include <fmt/core.h>

#include "ui/cli/sweep.hpp"

namespace ui {

namespace {

namespace dom = simdjson::dom;

sim::Diagnostic refuse(const std::string& file, std::string message) {
    return {.place = {.file = file},
            .message = std::move(message),
            .excerpt = {},
            .hint = "loopglass sweep FILE --vary ... -o OUT.json writes one"};
}

std::string text_of(const dom::element& object, const char* key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

std::optional<double> real(const simdjson::simdjson_result<dom::element>& element) {
    double value = 0;
    if (element.get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

std::optional<double> part(const dom::element& object, const char* key, std::size_t index) {
    dom::array list;
    if (object[key].get(list) != simdjson::SUCCESS) return std::nullopt;
    return real(list.at(index));
}

SweepCell cell_of(const dom::element& element) {
    SweepCell cell;
    std::uint64_t index = 0;
    if (element["cell"].get(index) == simdjson::SUCCESS) cell.index = index;
    cell.stability = text_of(element, "stability");
    constexpr std::array names{"p50", "p90", "p95", "p99", "p99.9"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        cell.percentiles[i] = part(element, names[i], 0);
        cell.lows[i] = part(element, names[i], 1);
        cell.highs[i] = part(element, names[i], 2);
    }
    cell.mean = part(element, "mean", 0);
    cell.throughput = part(element, "throughput", 0);
    cell.growth = real(element["growth"]);
    cell.errors = real(element["errors"]).value_or(0);
    cell.main = real(element["utilisation"]["main"]);
    cell.pool = real(element["utilisation"]["pool"]);
    cell.cores = real(element["utilisation"]["cores"]);
    cell.top = text_of(element, "top");
    return cell;
}

bool read_plan(const dom::element& root, SweepPlan& plan) {
    plan.program = text_of(root, "program");
    plan.title = text_of(root, "title");
    plan.node = text_of(root, "node");
    plan.seed = text_of(root, "seed");
    plan.plan = text_of(root, "plan");
    dom::array dimensions;
    if (root["vary"].get(dimensions) != simdjson::SUCCESS) return false;
    for (const dom::element dimension : dimensions) {
        Vary vary{.field = text_of(dimension, "field"),
                  .path = text_of(dimension, "path"),
                  .values = {},
                  .json = {}};
        dom::array values;
        if (dimension["values"].get(values) != simdjson::SUCCESS) return false;
        for (const dom::element value : values) {
            std::string_view text;
            if (value.get(text) != simdjson::SUCCESS) return false;
            vary.values.emplace_back(text);
        }
        if (vary.values.empty()) return false;
        plan.vary.push_back(std::move(vary));
    }
    return plan.vary.size() == 1 || plan.vary.size() == 2;
}

/// The lines of cells, as they stand, without the comma.
std::vector<std::string> cell_lines(std::string_view text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with("  {\"cell\": ")) continue;
        line.remove_prefix(2);
        if (line.ends_with(',')) line.remove_suffix(1);
        lines.emplace_back(line);
    }
    return lines;
}

}  // namespace

sim::Result<Sweep> read_sweep(std::string_view text, const std::string& file) {
    dom::parser parser;
    const simdjson::padded_string padded{text};
    dom::element root;
    if (parser.parse(padded).get(root) != simdjson::SUCCESS ||
        text_of(root, "loopglass") != "sweep")
        return refuse(file, "is no result of a sweep");
    std::uint64_t version = 0;
    if (root["version"].get(version) != simdjson::SUCCESS || version != 1)
        return refuse(file, fmt::format("is of version {} of sweep results, known is 1", version));
    Sweep sweep;
    dom::array cells;
    if (!read_plan(root, sweep.plan) || root["cells"].get(cells) != simdjson::SUCCESS)
        return refuse(file, "is damaged: fields of the sweep are missing");
    const std::vector<std::string> lines = cell_lines(text);
    if (lines.size() != cells.size())
        return refuse(file, "is damaged: each cell stands on a line of its own");
    for (const dom::element element : cells) {
        SweepCell cell = cell_of(element);
        const bool is_next = sweep.cells.empty() || cell.index > sweep.cells.back().index;
        if (!is_next || cell.index >= sweep.plan.cells() || cell.stability.empty())
            return refuse(file, fmt::format("is damaged at cell {}", cell.index));
        cell.line = lines[sweep.cells.size()];
        sweep.cells.push_back(std::move(cell));
    }
    return sweep;
}

}  // namespace ui
