#include "sim/predict/closed_forms.hpp"

#include <algorithm>

#include "sim/core/exact_math.hpp"

namespace sim {

namespace {

/// How many others a user finds at the servers: as many as there are at any time with one user less (the arrival theorem of Lavenberg
/// and Reiser, and of Sevcik and Mitrani). By their number, from 0.
std::vector<double> found_at_arrival(double servers, std::int64_t others, double think) {
    std::vector<double> chances(static_cast<std::size_t>(others) + 1);
    if (think <= 0) {
        chances.back() = 1;
        return chances;
    }
    // p(n) / p(n - 1) = (others - n + 1) / think / min(n, servers), as logarithms, since they may be huge.
    double most = 0;
    for (std::size_t n = 1; n < chances.size(); ++n) {
        const auto thinking = static_cast<double>(chances.size() - n);
        const double busy = std::min(static_cast<double>(n), servers);
        chances[n] = chances[n - 1] + exact_ln(thinking / think / busy);
        most = std::max(most, chances[n]);
    }
    double sum = 0;
    for (double& chance : chances) sum += chance = exact_exp(chance - most);
    for (double& chance : chances) chance /= sum;
    return chances;
}

/// The chance that a response takes longer than `time` if the service is exponential of rate 1, and so is, of rate `drain`, the
/// wait of those that wait.
double response_beyond(double waits, double drain, double time) {
    const double service = exact_exp(-time);
    const double gap = drain - 1;
    const bool is_double = gap < 1e-6 && gap > -1e-6;
    const double both =
        is_double ? (1 + time) * service : (drain * service - exact_exp(-drain * time)) / gap;
    return (1 - waits) * service + waits * both;
}

}  // namespace

double erlang_c(std::int32_t servers, double utilisation) {
    // Erlang B by its recursion, which neither overflows nor cancels.
    const double load = servers * utilisation;
    double blocked = 1;
    for (int k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
    return blocked / (1 - utilisation * (1 - blocked));
}

double mmc_response_beyond(std::int32_t servers, double utilisation, double time) {
    return response_beyond(erlang_c(servers, utilisation), servers * (1 - utilisation), time);
}

double mmc_wait(std::int32_t servers, double utilisation) {
    return erlang_c(servers, utilisation) / (servers * (1 - utilisation));
}

ConstantArrivals::ConstantArrivals(std::int32_t servers, double utilisation) {
    const double load = servers * utilisation;
    // An arrival that finds all servers busy finds one more with this chance: the root of e^(-(1 - root) / utilisation) - root below
    // 1, a convex function, so that Newton's steps from 0 stay on its left.
    double root = 0;
    for (double step = 1; step > 1e-15;) {
        const double power = exact_exp((root - 1) / utilisation);
        step = (power - root) / (1 - power / utilisation);
        root += step;
    }
    drain_ = servers * (1 - root);
    // The sum over j of binomial(servers, j) / C_j / (1 - p_j) * (servers * (1 - p_j) - j) / (drain - j), where p_j is the chance
    // that none of j services ends between arrivals and C_j the product of p_i / (1 - p_i). Both differences have one sign.
    double sum = 1 / (1 - root);
    double log_ratio = 0;  // of the binomial and C_j
    for (int j = 1; j <= servers; ++j) {
        const double none = exact_exp(-j / load);
        log_ratio += exact_ln(static_cast<double>(servers - j + 1) / j * (1 - none)) + j / load;
        const double gap = drain_ - j;
        const double quotient = gap < 1e-9 && gap > -1e-9
                                    ? 1 - root / utilisation  // where both are 0
                                    : (servers * (1 - none) - j) / gap;
        sum += exact_exp(log_ratio) / (1 - none) * quotient;
    }
    waits_ = 1 / sum / (1 - root);
}

double ConstantArrivals::beyond(double time) const { return response_beyond(waits_, drain_, time); }

// An own service is as long as a geometric number of services of rate `servers`. So a response outlasts j of these surely if k >= j
// have to end before its own begins, otherwise with chance (1 - 1 / servers)^(j - k); the services within a time are Poisson.
MachineRepair::MachineRepair(std::int32_t servers, std::int64_t users, double think)
    : servers_(static_cast<double>(std::min<std::int64_t>(servers, users))) {
    const std::vector<double> found = found_at_arrival(servers_, users - 1, think);
    const double stays = 1 - 1 / servers_;
    double own = 0;  // those whose own service has begun
    double left = 1;
    for (std::size_t first = 0; first < found.size();) {
        // All that find a free server have nothing before them.
        const std::size_t end = first == 0 ? static_cast<std::size_t>(servers_) : first + 1;
        double begins = 0;
        for (; first < end; ++first) begins += found[first];
        own = stays * own + begins;
        left -= begins;
        goes_on_.push_back(own + std::max(left, 0.0));
    }
}

double MachineRepair::goes_on(std::int64_t services) const {
    const auto last = static_cast<std::int64_t>(goes_on_.size()) - 1;
    if (services <= last) return goes_on_[static_cast<std::size_t>(services)];
    if (servers_ <= 1) return 0;
    return goes_on_.back() *
           exact_exp(static_cast<double>(services - last) * exact_ln(1 - 1 / servers_));
}

double MachineRepair::mean() const {
    double sum = goes_on_.back() * (servers_ - 1);  // all further ones
    for (const double chance : goes_on_) sum += chance;
    return sum / servers_;
}

double MachineRepair::beyond(double time) const {
    constexpr double nothing = 1e-18;
    const double mean = servers_ * time;
    const auto mode = static_cast<std::int64_t>(mean);
    double weights = 0;  // relative to the mode's
    double sum = 0;
    const auto add = [&](std::int64_t services, double weight) {
        weights += weight;
        sum += weight * goes_on(services);
    };
    double weight = 1;
    for (std::int64_t j = mode; j >= 0 && weight > nothing; --j) {
        add(j, weight);
        weight *= static_cast<double>(j) / mean;
    }
    weight = mean / static_cast<double>(mode + 1);
    for (std::int64_t j = mode + 1; weight > nothing; ++j) {
        add(j, weight);
        weight *= mean / static_cast<double>(j + 1);
    }
    return sum / weights;
}

double mdc_wait(std::int32_t servers, double utilisation) {
    if (servers == 1) return utilisation / 2 / (1 - utilisation);
    // Near saturation the series takes forever, and Cosmetatos' approximation (1975) is within a thousandth.
    if (utilisation > 0.96) {
        const double c = servers;
        const double more =
            (1 - utilisation) * (c - 1) * (exact_sqrt(4 + 5 * c) - 2) / (16 * utilisation * c);
        return (1 + more) / 2 * mmc_wait(servers, utilisation);
    }
    // The sum over i of e^(-ia) (sum over j >= ic of (ia)^j/j! - 1/utilisation * the same for j > ic), where a is the load.
    const double load = servers * utilisation;
    double sum = 0;
    double log_factorial = 0;  // of ic
    for (int i = 1; i < 100'000; ++i) {
        const double mean = i * load;
        const double from = static_cast<double>(i) * servers;
        for (int back = servers - 1; back >= 0; --back) log_factorial += exact_ln(from - back);
        double term = exact_exp(from * exact_ln(mean) - mean - log_factorial);  // Poisson, of ic
        const double first = term;
        double tail = 0;
        for (int more = 1; term > 1e-18 * first && term > 1e-300; ++more) {
            term *= mean / (from + more);
            tail += term;
        }
        const double part = first + tail * (1 - 1 / utilisation);
        sum += part;
        if (part < 1e-9 * sum || first < 1e-290) break;
    }
    return sum;
}

}  // namespace sim
