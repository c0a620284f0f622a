#include "ui/cli/expectations.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "ui/cli/input.hpp"
#include "ui/cli/metrics.hpp"
#include "ui/cli/order_claims.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

using Lines = std::vector<std::string>;

/// What the program wrote, both streams in the order of writing.
Lines output_of(const sim::Trace& trace) {
    Lines lines;
    for (const sim::OutputLine& line : trace.outputs)
        lines.emplace_back(trace.names.text(line.text));
    return lines;
}

std::size_t common_start(const Lines& a, const Lines& b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                    a.begin());
}

/// How scenarios call the ways a run ends; empty for those that no scenario can expect.
std::string_view ending_name(sim::EndKind kind) {
    switch (kind) {
        case sim::EndKind::done:
        case sim::EndKind::until: return "done";
        case sim::EndKind::exit_called: return "exit";
        case sim::EndKind::exception: return "exception";
        case sim::EndKind::unsettled: return "unsettled";
        case sim::EndKind::limit: return "limit";
        case sim::EndKind::interrupted: return "interrupted";
    }
    return {};
}

using Failure = std::optional<ExpectationFailure>;

ExpectationFailure fail(const sim::Expectation& expectation, std::string message,
                        std::string detail = {}) {
    return {.place = expectation.place, .message = std::move(message), .detail = std::move(detail)};
}

Failure check_output(const sim::Expectation& expectation, const sim::Trace& trace) {
    const Lines found = output_of(trace);
    const Lines& expected = expectation.lines.empty() ? Lines{} : expectation.lines.front();
    if (found == expected) return std::nullopt;
    return fail(expectation,
                fmt::format("the output differs at line {}", common_start(expected, found) + 1),
                difference_text(expected, found));
}

Failure check_one_of(const sim::Expectation& expectation, const sim::Trace& trace) {
    const Lines found = output_of(trace);
    const Lines* nearest = nullptr;
    for (const Lines& expected : expectation.lines) {
        if (expected == found) return std::nullopt;
        if (nearest == nullptr || common_start(expected, found) > common_start(*nearest, found))
            nearest = &expected;
    }
    if (nearest == nullptr) return fail(expectation, "no output is allowed");
    return fail(
        expectation,
        fmt::format("the output is none of the {} expected ones; the nearest differs at line {}",
                    expectation.lines.size(), common_start(*nearest, found) + 1),
        difference_text(*nearest, found));
}

Failure check_contains(const sim::Expectation& expectation, const sim::Trace& trace) {
    const Lines found = output_of(trace);
    for (const Lines& lines : expectation.lines) {
        for (const std::string& line : lines) {
            if (std::find(found.begin(), found.end(), line) != found.end()) continue;
            return fail(expectation,
                        fmt::format("the output does not contain the line \"{}\"", line));
        }
    }
    return std::nullopt;
}

Failure check_order(const sim::Expectation& expectation, const sim::Trace& trace) {
    const Lines found = output_of(trace);
    for (const Lines& lines : expectation.lines) {
        const std::string broken = expectation.kind == sim::Expectation::Kind::always
                                       ? broken_always(lines, found)
                                       : broken_never_before(lines, found);
        if (!broken.empty()) return fail(expectation, broken);
    }
    return std::nullopt;
}

Failure check_metric(const sim::Expectation& expectation, const sim::Trace& trace) {
    const std::optional<Metric> metric = find_metric(trace, expectation.metric);
    if (!metric)
        return fail(expectation,
                    fmt::format("{} was not measured in this run", expectation.metric));
    if (holds(*metric, expectation.comparison, expectation.bound)) return std::nullopt;
    const Metric bound{expectation.bound, metric->unit};
    const bool is_close = format_metric(*metric) == format_metric(bound);
    return fail(expectation,
                fmt::format("{} is {}, expected {} {}", expectation.metric,
                            is_close ? format_metric_exact(*metric) : format_metric(*metric),
                            expectation.comparison,
                            is_close ? format_metric_exact(bound) : format_metric(bound)));
}

Failure check_ending(const sim::Expectation& expectation, const sim::Trace& trace) {
    const std::string_view found = ending_name(trace.ending.kind);
    if (found == expectation.metric) return std::nullopt;
    return fail(expectation,
                fmt::format(R"(the run ends with "{}", expected "{}")", found, expectation.metric));
}

Failure check(const sim::Expectation& expectation, const sim::Trace& trace) {
    switch (expectation.kind) {
        case sim::Expectation::Kind::output: return check_output(expectation, trace);
        case sim::Expectation::Kind::one_of: return check_one_of(expectation, trace);
        case sim::Expectation::Kind::contains: return check_contains(expectation, trace);
        case sim::Expectation::Kind::always:
        case sim::Expectation::Kind::never_before: return check_order(expectation, trace);
        case sim::Expectation::Kind::metric: return check_metric(expectation, trace);
        case sim::Expectation::Kind::ends: return check_ending(expectation, trace);
    }
    return std::nullopt;
}

}  // namespace

bool applies(const sim::Program& program, const sim::Expectation& expectation,
             std::string_view profile) {
    if (!is_meant_for(program, profile)) return false;
    return expectation.profiles.empty() ||
           std::find(expectation.profiles.begin(), expectation.profiles.end(), profile) !=
               expectation.profiles.end();
}

std::vector<ExpectationFailure> check_expectations(const sim::Program& program,
                                                   const sim::Trace& trace) {
    std::vector<ExpectationFailure> failures;
    for (const sim::Expectation& expectation : program.expectations) {
        if (!applies(program, expectation, trace.facts.profile)) continue;
        if (Failure failure = check(expectation, trace)) failures.push_back(*std::move(failure));
    }
    return failures;
}

bool expects_limit(const sim::Program& program, const sim::Trace& trace) {
    return std::any_of(program.expectations.begin(), program.expectations.end(),
                       [&](const sim::Expectation& expectation) {
                           return expectation.kind == sim::Expectation::Kind::ends &&
                                  expectation.metric == "limit" &&
                                  applies(program, expectation, trace.facts.profile);
                       });
}

std::string difference_text(const Lines& expected, const Lines& found) {
    constexpr std::size_t lines_before = 2;
    constexpr std::size_t lines_after = 4;
    constexpr std::size_t width_max = 40;
    const std::size_t first = common_start(expected, found);
    const std::size_t from = first > lines_before ? first - lines_before : 0;
    const std::size_t to = std::min(first + lines_after, std::max(expected.size(), found.size()));
    const auto cell = [&](const Lines& lines, std::size_t i) {
        return i < lines.size() ? shorten(lines[i], width_max)
                                : std::string{i == lines.size() ? "(end of the output)" : ""};
    };
    Table table{{{"", Align::left}, {"line"}, {"expected", Align::left}, {"found", Align::left}}};
    for (std::size_t i = from; i < to; ++i) {
        table.add(
            {i == first ? "  >" : "", fmt::format("{}", i + 1), cell(expected, i), cell(found, i)});
    }
    return table.to_text(false);
}

}  // namespace ui
