#include "ui/cli/order_claims.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "ui/cli/input.hpp"
#include "ui/cli/replay.hpp"

namespace ui {

namespace {

using Lines = std::vector<std::string>;

std::string one_of_text(const std::vector<Lines>& outputs, const Lines& found) {
    return std::ranges::find(outputs, found) != outputs.end()
               ? std::string{}
               : fmt::format("the output is none of the {} expected ones", outputs.size());
}

OrderClaim claim_always(std::string where, Lines lines) {
    std::string text = fmt::format("always {}", fmt::join(lines, ", "));
    return {std::move(where), std::move(text),
            [lines = std::move(lines)](const Lines& found) { return broken_always(lines, found); }};
}

OrderClaim claim_never(std::string where, Lines lines) {
    std::string text = lines.empty() ? std::string{}
                                     : fmt::format("{} never before {}", lines.front(),
                                                   fmt::join(lines.begin() + 1, lines.end(), ", "));
    return {std::move(where), std::move(text), [lines = std::move(lines)](const Lines& found) {
                return broken_never_before(lines, found);
            }};
}

OrderClaim claim_output(std::string where, Lines output) {
    return {std::move(where), fmt::format("only {}", fmt::join(output, ", ")),
            [output = std::move(output)](const Lines& found) {
                return found == output ? std::string{} : std::string{"another output is possible"};
            }};
}

OrderClaim claim_one_of(std::string where, std::vector<Lines> outputs) {
    return {
        std::move(where), fmt::format("one of {} outputs", outputs.size()),
        [outputs = std::move(outputs)](const Lines& found) { return one_of_text(outputs, found); }};
}

}  // namespace

std::string broken_always(const Lines& wanted, const Lines& found) {
    auto from = found.begin();
    for (const std::string& line : wanted) {
        const auto at = std::find(from, found.end(), line);
        if (at == found.end()) {
            const bool is_there = std::find(found.begin(), found.end(), line) != found.end();
            return is_there ? fmt::format("\"{}\" comes before \"{}\"", line,
                                          *(std::ranges::find(wanted, line) - 1))
                            : fmt::format("\"{}\" is not printed", line);
        }
        from = at + 1;
    }
    return {};
}

std::string broken_never_before(const Lines& lines, const Lines& found) {
    if (lines.empty()) return {};
    const auto first = std::ranges::find(found, lines.front());
    for (auto other = lines.begin() + 1; other != lines.end(); ++other) {
        if (std::find(first, found.end(), *other) != found.end() && *other != lines.front())
            return fmt::format("\"{}\" comes before \"{}\"", lines.front(), *other);
    }
    return {};
}

std::vector<OrderClaim> order_claims(const sim::Program& program, const std::string& profile) {
    std::vector<OrderClaim> claims;
    if (!is_meant_for(program, profile)) return claims;
    for (const sim::Expectation& one : program.expectations) {
        if (!one.profiles.empty() && std::ranges::find(one.profiles, profile) == one.profiles.end())
            continue;
        const sim::SourcePlace place = program.places[one.place];
        const std::string where =
            fmt::format("{}:{}:{}", program.names.text(place.file), place.line, place.column);
        if (one.kind == sim::Expectation::Kind::output)
            claims.push_back(claim_output(where, one.lines.front()));
        if (one.kind == sim::Expectation::Kind::one_of)
            claims.push_back(claim_one_of(where, one.lines));
        if (one.kind == sim::Expectation::Kind::always) {
            for (const Lines& lines : one.lines) claims.push_back(claim_always(where, lines));
        }
        if (one.kind == sim::Expectation::Kind::never_before) {
            for (const Lines& lines : one.lines) claims.push_back(claim_never(where, lines));
        }
    }
    return claims;
}

std::vector<OrderClaim> order_claims(const std::vector<ScriptExpectation>& expectations,
                                     const std::string& profile, const std::string& file) {
    std::vector<OrderClaim> claims;
    std::vector<Lines> either;
    std::string either_where;
    for (const ScriptExpectation& one : expectations) {
        if (!one.profiles.empty() && std::ranges::find(one.profiles, profile) == one.profiles.end())
            continue;
        const std::string where = fmt::format("{}:{}", file, one.line);
        if (one.kind == ScriptExpectation::Kind::output)
            claims.push_back(claim_output(where, one.lines));
        if (one.kind == ScriptExpectation::Kind::always)
            claims.push_back(claim_always(where, one.lines));
        if (one.kind == ScriptExpectation::Kind::never_before)
            claims.push_back(claim_never(where, one.lines));
        if (one.kind == ScriptExpectation::Kind::either) {
            if (either.empty()) either_where = where;
            either.push_back(one.lines);
        }
    }
    if (!either.empty()) claims.push_back(claim_one_of(either_where, either));
    return claims;
}

int report_claims(const std::vector<OrderClaim>& claims, const sim::Orders& orders,
                  const Options& options, const Console& console) {
    int code = orders.is_complete ? exit_done : exit_limit;
    for (const OrderClaim& claim : claims) {
        const sim::Order* counter = nullptr;
        std::string why;
        for (const sim::Order& order : orders.orders) {
            why = claim.broken_by(order.lines);
            if (why.empty()) continue;
            counter = &order;
            break;
        }
        if (counter != nullptr) {
            code = exit_failed;
            complain(console, fmt::format("{}: refuted: {}: {}", claim.where, claim.text, why),
                     fmt::format("in {}; --replay {} shows it", fmt::join(counter->lines, ", "),
                                 picks_text(*counter, options)));
        } else if (!orders.is_complete) {
            complain(console,
                     fmt::format("{}: not proven: {}: no order found so far refutes it",
                                 claim.where, claim.text),
                     "--paths looks at more");
        } else if (options.is_verbose) {
            complain(console, fmt::format("{}: proven: {}", claim.where, claim.text));
        }
    }
    return code;
}

}  // namespace ui
