// loopglass_bench [--smoke] [--json] [WORKLOAD...]: the workloads as scenarios beside hand-written loops, the program that anybody
// would write first, and real Node, as ratios within one run, so that the figures mean something on any machine. Ours
// and the other are measured in turn, several times after one run of ours that does not count; a ratio is the median with the
// least and the largest. --smoke runs a hundredth of the work and claims nothing. Names choose some of the workloads: loopglass_bench W6 W7.

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "tests/bench/rows.hpp"

namespace {

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Figures {
    double ns = 0;        // an operation of ours
    double other_ns = 0;  // 0: nothing to compare with
    double ratio = 0;     // other / ours
    double ratio_min = 0;
    double ratio_max = 0;
};

Figures measure(const bench::Row& row, int rounds) {
    if (row.bytes) {
        const auto [ours, other] = row.bytes();
        const double ratio = other / ours;
        return {ours / row.operations, other / row.operations, ratio, ratio, ratio};
    }
    // The first pages that a process touches have to be found for it, by a virtual machine's host even.
    if (rounds > 1) row.ours();
    std::vector<double> ours;
    std::vector<double> others;
    std::vector<double> ratios;
    for (int i = 0; i < rounds; ++i) {
        ours.push_back(seconds_of(row.ours) * 1e9 / row.operations);
        double other = 0;
        if (row.other_ns) other = row.other_ns();
        else if (row.other) other = seconds_of(row.other) * 1e9 / row.other_operations;
        if (other <= 0) continue;
        others.push_back(other);
        ratios.push_back(other / ours.back());
    }
    const auto median = [](std::vector<double>& values) {
        std::sort(values.begin(), values.end());
        return values.empty() ? 0.0 : values[values.size() / 2];
    };
    Figures figures{.ns = median(ours), .other_ns = median(others), .ratio = median(ratios)};
    if (!ratios.empty()) {
        figures.ratio_min = ratios.front();
        figures.ratio_max = ratios.back();
    }
    return figures;
}

}  // namespace

int main(int argc, char** argv) {
    bool is_smoke = false;
    bool is_json = false;
    std::vector<std::string_view> wanted;  // beginnings of names: "W6"; none: all
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--smoke") is_smoke = true;
        else if (argument == "--json") is_json = true;
        else if (!argument.starts_with('-')) wanted.push_back(argument);
        else {
            std::cerr << "usage: loopglass_bench [--smoke] [--json] [WORKLOAD...]\n";
            return 2;
        }
    }
    if (!is_json)
        fmt::print("{:<30}{:>10}  {:<16}{:>10}{:>9}  {:<16}{}\n", "workload", "ns each", "beside",
                   "ns each", "ratio", "least .. most", "to reach");
    std::string json;
    for (const bench::Row& row : bench::rows(is_smoke ? 100 : 1, wanted)) {
        const bool is_wanted =
            std::any_of(wanted.begin(), wanted.end(),
                        [&](std::string_view name) { return row.name.starts_with(name); });
        if (!wanted.empty() && !is_wanted) continue;
        const Figures figures = measure(row, is_smoke ? 1 : 5);
        if (is_json) {
            json += fmt::format(
                "{}{{\"workload\":\"{}\",\"ns\":{:.2f},\"beside\":\"{}\",\"other_ns\":{:.2f},"
                "\"ratio\":{:.4f},\"least\":{:.4f},\"most\":{:.4f},\"to_reach\":\"{}\"}}",
                json.empty() ? "" : ",\n ", row.name, figures.ns, row.beside, figures.other_ns,
                figures.ratio, figures.ratio_min, figures.ratio_max, row.goal);
            continue;
        }
        fmt::print("{:<30}{:>10.2f}", row.name, figures.ns);
        if (figures.ratio > 0) {
            fmt::print("  {:<16}{:>10.2f}{:>9.3f}  {:<16}", row.beside, figures.other_ns,
                       figures.ratio,
                       fmt::format("{:.3f} .. {:.3f}", figures.ratio_min, figures.ratio_max));
        } else {
            fmt::print("{:<55}", "");
        }
        fmt::print("{}\n", row.goal);
        std::fflush(stdout);
    }
    if (is_json) fmt::print("[{}]\n", json);
    return 0;
}
