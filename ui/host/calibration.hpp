#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "ui/host/real_node.hpp"

namespace ui {

/// Samples of one thing that was measured, ascending, in nanoseconds (scales: thousandths). Never empty.
struct Measurement {
    std::string name;
    std::vector<std::int64_t> samples;

    /// The smallest sample that at least this share of all does not exceed.
    [[nodiscard]] std::int64_t quantile(double share) const;
    [[nodiscard]] std::int64_t median() const { return quantile(0.5); }
    [[nodiscard]] double mean() const;
};

/// What one part of the calibration printed.
struct Measured {
    std::vector<Measurement> values;
    std::vector<std::pair<std::string, std::string>> facts;

    /// Joins the samples with those of the same name.
    void add(Measurement value);
    [[nodiscard]] const Measurement* find(std::string_view name) const;
    [[nodiscard]] std::string_view fact(std::string_view name) const;  // empty if there is none
};

/// The user's own work: what a sample of `--work NAME=KIND:PARAMETER` or `--module FILE` asks for.
struct WorkRequest {
    std::string name;       // in the cost file
    std::string kind;       // "bcrypt", "module" ...
    std::string parameter;  // cost, iterations, bytes, file
    std::string api;        // of the catalogue; empty for the user's own module
};

/// Reads "bcrypt:12", "login=bcrypt:12", "scrypt"; a diagnostic says what is known.
[[nodiscard]] sim::Result<WorkRequest> parse_work(std::string_view text);

struct CalibrationPlan {
    RealNode node;
    std::vector<WorkRequest> works;
    bool is_quick = false;
    const std::atomic<bool>* interrupt = nullptr;
    /// Told before each step: what it measures, and how many seconds are left.
    std::function<void(std::string_view what, double seconds_left)> progress;
};

struct CalibratedWork {
    WorkRequest request;
    Measured measured;
};

struct Calibration {
    Measured facts;  // of the machine and the Node
    Measured costs;  // by the names of the cost model, and "poolTrip"
    std::vector<CalibratedWork> works;
    std::vector<std::string> notes;  // what keeps its default, and what is out of the ordinary
};

/// Runs real Node part by part. Empty after an interrupt.
[[nodiscard]] sim::Result<std::optional<Calibration>> calibrate(const CalibrationPlan& plan);

}  // namespace ui
