#pragma once

#include <string>

#include "sim/predict/predict.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// How much work, on how many threads, as the options say.
[[nodiscard]] sim::PredictPlan predict_plan(const Options& options, const Console& console);

/// Makes one replication of the program as long as --requests says. Several loads keep their rates.
void set_requests(sim::Program& program, std::int64_t requests);

/// The scenario, ready for forecasts: it must have a load.
[[nodiscard]] Loaded<Job> load_forecast_job(const Input& input, const Options& options,
                                            const Console& console);

/// One line of progress on a terminal's stderr, renewed in place; nothing elsewhere. Shows the time left.
class Progress {
public:
    Progress(const Console& console, std::string what);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();
    /// `share` of the work is done.
    void show(double share, const std::string& detail = {});
    /// The same where nobody knows how much there is.
    void show(const std::string& detail);
    void clear();

private:
    [[nodiscard]] bool is_time() const;
    void write(const std::string& line);

    const Console& console_;
    std::string what_;
    double started_s_ = 0;
    double shown_s_ = -1;
    bool is_shown_ = false;
};

}  // namespace ui
