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
    return fmt::format(
        "{} {}", is_rate(row) ? format_number(value) : format_count(std::llround(value)), unit);
}

auto find_trial(const Finding& finding, double value) {
    return std::find_if(finding.trials.begin(), finding.trials.end(),
                        [&](const Trial& trial) { return trial.value == value; });
}

const Trial& nearest(const Finding& finding) {
    return *std::min_element(
        finding.trials.begin(), finding.trials.end(),
        [](const Trial& a, const Trial& b) { return a.distance < b.distance; });
}

/// "the pool of 4 threads"; empty: it names its resource itself.
std::string busiest_text(const sim::Forecast& forecast) {
    const auto most = std::max_element(
        forecast.resources.begin(), forecast.resources.end(),
        [](const auto& a, const auto& b) { return a.utilisation.value < b.utilisation.value; });
    if (most == forecast.resources.end()) return {};
    sim::Capacity one;
    one.limits.push_back({most->kind, most->name, most->servers});
    return limits_text(one);
}

/// Why the trial's worst quantity is what it is: ", mostly pool work".
std::string reason_text(const Trial& trial) {
    const Target& target = *trial.worst;
    const sim::LoadForecast& load = trial.load();
    if (target.metric == "utilisation") return ", that of " + busiest_text(trial.forecast);
    if (target.metric.starts_with("utilisation")) return {};
    if (target.unit == MetricUnit::share && load.timed_out == 0)
        return load.failed > 0 ? ", of requests that fail however long they wait" : "";
    return fmt::format(", mostly {}", to_text(top_reason(load)));
}

/// "46.1 ms", "above 100 ms"
std::string worst_text(const Trial& trial) {
    const TargetValue value = target_value(*trial.worst, trial.forecast);
    return fmt::format("{}{}", value.is_beyond ? "above " : "",
                       format_metric({value.estimate.value, trial.worst->unit}));
}

/// Where more stops to help, and why; of counts only.
std::string plateau_text(const Finding& finding) {
    if (finding.trials.empty()) return {};
    const double best = nearest(finding).distance;
    const bool is_any_unstable =
        std::any_of(finding.trials.begin(), finding.trials.end(), is_unstable);
    const Trial& last = finding.trials.back();
    if (best >= unreachable && !is_any_unstable)
        return fmt::format("  no request is done with any number of {}\n", finding.row->plural);
    if (best >= unreachable) {
        return fmt::format("  the load is too high for any number of {}{}{}\n", finding.row->plural,
                           last.forecast.capacity.is_known ? ": the limit is " : "",
                           limits_text(last.forecast.capacity));
    }
    const auto enough =
        std::find_if(finding.trials.begin(), finding.trials.end(),
                     [&](const Trial& trial) { return trial.distance <= 1.03 * best; });
    if (enough->value >= last.value) return {};
    std::string text =
        fmt::format("  more than {} {} not help: {} is {} then{}",
                    with_unit(*finding.row, enough->value), enough->value == 1 ? "does" : "do",
                    metric_text(*enough->worst), worst_text(*enough), reason_text(*enough));
    if (enough->forecast.capacity.is_known && enough->worst->unit != MetricUnit::share)
        text.append(fmt::format("; the limit is {}", limits_text(enough->forecast.capacity)));
    text.append("\n");
    if (last.distance > 1.05 * best && last.distance > 0) {
        text.append(fmt::format("  with {} it is even {}{}\n", with_unit(*finding.row, last.value),
                                is_unstable(last) ? "unstable" : worst_text(last),
                                reason_text(last)));
    }
    return text;
}

/// The nearest trial beside `edge` that surely is as asked; nullptr: none was made.
const Trial* sure_beside(const Finding& finding, double edge, bool is_above, Certainty certainty) {
    const Trial* found = nullptr;
    for (const Trial& trial : finding.trials) {
        if (trial.certainty != certainty || trial.value == edge || (trial.value > edge) != is_above)
            continue;
        if (found == nullptr || std::abs(trial.value - edge) < std::abs(found->value - edge))
            found = &trial;
    }
    return found;
}

std::string values_text(const std::vector<Target>& targets, const sim::Forecast& forecast) {
    if (forecast.stability == sim::Stability::unstable) return "unstable";
    std::string text;
    for (const Target& target : targets) {
        if (!text.empty()) text.append(", ");
        text.append(target_text(target, forecast));
    }
    return text;
}

/// What the intervals leave open of an answer that all values above meet, or all below.
std::string doubt_text(const Finding& finding, const std::vector<Target>& targets, double answer,
                       bool is_met_above) {
    const FindRow& row = *finding.row;
    const Trial& trial = *find_trial(finding, answer);
    const Trial* const sure = trial.certainty == Certainty::met
                                  ? &trial
                                  : sure_beside(finding, answer, is_met_above, Certainty::met);
    std::string text;
    if (sure != &trial) {
        text = fmt::format("  not sure, as an interval crosses its bound: {}\n",
                           sure == nullptr ? "nothing that was tried meets it for sure"
                                           : with_unit(row, sure->value) + " would be");
    }
    if (row.most == 0) {
        const Trial* const missed = sure_beside(finding, answer, !is_met_above, Certainty::missed);
        if (sure == nullptr || missed == nullptr || text.empty()) return text;
        return fmt::format(
            "  not sure, as an interval crosses its bound: the limit lies between {} and {}\n",
            format_number(std::min(sure->value, missed->value)),
            with_unit(row, std::max(sure->value, missed->value)));
    }
    const auto fewer = find_trial(finding, answer - 1);
    if (fewer == finding.trials.end() || fewer->certainty != Certainty::unsure) return text;
    return text + fmt::format("  {} may do as well: {}\n", with_unit(row, fewer->value),
                              values_text(targets, fewer->forecast));
}

void put_finding(Json& json, const Finding& finding, const std::vector<Target>& targets) {
    json.open({}, '{');
    json.text("find", finding.row->name);
    if (finding.is_unlimited) json.text("now", "unlimited");
    else json.real("now", finding.present);
    if (finding.answer) json.real("answer", *finding.answer);
    else json.null("answer");
    if (finding.least) json.real("least", *finding.least);
    if (finding.is_unused) json.boolean("used", false);
    json.open("trials", '[');
    for (const Trial& trial : finding.trials) {
        json.open({}, '{');
        json.real("value", trial.value);
        json.boolean("met", trial.is_met);
        json.boolean("sure", trial.certainty != Certainty::unsure);
        json.text("stability", to_text(trial.forecast.stability));
        for (const Target& target : targets) {
            const TargetValue value = target_value(target, trial.forecast);
            const bool is_shown = value.is_known && !value.is_beyond &&
                                  trial.forecast.stability != sim::Stability::unstable;
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
        json.real("unanswered", trial.load().errors.value);
        json.text("top", to_text(top_reason(trial.load())));
        json.close('}');
    }
    json.close(']');
    json.close('}');
}

/// "at least 4 threads", "no limit up to 800 requests a second", "from 300 to 380 requests a second"
std::string range_text(const Finding& finding) {
    const FindRow& row = *finding.row;
    if (row.most > 0) return "at least " + with_unit(row, *finding.answer);
    if (!finding.answer) return "at least " + with_unit(row, *finding.least);
    const bool is_bounded = !finding.trials.back().is_met;
    if (!finding.least)
        return fmt::format("{} {}", is_bounded ? "at most" : "no limit up to",
                           with_unit(row, *finding.answer));
    return fmt::format("from {} to {}{}", format_number(*finding.least),
                       with_unit(row, *finding.answer), is_bounded ? "" : ", or more");
}

/// What meets the targets, and how well that is known.
std::string answer_text(const Finding& finding, const std::vector<Target>& targets) {
    const bool is_count = finding.row->most > 0;
    const double answer = finding.answer.value_or(finding.least.value_or(0));
    std::string text = ": " + values_text(targets, find_trial(finding, answer)->forecast) + "\n";
    if (finding.answer) text.append(doubt_text(finding, targets, *finding.answer, is_count));
    if (finding.least) text.append(doubt_text(finding, targets, *finding.least, true));
    return is_count ? text + plateau_text(finding) : text;
}

}  // namespace

std::string finding_text(const Finding& finding, const std::vector<Target>& targets,
                         bool has_colour) {
    const FindRow& row = *finding.row;
    const auto head = [&](std::string_view rest) {
        return paint(fmt::format("{}: {}", row.name, rest), Ink::bold, has_colour) +
               fmt::format(" (now {})", finding.is_unlimited ? std::string{"unlimited"}
                                                             : format_number(finding.present));
    };
    if (finding.unoffered != nullptr) {
        return fmt::format("{}; {}/s are offered: no number of {} can answer {}\n",
                           head("none meets it"), format_number(finding.offered), row.plural,
                           format_metric({finding.unoffered->bound, MetricUnit::per_second}));
    }
    if (finding.is_unused) {
        return fmt::format("{}: {} with any number of {}{}\n", head("not used"),
                           values_text(targets, finding.trials.front().forecast), row.plural,
                           finding.answer ? "" : ", which does not meet it");
    }
    if (!finding.answer && !finding.least) {
        const Trial& best = nearest(finding);
        const sim::Capacity& capacity = best.forecast.capacity;
        std::string text = head("none meets it") + "; ";
        if (!is_unstable(best))
            text.append(fmt::format("nearest: {} with {}", with_unit(row, best.value),
                                    values_text(targets, best.forecast)));
        else text.append("all are unstable");
        if (row.most == 0 && capacity.is_known)
            text.append(fmt::format("; the limit is {}, {} at most", limits_text(capacity),
                                    format_metric({capacity.per_second, MetricUnit::per_second})));
        text.append("\n");
        return row.most > 0 ? text + plateau_text(finding) : text;
    }
    return head(range_text(finding)) + answer_text(finding, targets);
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
