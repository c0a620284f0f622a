#include "ui/cli/sweep.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ui/cli/forecast_report.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

std::string quoted(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') json.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20)
            json.append(fmt::format("\\u{:04x}", static_cast<unsigned>(c)));
        else json.push_back(c);
    }
    return json + "\"";
}

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{:.9g}", value) : std::string{"null"};
}

std::string triple(const sim::Estimate& estimate, bool is_known) {
    if (!is_known) return "null";
    return fmt::format("[{}, {}, {}]", number(estimate.value), number(estimate.low),
                       number(estimate.high));
}

std::string utilisation_json(const sim::Forecast& forecast) {
    std::string main = "null";
    std::string pool = "null";
    std::string cores = "null";
    std::string stations;
    for (const sim::ResourceForecast& row : forecast.resources) {
        const std::string value = number(row.utilisation.value);
        switch (row.kind) {
            case sim::ResourceKind::main_thread: main = value; break;
            case sim::ResourceKind::pool: pool = value; break;
            case sim::ResourceKind::cores: cores = value; break;
            case sim::ResourceKind::station:
                stations.append(
                    fmt::format("{}{}: {}", stations.empty() ? "" : ", ", quoted(row.name), value));
                break;
        }
    }
    return fmt::format("{{\"main\": {}, \"pool\": {}, \"cores\": {}, \"stations\": {{{}}}}}", main,
                       pool, cores, stations);
}

std::string waits_json(const sim::LoadForecast& load, bool is_known) {
    if (!is_known) return "\"waits\": null, \"top\": null";
    std::string waits;
    std::size_t top = 0;
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        if (load.at_p99[i] > load.at_p99[top]) top = i;
        if (load.at_p99[i] <= 0) continue;
        waits.append(fmt::format("{}\"{}\": {}", waits.empty() ? "" : ", ",
                                 to_text(static_cast<sim::WaitReason>(i)), number(load.at_p99[i])));
    }
    return fmt::format("\"waits\": {{{}}}, \"top\": \"{}\"", waits,
                       to_text(static_cast<sim::WaitReason>(top)));
}

std::string cell_line(const SweepPlan& plan, std::size_t index, const sim::Forecast& forecast) {
    const sim::LoadForecast& load = headline_of(forecast);
    const bool is_unstable = forecast.stability == sim::Stability::unstable;
    const bool is_known = !is_unstable && load.counted > 0;
    const std::vector<std::size_t> position = plan.position(index);
    std::string at;
    for (std::size_t i = 0; i < plan.vary.size(); ++i) {
        at.append(i == 0 ? "" : ", ").append(quoted(plan.vary[i].values[position[i]]));
    }
    std::string line = fmt::format("{{\"cell\": {}, \"at\": [{}], \"stability\": \"{}\"", index, at,
                                   to_text(forecast.stability));
    for (std::size_t i = 0; i < sim::forecast_percentiles.size(); ++i) {
        line.append(fmt::format(", \"{}\": {}", sim::forecast_percentiles[i].first,
                                triple(load.percentiles[i], is_known)));
    }
    line.append(fmt::format(", \"mean\": {}, \"max\": {}, \"throughput\": {}",
                            triple(load.mean, is_known),
                            is_known ? fmt::format("{}", load.max.ns) : std::string{"null"},
                            triple(load.throughput, load.counted > 0)));
    line.append(fmt::format(", \"errors\": {}, \"timeouts\": {}, \"utilisation\": {}",
                            number(load.errors.value), number(load.timeouts.value),
                            utilisation_json(forecast)));
    line.append(fmt::format(
        ", \"offered\": {}, \"capacity\": {}, \"growth\": {}, {}", number(forecast.offered_per_s),
        forecast.capacity.is_known ? number(forecast.capacity.per_second) : "null",
        is_unstable ? number(forecast.growth_per_s) : "null", waits_json(load, is_known)));
    line.append(fmt::format(", \"precise\": {}, \"replications\": {}, \"requests\": {}}}",
                            is_known && forecast.is_precise, forecast.replications,
                            forecast.requests));
    return line;
}

std::string head_json(const SweepPlan& plan) {
    std::string text = fmt::format(
        "{{\"loopglass\": \"sweep\", \"version\": 1,\n \"program\": {}, \"title\": {}, \"node\": "
        "{}, "
        "\"seed\": \"{}\", \"plan\": \"{}\",\n \"vary\": [",
        quoted(plan.program), quoted(plan.title), quoted(plan.node), plan.seed, plan.plan);
    for (std::size_t i = 0; i < plan.vary.size(); ++i) {
        std::string values;
        for (const std::string& value : plan.vary[i].values)
            values.append(values.empty() ? "" : ", ").append(quoted(value));
        text.append(fmt::format("{}{{\"field\": {}, \"path\": {}, \"values\": [{}]}}",
                                i == 0 ? "" : ", ", quoted(plan.vary[i].field),
                                quoted(plan.vary[i].path), values));
    }
    return text + fmt::format("],\n \"cells_total\": {},\n \"cells\": [", plan.cells());
}

std::string time_or(const std::optional<double>& ns) { return ns ? time_text(*ns) : "-"; }

std::string percent_or(const std::optional<double>& share) {
    return share ? format_percent(*share) : "-";
}

std::string p99_text(const SweepCell& cell) {
    if (cell.growth) return fmt::format("unstable +{}", rate_text(*cell.growth));
    return time_or(cell.percentiles[sim::forecast_p99]);
}

std::string table_of_one(const Sweep& sweep, bool has_colour) {
    Table table{{{sweep.plan.vary[0].field},
                 {"p50"},
                 {"p95"},
                 {"p99"},
                 {"95 % from"},
                 {"to"},
                 {"throughput"},
                 {"errors"},
                 {"main"},
                 {"pool"},
                 {"cores"},
                 {"p99 is mostly", Align::left}}};
    for (const SweepCell& cell : sweep.cells) {
        table.add({sweep.plan.vary[0].values[cell.index], time_or(cell.percentiles[0]),
                   time_or(cell.percentiles[2]), p99_text(cell),
                   time_or(cell.lows[sim::forecast_p99]), time_or(cell.highs[sim::forecast_p99]),
                   cell.throughput ? rate_text(*cell.throughput) : "-",
                   cell.errors > 0 ? format_percent(cell.errors) : "0 %", percent_or(cell.main),
                   percent_or(cell.pool), percent_or(cell.cores), cell.top});
    }
    return table.to_text(has_colour);
}

std::string table_of_two(const Sweep& sweep, bool has_colour) {
    const Vary& rows = sweep.plan.vary[0];
    const Vary& columns = sweep.plan.vary[1];
    std::vector<Table::Column> heads{{fmt::format("p99: {} \\ {}", rows.field, columns.field)}};
    for (const std::string& value : columns.values) heads.push_back({value});
    Table table{heads};
    auto cell = sweep.cells.begin();
    for (std::size_t row = 0; row < rows.values.size(); ++row) {
        std::vector<std::string> cells{rows.values[row]};
        for (std::size_t column = 0; column < columns.values.size(); ++column) {
            const std::size_t index = row * columns.values.size() + column;
            const bool is_there = cell != sweep.cells.end() && cell->index == index;
            cells.push_back(is_there ? p99_text(*cell) : ".");
            if (is_there) ++cell;
        }
        table.add(cells);
    }
    return table.to_text(has_colour);
}

std::string csv_text(std::string_view text) {
    if (text.find_first_of(",\"\n") == std::string_view::npos) return std::string{text};
    std::string quoted_text = "\"";
    for (const char c : text) quoted_text.append(c == '"' ? "\"\"" : std::string(1, c));
    return quoted_text + "\"";
}

std::string csv_number(const std::optional<double>& value) {
    return value ? fmt::format("{:.9g}", *value) : std::string{};
}

}  // namespace

std::vector<std::size_t> SweepPlan::position(std::size_t cell) const {
    std::vector<std::size_t> result(vary.size());
    for (std::size_t i = vary.size(); i-- > 0;) {
        result[i] = cell % vary[i].values.size();
        cell /= vary[i].values.size();
    }
    return result;
}

std::string sweep_json(const Sweep& sweep) {
    std::string text = head_json(sweep.plan);
    for (const SweepCell& cell : sweep.cells) {
        text.append(&cell == sweep.cells.data() ? "\n  " : ",\n  ").append(cell.line);
    }
    return text + "\n ]}\n";
}

std::string sweep_csv(const Sweep& sweep) {
    std::string text;
    for (const Vary& dimension : sweep.plan.vary)
        text.append(csv_text(dimension.field)).append(",");
    text.append(
        "stability,p50_ns,p90_ns,p95_ns,p99_ns,p99.9_ns,p99_low_ns,p99_high_ns,mean_ns,"
        "throughput_per_s,errors,main,pool,cores,growth_per_s,top\n");
    for (const SweepCell& cell : sweep.cells) {
        const std::vector<std::size_t> position = sweep.plan.position(cell.index);
        for (std::size_t i = 0; i < position.size(); ++i)
            text.append(csv_text(sweep.plan.vary[i].values[position[i]])).append(",");
        text.append(cell.stability);
        for (const std::optional<double>& value : cell.percentiles)
            text.append(",").append(csv_number(value));
        for (const std::optional<double>& value :
             {cell.lows[sim::forecast_p99], cell.highs[sim::forecast_p99], cell.mean,
              cell.throughput, std::optional<double>{cell.errors}, cell.main, cell.pool, cell.cores,
              cell.growth})
            text.append(",").append(csv_number(value));
        text.append(",").append(cell.top).append("\n");
    }
    return text;
}

std::string sweep_table(const Sweep& sweep, bool has_colour) {
    return sweep.plan.vary.size() == 1 ? table_of_one(sweep, has_colour)
                                       : table_of_two(sweep, has_colour);
}

SweepCell make_cell(const SweepPlan& plan, std::size_t index, const sim::Forecast& forecast) {
    // Through the text: what a table shows is the same whether a cell was computed here or read.
    const std::string line = cell_line(plan, index, forecast);
    const sim::Result<Sweep> one = read_sweep(head_json(plan) + "\n  " + line + "\n ]}\n", "cell");
    return one->cells.front();
}

}  // namespace ui
