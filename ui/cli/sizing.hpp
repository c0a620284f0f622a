#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/program/program.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/forecast_subject.hpp"
#include "ui/cli/options.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/size_finding.hpp"
#include "ui/cli/target.hpp"

namespace ui {

/// Requests a second of the load with this name, or of all together; nothing if not all of them come at a rate, or if they
/// are soon over.
[[nodiscard]] std::optional<double> offered_rate(const sim::Program& program,
                                                 std::string_view load);

/// A load that meets the targets, the largest known to be too small and the smallest known to be too large; 0: none.
struct LoadBounds {
    double start = 0;
    double low = 0;
    double met = 0;
    double high = 0;
};

/// Looks for the answers.
class Sizing {
public:
    Sizing(const ForecastSubject& subject, const sim::Program& present, const Options& options,
           const std::vector<Target>& targets, const Console& console)
        : subject_(subject),
          present_(present),
          options_(options),
          targets_(targets),
          console_(console),
          progress_(console, "sizing") {}

    /// Nothing after a message; an interrupt leaves what there is.
    [[nodiscard]] bool find(const FindRow& row, Finding& finding);
    void finish() { progress_.clear(); }
    /// After a message.
    [[nodiscard]] int code() const { return code_; }

private:
    [[nodiscard]] sim::Result<Changes> changes_for(const FindRow& row, double value) const;
    [[nodiscard]] const Trial* attempt(const FindRow& row, double value);
    [[nodiscard]] bool find_count(const FindRow& row, Finding& finding);
    [[nodiscard]] bool find_load(const FindRow& row, Finding& finding);
    [[nodiscard]] double least_load(const FindRow& row) const;
    [[nodiscard]] bool find_met_load(const FindRow& row, LoadBounds& bounds);
    [[nodiscard]] bool find_most(const FindRow& row, LoadBounds bounds, double& most);
    [[nodiscard]] bool find_least(const FindRow& row, LoadBounds bounds, double& least);

    const ForecastSubject& subject_;
    const sim::Program& present_;
    const Options& options_;
    const std::vector<Target>& targets_;
    const Console& console_;
    Progress progress_;
    std::map<double, Trial> trials_;
    int code_ = exit_bad_input;
};

}  // namespace ui
