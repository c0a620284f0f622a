#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/draws.hpp"
#include "sim/core/exponential.hpp"
#include "sim/core/fifo.hpp"
#include "sim/core/time.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/statistics.hpp"

namespace sim {

class Machine;
class Loop;

/// Generates the requests of each load, hands them to the loops as ready connections, and closes their accounts.
/// Latency counts from the intended arrival, however late the loop looks.
class Arrivals {
public:
    explicit Arrivals(Machine& machine);

    void start();
    void arrive(std::uint32_t load);
    void user_arrives(std::uint32_t load);
    /// The same, but what arrives is the caller's: `generate(intended)` is called for each request, a user's
    /// without the instant, which is the present one; `schedule(at)` for the next arrival, if there is one.
    template <class Generate, class Schedule>
    void arrive(std::uint32_t load, const Generate& generate, const Schedule& schedule);
    template <class Generate>
    void user_arrives(std::uint32_t load, const Generate& generate);
    /// The loop's poll found request `request` readable: runs the handler.
    void begin(Loop& loop, std::uint32_t request);
    /// One connection of the load that waits at the loop's listening socket is accepted.
    void accept(Loop& loop, std::uint32_t load);
    /// The kernel looks at the load's listening socket; false if nothing waits and it leaves the ready list.
    [[nodiscard]] bool report_backlog(std::uint32_t load, const Loop& loop);
    /// An accepted connection is registered with poll; its bytes are there already (R5.6).
    void registered(Loop& loop, std::uint32_t request);
    void respond(std::uint32_t request, int status);
    void time_out(std::uint32_t request, std::uint32_t serial);
    /// A request that arrived at `arrival` is over: counts it; in a closed load its user pauses.
    /// Inline in arrivals_close.hpp.
    void close(std::uint32_t load, Instant arrival, const Waits& waits, RequestOutcome outcome);
    /// What serving a request costs beyond the handler's own work: little when the loop has hardly slept since the request
    /// before, more when caches have gone cold (cost model, request_hot and request_cold).
    [[nodiscard]] Duration overhead(const Loop& loop);
    void finish();  // counts what is still in flight
    [[nodiscard]] std::vector<LoadStatistics>& statistics() { return statistics_; }
    /// All arrivals generated and answered.
    [[nodiscard]] bool is_over(std::uint32_t load) const;

private:
    struct State {
        std::int64_t generated = 0;
        Source source{0};  // of the intervals
        std::uint64_t draws = 0;
        ExponentialDraws gaps{source, {}};  // poisson: the intervals
        std::int64_t open = 0;              // requests not answered
        bool has_ended = false;             // no further arrivals
        bool is_closed = false;  // over: its listening socket no longer keeps the loops alive
        std::uint32_t next_process = 0;
        Instant next;                               // the intended instant of the next arrival
        std::vector<Fifo<std::uint32_t>> backlogs;  // by process
        std::vector<bool> is_listed;  // by process: the listening socket stands in the ready list
    };
    void schedule(std::uint32_t load);
    /// Whether there is another arrival; if not, the load ends.
    [[nodiscard]] bool goes_on(std::uint32_t load);
    void generate(std::uint32_t load, Instant intended);
    void account(std::uint32_t request, RequestOutcome outcome);
    /// Of a request that is done now: more than its latency.
    void split(LoadStatistics& statistics, Instant arrival, const Waits& waits) const;
    void end(std::uint32_t load);
    void end_if_over(std::uint32_t load) {
        if (is_over(load)) end(load);
    }
    void keep_loops(std::uint32_t load, int by);
    [[nodiscard]] bool is_exhausted(std::uint32_t load) const {
        return loads_[load].requests_max >= 0 &&
               states_[load].generated >= loads_[load].requests_max;
    }
    /// The instant of the arrival after the present one.
    void move_on(std::uint32_t load) {
        if (loads_[load].kind != ArrivalKind::poisson) return move_on_otherwise(load);
        State& state = states_[load];
        state.next += state.gaps.at(state.draws++);
    }
    void move_on_otherwise(std::uint32_t load);
    /// False, and the load ends, if no user may ask any more.
    [[nodiscard]] bool may_ask(std::uint32_t load);
    void count(std::uint32_t load) {
        ++states_[load].generated;
        ++states_[load].open;
    }
    void pause_user(std::uint32_t load);
    [[nodiscard]] Duration ramp_interval(std::uint32_t load, Stream& stream);

    Machine& machine_;
    const std::vector<Load>& loads_;
    std::vector<State> states_;
    std::vector<LoadStatistics> statistics_;
    std::vector<Duration> idle_before_;  // by loop: how long it had slept when it last began one
    std::uint32_t serial_ = 0;
};

inline bool Arrivals::is_over(std::uint32_t load) const {
    return states_[load].has_ended && states_[load].open == 0;
}

inline bool Arrivals::goes_on(std::uint32_t index) {
    State& state = states_[index];
    const Load& load = loads_[index];
    const bool is_late = load.duration.ns >= 0 && state.next != instant_never &&
                         state.next - load.start >= load.duration;
    const bool is_listed_out = load.kind == ArrivalKind::list &&
                               state.generated >= static_cast<std::int64_t>(load.instants.size());
    if (!is_exhausted(index) && !is_late && !is_listed_out) return true;
    state.has_ended = true;
    end_if_over(index);
    return false;
}

template <class Generate, class Schedule>
void Arrivals::arrive(std::uint32_t load, const Generate& generate, const Schedule& schedule) {
    const Instant intended = states_[load].next;
    const std::int64_t most = loads_[load].kind == ArrivalKind::bursts ? loads_[load].burst : 1;
    for (std::int64_t i = 0; i < most && (i == 0 || !is_exhausted(load)); ++i) {
        count(load);
        generate(intended);
    }
    move_on(load);
    if (goes_on(load)) schedule(states_[load].next);
}

template <class Generate>
void Arrivals::user_arrives(std::uint32_t load, const Generate& generate) {
    if (!may_ask(load)) return;
    count(load);
    generate();
}

}  // namespace sim
