#include "ui/cli/size_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "ui/cli/forecast_report.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

std::string with_unit(const FindRow& row, double value) {
    const std::string_view unit = value == 1 ? row.singular : row.plural;
    return is_rate(row) ? fmt::format("{:.4g} {}", value, unit)
                        : fmt::format("{:.0f} {}", value, unit);
}

const Trial* trial_at(const Finding& finding, double value) {
    for (const Trial& trial : finding.trials) {
        if (trial.value == value) return &trial;
    }
    return nullptr;
}

/// Where more stops to help, and why; of counts only.
std::string plateau_text(const Finding& finding) {
    const auto best =
        std::min_element(finding.trials.begin(), finding.trials.end(),
                         [](const Trial& a, const Trial& b) { return p99_of(a) < p99_of(b); });
    if (best == finding.trials.end()) return {};
    const bool is_any_unstable =
        std::any_of(finding.trials.begin(), finding.trials.end(), is_unstable);
    if (p99_of(*best) >= 1e30 && !is_any_unstable)
        return fmt::format("  no request is done with any number of {}\n", finding.row->plural);
    if (p99_of(*best) >= 1e30) {
        return fmt::format("  the load is too high for any number of {}: the limit is {}\n",
                           finding.row->plural,
                           limits_text(finding.trials.back().forecast.capacity));
    }
    const auto enough =
        std::find_if(finding.trials.begin(), finding.trials.end(),
                     [&](const Trial& trial) { return p99_of(trial) <= 1.03 * p99_of(*best); });
    if (enough->value >= finding.trials.back().value) return {};
    const Trial& last = finding.trials.back();
    std::string text = fmt::format("  more than {} {} not help: {} is {} then, mostly {}",
                                   with_unit(*finding.row, enough->value),
                                   enough->value == 1 ? "does" : "do", enough->p99_name(),
                                   time_text(p99_of(*enough)), to_text(top_reason(enough->load())));
    if (enough->forecast.capacity.is_known)
        text.append(fmt::format("; the limit is {}", limits_text(enough->forecast.capacity)));
    text.append("\n");
    if (p99_of(last) > 1.05 * p99_of(*best)) {
        text.append(fmt::format("  with {} it is even {}, mostly {}\n",
                                with_unit(*finding.row, last.value),
                                p99_of(last) >= 1e30 ? "unstable" : time_text(p99_of(last)),
                                to_text(top_reason(last.load()))));
    }
    return text;
}

std::string values_text(const std::vector<Target>& targets, const sim::Forecast& forecast) {
    std::string text;
    for (const Target& target : targets) {
        if (!text.empty()) text.append(", ");
        text.append(forecast.stability == sim::Stability::unstable
                        ? "unstable"
                        : target_text(target, target_value(target, forecast)));
    }
    return text;
}

void put_finding(Json& json, const Finding& finding, const std::vector<Target>& targets) {
    json.open({}, '{');
    json.text("find", finding.row->name);
    json.real("now", finding.present);
    if (finding.answer) json.real("answer", *finding.answer);
    else json.null("answer");
    json.open("trials", '[');
    for (const Trial& trial : finding.trials) {
        json.open({}, '{');
        json.real("value", trial.value);
        json.boolean("met", trial.is_met);
        json.text("stability", to_text(trial.forecast.stability));
        for (const Target& target : targets) {
            const TargetValue value = target_value(target, trial.forecast);
            const bool is_shown =
                value.is_known && trial.forecast.stability != sim::Stability::unstable;
            const std::string name = metric_text(target);
            if (!is_shown) {
                json.null(name);
                continue;
            }
            json.real(name, value.estimate.value);
            if (!std::isfinite(value.estimate.low) || !std::isfinite(value.estimate.high)) continue;
            json.real(name + "_low", value.estimate.low);
            json.real(name + "_high", value.estimate.high);
        }
        json.text("top", to_text(top_reason(trial.load())));
        json.close('}');
    }
    json.close(']');
    json.close('}');
}

}  // namespace

std::string finding_text(const Finding& finding, const std::vector<Target>& targets,
                         bool has_colour) {
    const FindRow& row = *finding.row;
    std::string text;
    if (finding.answer) {
        const Trial& trial = *trial_at(finding, *finding.answer);
        const bool is_bounded = row.most > 0 || !finding.trials.back().is_met;
        const std::string_view kind = row.most > 0 ? "at least"
                                      : is_bounded ? "at most"
                                                   : "no limit up to";
        text = paint(fmt::format("{}: {} {}", row.name, kind, with_unit(row, *finding.answer)),
                     Ink::bold, has_colour);
        text.append(fmt::format(" (now {:.4g}): {}\n", finding.present,
                                values_text(targets, trial.forecast)));
    } else {
        const auto best =
            std::min_element(finding.trials.begin(), finding.trials.end(),
                             [](const Trial& a, const Trial& b) { return p99_of(a) < p99_of(b); });
        text = paint(fmt::format("{}: none meets it", row.name), Ink::bold, has_colour);
        text.append(fmt::format(" (now {:.4g}); ", finding.present));
        if (is_unstable(*best)) {
            text.append("all are unstable\n");
        } else {
            text.append(fmt::format("nearest: {} with {}\n", with_unit(row, best->value),
                                    values_text(targets, best->forecast)));
        }
    }
    return row.most > 0 ? text + plateau_text(finding) : text;
}

std::string floor_text(const Floor& floor, bool has_colour) {
    return paint(fmt::format("{}: out of reach", floor.target->text), Ink::bold, has_colour) +
           fmt::format(
               "\n  a request of {} that has everything to itself has a {} of {} already, mostly "
               "{}:"
               "\n  less or faster work helps, no number of threads, cores or replicas and no "
               "smaller load does\n",
               floor.load, floor.target->metric, time_text(floor.value), to_text(floor.top));
}

bool write_size_json(const std::vector<Finding>& findings, const std::vector<Floor>& floors,
                     const std::vector<Target>& targets, const traces::Sink& sink) {
    Json json{sink};
    json.open({}, '{');
    json.open("targets", '[');
    for (const Target& target : targets) json.text({}, target.text);
    json.close(']');
    json.open("floors", '[');
    for (const Floor& floor : floors) {
        json.open({}, '{');
        json.text("target", floor.target->text);
        json.text("load", floor.load);
        json.real("least", floor.value);
        json.text("top", to_text(floor.top));
        json.close('}');
    }
    json.close(']');
    json.open("findings", '[');
    for (const Finding& finding : findings) put_finding(json, finding, targets);
    json.close(']');
    json.close('}');
    return json.finish();
}

}  // namespace ui
