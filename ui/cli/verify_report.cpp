#include "ui/cli/verify_report.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/core.h>

#include "ui/cli/json.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

constexpr std::size_t variants_shown_max = 8;

int count_of(const std::vector<RunVariant>& variants) {
    int count = 0;
    for (const RunVariant& one : variants) count += one.count;
    return count;
}

bool holds(const std::vector<RunVariant>& variants, const RunOutcome& outcome) {
    return std::any_of(variants.begin(), variants.end(),
                       [&](const RunVariant& one) { return one.outcome == outcome; });
}

/// The outcome in one line. A run that ends by itself without an error needs no word about its end.
std::string summary_of(const RunOutcome& outcome) {
    std::string text;
    for (const std::string& line : lines_of(outcome.out))
        text.append(text.empty() ? "" : ", ").append(line);
    if (text.empty()) text = "(no output)";
    if (outcome.end != "exit code 0") text += fmt::format(" ({})", outcome.end);
    return text;
}

void print_variants(const std::vector<RunVariant>& variants, std::size_t width, std::ostream& out) {
    Table table{{{""}, {"", Align::left}, {"", Align::left}}};
    for (std::size_t i = 0; i < std::min(variants.size(), variants_shown_max); ++i) {
        const RunVariant& one = variants[i];
        table.add({fmt::format("{:>5}", one.count), one.count == 1 ? "run" : "runs",
                   shorten(summary_of(one.outcome), std::max<std::size_t>(width, 40) - 14)});
    }
    out << table.to_text(false);
    if (variants.size() > variants_shown_max)
        out << fmt::format("       and {} more outcomes\n", variants.size() - variants_shown_max);
}

/// The simulation beside the most frequent real outcome; beside the one it shares, if there is one.
const RunOutcome& counterpart(const Verification& verification) {
    for (const RunVariant& one : verification.real) {
        if (one.outcome == verification.simulated) return one.outcome;
    }
    return verification.real.front().outcome;
}

/// The simulated run has no stated seed, and is that of a program.
bool is_typical(const Verification& verification, const Options& options) {
    return verification.form == "javascript" && !options.is_seed_stated;
}

std::string seed_of(const Verification& verification, const Options& options) {
    return is_typical(verification, options) ? "a typical seed"
                                             : fmt::format("seed {}", options.seed);
}

std::string verdict_text(const Verification& verification, const Options& options) {
    const int runs = count_of(verification.real);
    const std::string real = fmt::format("real Node {}", verification.node_version);
    switch (verification.verdict) {
        case ComparisonVerdict::same:
            return fmt::format("same: {} prints this in {}, and so does loopglass", real,
                               runs == 1 ? "its run" : fmt::format("each of {} runs", runs));
        case ComparisonVerdict::one_of:
            return fmt::format(
                "race: {} itself shows {} outcomes in {} runs; loopglass, with {}, shows one of "
                "them",
                real, verification.real.size(), runs, seed_of(verification, options));
        case ComparisonVerdict::different: break;
    }
    const std::size_t line =
        first_difference(counterpart(verification), verification.simulated).value_or(0);
    if (verification.real.size() == 1)
        return fmt::format("different from line {} on; {} prints its side in {}", line, real,
                           runs == 1 ? "its run" : fmt::format("each of {} runs", runs));
    return fmt::format(
        "different: {} itself shows {} outcomes in {} runs; what loopglass shows, "
        "with {}, is none of them",
        real, verification.real.size(), runs, seed_of(verification, options));
}

void print_races(const Verification& verification, const Options& options, const Console& console) {
    const auto width = static_cast<std::size_t>(console.out_terminal.width);
    if (verification.real.size() > 1) {
        console.out << fmt::format("\nreal Node {}:\n", verification.node_version);
        print_variants(verification.real, width, console.out);
    }
    if (verification.simulated_variants.size() > 1) {
        console.out << fmt::format("\nloopglass, seeds {} to {}:\n", options.seed,
                                   options.seed + static_cast<std::uint64_t>(options.runs) - 1);
        print_variants(verification.simulated_variants, width, console.out);
    }
}

void print_text(const Verification& verification, const Options& options, const Console& console) {
    const bool has_colour = console.out_terminal.has_colour;
    const bool is_difference = verification.verdict == ComparisonVerdict::different;
    console.out << side_by_side(counterpart(verification), verification.simulated,
                                fmt::format("real Node {}", verification.node_version),
                                fmt::format("loopglass, rules of Node {}", verification.profile),
                                static_cast<std::size_t>(console.out_terminal.width), has_colour);
    console.out << '\n'
                << paint(verdict_text(verification, options), is_difference ? Ink::red : Ink::green,
                         has_colour)
                << '\n';
    print_races(verification, options, console);
    if (is_difference && verification.simulated_variants.size() > 1 &&
        std::any_of(verification.real.begin(), verification.real.end(), [&](const RunVariant& one) {
            return holds(verification.simulated_variants, one.outcome);
        })) {
        console.out
            << "\nWith other seeds loopglass shows what real Node does: a race to the "
               "model, perhaps one that\nreal Node rarely loses; --runs asks it more often.\n";
    }
    if (options.is_verbose)
        console.out << fmt::format("\nfollows the host: {}\n", verification.host_parts);
}

void put_outcome(Json& json, const RunOutcome& outcome) {
    json.text("end", outcome.end);
    json.open("lines", '[');
    for (const std::string& line : lines_of(outcome.out)) json.text({}, line);
    json.close(']');
}

void put_variants(Json& json, std::string_view key, const std::vector<RunVariant>& variants) {
    json.open(key, '[');
    for (const RunVariant& one : variants) {
        json.open({}, '{');
        json.integer("count", one.count);
        put_outcome(json, one.outcome);
        json.close('}');
    }
    json.close(']');
}

void print_json(const Verification& verification, const Options& options, std::ostream& out) {
    const traces::Sink sink = [&](std::string_view bytes) {
        return static_cast<bool>(out << bytes);
    };
    Json json{sink};
    json.open({}, '{');
    json.text("verdict", verdict_name(verification.verdict));
    json.text("program", verification.name);
    json.text("form", verification.form);
    json.open("node", '{');
    json.text("binary", verification.binary);
    json.text("version", verification.node_version);
    json.close('}');
    json.text("profile", verification.profile);
    json.text("followsHost", verification.host_parts);
    json.integer("runs", count_of(verification.real));
    json.boolean("isRealStable", verification.real.size() == 1);
    if (const auto line = first_difference(counterpart(verification), verification.simulated)) {
        json.integer("firstDifference", static_cast<std::int64_t>(*line));
    } else {
        json.null("firstDifference");
    }
    put_variants(json, "real", verification.real);
    json.open("simulated", '{');
    if (is_typical(verification, options)) json.text("seed", "typical");
    else json.integer("seed", static_cast<std::int64_t>(options.seed));
    put_outcome(json, verification.simulated);
    json.close('}');
    put_variants(json, "simulatedBySeeds", verification.simulated_variants);
    json.close('}');
    (void)json.finish();
}

}  // namespace

void report_verification(const Verification& verification, const Options& options,
                         const Console& console) {
    if (options.is_json) return print_json(verification, options, console.out);
    print_text(verification, options, console);
}

}  // namespace ui
