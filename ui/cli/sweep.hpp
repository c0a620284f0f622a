#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/forecast.hpp"
#include "ui/cli/vary.hpp"

namespace ui {

/// The file of a sweep is JSON of which each cell is one line, so that parts can be joined without loss:
///
/// {"loopglass": "sweep", "version": 1,
///  "program": "login.json", "title": "...", "node": "24", "seed": "1", "plan": "16 hex digits",
///  "vary": [{"field": "threadpool", "path": "runtime.threadpool", "values": ["1", "2"]}, ...one or two],
///  "cells_total": 8,
///  "cells": [
///   {"cell": 0, "at": ["1", "40/s"], "stability": "steady", ...},
///   ...
///  ]}
///
/// `plan` tells sweeps apart: of equal plans the cells fit together. Cells stand in ascending order; cell = index in the
/// first dimension * values of the second + index in the second; those that are not there were not computed (another shard,
/// Ctrl-C). Of a cell:
///   at            the values, by dimension
///   stability     "steady", "unstable" or "whole run"
///   p50 p90 p95 p99 p99.9 mean   [value, low, high] in ns with 95 % intervals; null if unstable or nothing was done,
///                 low and high null where not known
///   max           ns, null like p99
///   throughput    [value, low, high] responses a second
///   errors        share of requests that failed or timed out; timeouts: of those that timed out
///   utilisation   {"main": share, "pool": share, "cores": share or null, "stations": {name: share}}
///   offered, capacity, growth    requests a second; null where unknown (capacity) or steady (growth)
///   waits         {reason: ns} at p99, zero ones left out; "top": the largest
///   precise, replications, requests   how well it is known, and from how much
struct SweepPlan {
    std::string program;
    std::string title;
    std::string node;
    std::string seed;
    std::string plan;
    std::vector<Vary> vary;

    [[nodiscard]] std::size_t cells() const {
        std::size_t count = 1;
        for (const Vary& dimension : vary) count *= dimension.values.size();
        return count;
    }
    /// Index into the values of each dimension.
    [[nodiscard]] std::vector<std::size_t> position(std::size_t cell) const;
};

/// One line of the file and what tables show of it.
struct SweepCell {
    std::size_t index = 0;
    std::string line;
    std::string stability;
    std::array<std::optional<double>, 5> percentiles{};  // ns
    std::array<std::optional<double>, 5> lows{};         // of their 95 % intervals
    std::array<std::optional<double>, 5> highs{};
    std::optional<double> mean;
    std::optional<double> throughput;
    std::optional<double> growth;
    std::optional<double> main;
    std::optional<double> pool;
    std::optional<double> cores;
    double errors = 0;
    std::string top;
};

struct Sweep {
    SweepPlan plan;
    std::vector<SweepCell> cells;  // ascending
};

[[nodiscard]] SweepCell make_cell(const SweepPlan& plan, std::size_t index,
                                  const sim::Forecast& forecast);
[[nodiscard]] std::string sweep_json(const Sweep& sweep);
[[nodiscard]] std::string sweep_csv(const Sweep& sweep);
/// One dimension: a row a cell. Two: p99 as a matrix.
[[nodiscard]] std::string sweep_table(const Sweep& sweep, bool has_colour);

/// Reads what sweep_json wrote; other text gets a diagnostic.
[[nodiscard]] sim::Result<Sweep> read_sweep(std::string_view text, const std::string& file);

}  // namespace ui
