#include "sim/predict/closed_forms.hpp"

#include "sim/core/exact_math.hpp"

namespace sim {

double erlang_c(std::int32_t servers, double utilisation) {
    // Erlang B by its recursion, which neither overflows nor cancels.
    const double load = servers * utilisation;
    double blocked = 1;
    for (int k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
    return blocked / (1 - utilisation * (1 - blocked));
}

double mmc_response_beyond(std::int32_t servers, double utilisation, double time) {
    // The service is exponential of rate 1, the wait of those that wait of rate `drain`.
    const double waits = erlang_c(servers, utilisation);
    const double drain = servers * (1 - utilisation);
    const double service = exact_exp(-time);
    const double gap = drain - 1;
    const bool is_double = gap < 1e-6 && gap > -1e-6;
    const double both =
        is_double ? (1 + time) * service : (drain * service - exact_exp(-drain * time)) / gap;
    return (1 - waits) * service + waits * both;
}

double mmc_wait(std::int32_t servers, double utilisation) {
    return erlang_c(servers, utilisation) / (servers * (1 - utilisation));
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
