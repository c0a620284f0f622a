#include "ui/cli/calibration_report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/node/profile.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

enum class Figure : std::uint8_t {
    quantile,
    mean,
    quantile_of_mean,  // in thousandths of the mean
};

/// A field of the cost model and what it is of the samples.
struct CostRow {
    std::string field;
    const Measurement* measured = nullptr;
    double share = 0.5;  // that does not exceed the quantile
    Figure figure = Figure::quantile;

    [[nodiscard]] std::int64_t value() const {
        const double mean = measured->mean();
        if (figure == Figure::mean) return std::llround(mean);
        const std::int64_t quantile = measured->quantile(share);
        return figure == Figure::quantile || mean <= 0
                   ? quantile
                   : std::llround(1000 * static_cast<double>(quantile) / mean);
    }
};

struct Share {
    std::string_view measured;
    std::string_view ending;  // of the field's name
    double share = 0.5;
    Figure figure = Figure::quantile;
};

/// What has several fields: ends of what was seen are those of 90 % of the samples. Queues are as long as the mean of what
/// they wait for makes them.
constexpr auto shares = std::to_array<Share>({{"workScale", "", 0.5, Figure::mean},
                                              {"workScale", "Low", 0.05, Figure::quantile_of_mean},
                                              {"workScale", "High", 0.95, Figure::quantile_of_mean},
                                              {"outputFirst", "Low", 0.05},
                                              {"outputFirst", "", 0.5},
                                              {"outputFirst", "High", 0.95},
                                              {"outputLater", "Low", 0.05},
                                              {"outputLater", "", 0.5},
                                              {"outputLater", "High", 0.95},
                                              {"gcMarkCompact", "P50", 0.5},
                                              {"gcMarkCompact", "P90", 0.9},
                                              {"gcMarkCompact", "P99", 0.99},
                                              {"gcStep", "P50", 0.5},
                                              {"gcStep", "P90", 0.9},
                                              {"jitCalls", "Low", 0.05},
                                              {"jitCalls", "High", 0.95},
                                              {"jitStall", "Low", 0.05},
                                              {"jitStall", "High", 0.95}});

std::vector<CostRow> cost_rows(const Calibration& calibration) {
    std::vector<CostRow> rows;
    for (const Measurement& one : calibration.costs.values) {
        const std::size_t before = rows.size();
        for (const Share& row : shares) {
            if (row.measured == one.name)
                rows.push_back({one.name + std::string{row.ending}, &one, row.share, row.figure});
        }
        if (rows.size() == before) rows.push_back({one.name, &one});
    }
    std::erase_if(rows,
                  [](const CostRow& row) { return sim::find_cost_field(row.field) == nullptr; });
    return rows;
}

/// The field that `measured` is about, or the first of them.
const sim::CostField* field_of(std::string_view measured) {
    const auto* row = std::ranges::find(shares, measured, &Share::measured);
    const bool is_one = row == shares.end() || sim::find_cost_field(measured) != nullptr;
    return sim::find_cost_field(is_one ? std::string{measured}
                                       : std::string{measured} + std::string{row->ending});
}

std::string exact(std::int64_t ns) { return sim::format_duration_exact(sim::nanoseconds(ns)); }

/// Three digits are more than two measurements agree in.
std::int64_t round_to_digits(double ns) {
    if (ns < 1000) return std::llround(ns);
    const double unit = std::pow(10, std::floor(std::log10(ns)) - 3);
    return std::llround(std::round(ns / unit) * unit);
}

void put_spread(Json& json, const Measurement& one, bool is_time) {
    json.open(one.name, '{');
    const auto put = [&](std::string_view key, std::int64_t value) {
        if (is_time) json.text(key, exact(value));
        else json.integer(key, value);
    };
    put("p5", one.quantile(0.05));
    put("p50", one.median());
    put("p95", one.quantile(0.95));
    json.integer("samples", static_cast<std::int64_t>(one.samples.size()));
    json.close('}');
}

/// The CPU that one takes while as many run as there are cores, since that is when forecasts matter; alone where only
/// that is known.
double service_mean(const Measured& work) {
    const bool waits = work.fact("waits") == "yes";
    if (!waits) {
        if (const Measurement* full = work.find("fullCpu")) return full->mean();
        if (const Measurement* alone = work.find("aloneCpu")) return alone->mean();
    }
    return work.find("alone")->mean();
}

/// The shape is that of the wall times of one at a time, without the slowest hundredth, in which something else ran; the
/// mean is that of the CPU time.
std::vector<std::int64_t> service_times(const Measured& work) {
    constexpr int points = 20;
    const Measurement& alone = *work.find("alone");
    std::vector<double> shape;
    double sum = 0;
    for (int i = 0; i < points; ++i) {
        shape.push_back(static_cast<double>(alone.quantile((i + 0.5) / points * 0.99)));
        sum += shape.back();
    }
    const double scale = sum > 0 ? service_mean(work) * points / sum : 0;
    std::vector<std::int64_t> times;
    times.reserve(shape.size());
    for (const double time : shape) times.push_back(round_to_digits(time * scale));
    return times;
}

void put_work(Json& json, const CalibratedWork& work) {
    json.open(work.request.name, '{');
    if (work.measured.fact("place") != "main")
        json.text("api", work.request.api.empty() ? "uv.work" : work.request.api);
    json.open("time", '{');
    json.open("empirical", '[');
    for (const std::int64_t time : service_times(work.measured)) json.text({}, exact(time));
    json.close(']');
    json.close('}');
    json.close('}');
}

void put_calibrated(Json& json, const Calibration& calibration) {
    json.open("calibrated", '{');
    json.text("by", fmt::format("loopglass {}", version_number()));
    for (const auto& [key, text] : calibration.facts.facts) json.text(key, text);
    json.open("spread", '{');
    for (const Measurement& one : calibration.costs.values) {
        const sim::CostField* field = field_of(one.name);
        put_spread(json, one, field == nullptr || field->unit == sim::CostUnit::time);
    }
    json.close('}');
    json.open("works", '{');
    for (const CalibratedWork& work : calibration.works) {
        json.open(work.request.name, '{');
        json.text("is", work.request.parameter.empty()
                            ? work.request.kind
                            : fmt::format("{}:{}", work.request.kind, work.request.parameter));
        for (const auto& [key, text] : work.measured.facts) json.text(key, text);
        for (const Measurement& one : work.measured.values) put_spread(json, one, true);
        json.close('}');
    }
    json.close('}');
    json.open("notes", '[');
    for (const std::string& note : calibration.notes) json.text({}, note);
    json.close(']');
    json.close('}');
}

/// By one call on the main thread.
std::string allocated(const Measured& work) {
    const std::string_view text = work.fact("allocates");
    std::int64_t bytes = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
    return text.empty() || error != std::errc{} ? "-" : sim::format_size(bytes);
}

const sim::Profile* profile_of(const Calibration& calibration) {
    const std::string_view version = calibration.facts.fact("node");
    return sim::find_profile(version.substr(0, version.find('.')));
}

}  // namespace

std::string cost_text(std::int64_t value, sim::CostUnit unit) {
    switch (unit) {
        case sim::CostUnit::time: return sim::format_duration({value});
        case sim::CostUnit::count: return format_count(value);
        case sim::CostUnit::bytes: return sim::format_size(value);
        case sim::CostUnit::thousandths:
            return fmt::format("{:.3f}", static_cast<double>(value) / 1000);
    }
    return {};
}

bool write_cost_file(const Calibration& calibration, const traces::Sink& sink) {
    Json json{sink};
    json.open({}, '{');
    put_calibrated(json, calibration);
    for (const CostRow& row : cost_rows(calibration)) {
        const sim::CostField& field = *sim::find_cost_field(row.field);
        const std::int64_t value = row.value();
        if (field.unit == sim::CostUnit::time) json.text(row.field, exact(value));
        else json.integer(row.field, value);
    }
    if (!calibration.works.empty()) {
        json.open("work", '{');
        for (const CalibratedWork& work : calibration.works) put_work(json, work);
        json.close('}');
    }
    json.close('}');
    return json.finish();
}

std::string calibration_table(const Calibration& calibration, bool has_colour) {
    const sim::Profile* profile = profile_of(calibration);
    Table costs{{{"cost", Align::left}, {"p5"}, {"p50"}, {"p95"}, {"default"}}};
    for (const Measurement& one : calibration.costs.values) {
        const sim::CostField* field = field_of(one.name);
        if (field == nullptr) continue;
        const std::string usual =
            profile == nullptr ? std::string{}
                               : cost_text(field->measured[profile->cost_column], field->unit);
        costs.add({one.name, cost_text(one.quantile(0.05), field->unit),
                   cost_text(one.median(), field->unit), cost_text(one.quantile(0.95), field->unit),
                   usual});
    }
    std::string text = costs.to_text(has_colour);
    if (calibration.works.empty()) return text;
    Table works{{{"work", Align::left},
                 {"runs on", Align::left},
                 {"alone, p50"},
                 {"p95"},
                 {"CPU alone"},
                 {"cores full"},
                 {"4 per core"},
                 {"allocates"}}};
    for (const CalibratedWork& work : calibration.works) {
        const auto show = [&](std::string_view name, double share) {
            const Measurement* one = work.measured.find(name);
            return one == nullptr ? std::string{"-"}
                                  : sim::format_duration(sim::nanoseconds(one->quantile(share)));
        };
        works.add({work.request.name,
                   work.measured.fact("place") == "main" ? "main thread" : "pool",
                   show("alone", 0.5), show("alone", 0.95), show("aloneCpu", 0.5),
                   show("fullCpu", 0.5), show("overCpu", 0.5), allocated(work.measured)});
    }
    return text + "\n" + works.to_text(has_colour);
}

std::string busy_text(double load, unsigned cores) {
    if (load <= cores / 2.0) return {};
    return fmt::format(
        "the machine was busy (load average {:.1f}, {} {}): what was measured is too long", load,
        cores, cores == 1 ? "core" : "cores");
}

}  // namespace ui
