// Depth by number of deviations: a run follows its prefix of picks and then takes the first alternative everywhere; each
// choice it meets behind the prefix gives a child for every other alternative. A choice in a state that was met before
// gives none, nor does what follows it: equal states have equal futures. Runs go in batches whose order and size do not
// depend on the number of threads, and results are taken in that order; so the outcome does not depend on it either.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sim/explore/explore.hpp"
#include "sim/explore/facts.hpp"

namespace sim {

namespace {

constexpr std::size_t batch_max = 256;
constexpr std::size_t siblings_max = 16;  // more are several groups, so that all threads have work
constexpr std::size_t siblings_min =
    3;  // to go along their common path once more pays from here on
constexpr std::size_t waiting_max = 4'000'000;   // prefixes; each is a few dozen bytes
constexpr std::int64_t choices_max = 5'000'000;  // met in all runs: loops that turn meet thousands
constexpr std::int64_t walks_share = 4;          // of so many paths one more is walked at random

/// A run to make: how its picks begin, and the order of the run it deviates from.
struct Prefix {
    std::vector<std::uint32_t> picks;
    std::int64_t parent = -1;
    std::int64_t family = -1;  // those that part from the same run
};

/// Calls `work(i)` for 0 .. count-1 on several threads.
template <class Work>
void in_parallel(std::size_t count, int threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    const auto loop = [&] {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::thread> others;
    const std::size_t wanted = std::min<std::size_t>(count, static_cast<std::size_t>(threads));
    for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(loop);
    loop();
    for (std::thread& other : others) other.join();
}

using Key = std::pair<std::vector<std::string>, std::string>;

Key key_of(const PathOutcome& outcome) {
    return {outcome.lines, outcome.ending + ' ' + std::to_string(outcome.exit_code)};
}

class Enumeration {
public:
    Enumeration(const PathRunner& runner, const ExploreOptions& options)
        : runner_(runner),
          options_(options),
          threads_(options.threads > 0
                       ? options.threads
                       : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {}

    Orders result() {
        std::vector<Prefix> wave{Prefix{}};
        while (!wave.empty() && orders_.is_complete) {
            std::vector<Prefix> next;
            for (std::size_t i = 0; i < wave.size() && orders_.is_complete; i += batch_max)
                run_batch(wave, i, next);
            wave = std::move(next);
        }
        if (orders_.needs.any()) return std::move(orders_);
        if (!orders_.is_complete) wander();
        describe();
        sample();
        orders_.facts = order_facts(orders_.orders, strays_);
        return std::move(orders_);
    }

private:
    void run_batch(std::vector<Prefix>& wave, std::size_t first, std::vector<Prefix>& next) {
        if (choices_ > choices_max) {
            orders_.is_complete = false;
            return;
        }
        std::size_t count = std::min(batch_max, wave.size() - first);
        const std::int64_t left = options_.runs_max - orders_.runs;
        if (static_cast<std::int64_t>(count) > left) {
            count = static_cast<std::size_t>(std::max<std::int64_t>(0, left));
            orders_.is_complete = false;
        }
        std::vector<PathOutcome> outcomes(count);
        const std::vector<std::size_t> ends = groups(wave, first, count);
        in_parallel(ends.size(), threads_, [&](std::size_t group) {
            run_group(wave, first, group == 0 ? 0 : ends[group - 1], ends[group], outcomes);
        });
        if (is_interrupted()) {
            orders_.is_complete = false;
            return;
        }
        for (std::size_t i = 0; i < count; ++i) take(wave[first + i], outcomes[i], next);
        orders_.runs += static_cast<std::int64_t>(count);
    }

    /// Where each group of siblings that are run together ends.
    [[nodiscard]] std::vector<std::size_t> groups(const std::vector<Prefix>& wave,
                                                  std::size_t first, std::size_t count) const {
        std::vector<std::size_t> ends;
        for (std::size_t i = 1; i <= count; ++i) {
            const std::size_t begin = ends.empty() ? 0 : ends.back();
            if (i == count || !runner_.run_siblings || i - begin == siblings_max ||
                wave[first + i].family != wave[first + begin].family)
                ends.push_back(i);
        }
        return ends;
    }

    void run_group(const std::vector<Prefix>& wave, std::size_t first, std::size_t begin,
                   std::size_t end, std::vector<PathOutcome>& outcomes) const {
        if (is_interrupted()) return;
        if (end - begin < siblings_min) {
            for (std::size_t i = begin; i < end; ++i) {
                outcomes[i] = runner_.run_path(wave[first + i].picks, false);
                count_run();
            }
            return;
        }
        std::vector<std::vector<std::uint32_t>> picks;
        for (std::size_t i = begin; i < end; ++i) picks.push_back(wave[first + i].picks);
        std::vector<PathOutcome> found = runner_.run_siblings(picks);
        for (std::size_t i = begin; i < end; ++i) {
            if (i - begin < found.size()) outcomes[i] = std::move(found[i - begin]);
            count_run();
        }
    }

    void take(const Prefix& prefix, const PathOutcome& outcome, std::vector<Prefix>& next) {
        PathNeeds& needs = orders_.needs;
        needs.waiting_steps |= outcome.needs.waiting_steps && !options_.latitude.steps_may_wait;
        needs.seen_steps |= outcome.needs.seen_steps && !options_.latitude.steps_are_seen;
        needs.clocks |= outcome.needs.clocks && !options_.latitude.clocks_matter;
        needs.read_clocks |= outcome.needs.read_clocks && !options_.latitude.clocks_are_read;
        needs.durations.insert(needs.durations.end(), outcome.needs.durations.begin(),
                               outcome.needs.durations.end());
        if (needs.any()) {
            orders_.is_complete = false;
            return;
        }
        const std::int64_t order =
            outcome.is_cut ? states_.at(outcome.taken.back().state) : add_order(prefix, outcome);
        choices_ += static_cast<std::int64_t>(outcome.taken.size());
        ++families_;
        std::vector<std::uint32_t> picks = prefix.picks;
        std::unordered_set<std::uint64_t> own;  // states that this run has met first
        for (std::size_t i = prefix.picks.size(); i < outcome.taken.size(); ++i) {
            const TakenChoice& choice = outcome.taken[i];
            if (options_.merges_states && !states_.try_emplace(choice.state, order).second) {
                // A loop that turns comes to where it was before, and goes on until time has passed.
                if (!own.contains(choice.state)) return;
                picks.push_back(0);
                continue;
            }
            own.insert(choice.state);
            if (options_.merges_states && runner_.learn) runner_.learn(choice.state);
            for (std::uint32_t other = 1; other < choice.alternatives; ++other) {
                if (next.size() >= waiting_max) {
                    orders_.is_complete = false;
                    return;
                }
                next.push_back({picks, order, families_});
                next.back().picks.push_back(other);
            }
            picks.push_back(0);
        }
    }

    std::int64_t add_order(const Prefix& prefix, const PathOutcome& outcome) {
        const auto [place, is_new] =
            index_.try_emplace(key_of(outcome), static_cast<std::int64_t>(orders_.orders.size()));
        if (is_new) {
            Order order;
            order.lines = outcome.lines;
            order.error_lines = outcome.error_lines;
            order.ending = outcome.ending;
            order.exit_code = outcome.exit_code;
            order.picks = prefix.picks;
            order.steps_wait = options_.latitude.steps_may_wait;
            order.clocks_are_read = options_.latitude.clocks_are_read;
            order.durations = options_.latitude.durations;
            order.neighbour = prefix.parent;
            orders_.orders.push_back(std::move(order));
        }
        return place->second;
    }

    /// Paths with few deviations are much alike: chance finds what lies far off.
    void wander() {
        const auto count = static_cast<std::size_t>(options_.runs_max / walks_share);
        std::vector<PathOutcome> outcomes(count);
        in_parallel(count, threads_, [&](std::size_t i) {
            if (is_interrupted()) return;
            outcomes[i] = runner_.run_wandering(i + 1);
            count_run();
        });
        if (is_interrupted()) return;
        for (const PathOutcome& outcome : outcomes) {
            Prefix walked;
            for (const TakenChoice& choice : outcome.taken) walked.picks.push_back(choice.picked);
            while (!walked.picks.empty() && walked.picks.back() == 0) walked.picks.pop_back();
            (void)add_order(walked, outcome);
        }
    }

    /// The choices of each order's path in words.
    void describe() {
        const std::size_t count =
            std::min(orders_.orders.size(), static_cast<std::size_t>(options_.described_max));
        in_parallel(count, threads_, [&](std::size_t i) {
            Order& order = orders_.orders[i];
            if (order.picks.empty() || is_interrupted()) return;
            const PathOutcome outcome = runner_.run_path(order.picks, true);
            count_run();
            for (std::size_t c = 0; c < order.picks.size() && c < outcome.taken.size(); ++c) {
                const TakenChoice& choice = outcome.taken[c];
                order.choices.push_back({choice.point, choice.texts, choice.picked});
            }
        });
    }

    void sample() {
        std::vector<std::int64_t> seen(static_cast<std::size_t>(options_.samples), -1);
        std::vector<std::vector<std::string>> strays(seen.size());
        in_parallel(seen.size(), threads_, [&](std::size_t i) {
            if (is_interrupted()) return;
            PathOutcome outcome = runner_.run_sample(options_.seed + i);
            count_run();
            const auto found = index_.find(key_of(outcome));
            if (found != index_.end()) seen[i] = found->second;
            else strays[i] = std::move(outcome.lines);
        });
        if (is_interrupted()) return;
        orders_.samples = options_.samples;
        for (const std::int64_t order : seen) {
            if (order < 0) ++orders_.samples_outside;
            else ++orders_.orders[static_cast<std::size_t>(order)].seen;
        }
        if (orders_.is_complete) return;  // what holds within the bounds is known
        for (std::size_t i = 0; i < seen.size(); ++i) {
            if (seen[i] < 0) strays_.insert(std::move(strays[i]));
        }
    }

    void count_run() const {
        if (options_.runs != nullptr) ++*options_.runs;
    }

    [[nodiscard]] bool is_interrupted() const {
        return options_.interrupt != nullptr && options_.interrupt->load();
    }

    const PathRunner& runner_;
    const ExploreOptions& options_;
    int threads_;
    Orders orders_;
    std::int64_t choices_ = 0;
    std::int64_t families_ = 0;
    std::map<Key, std::int64_t> index_;
    std::set<std::vector<std::string>> strays_;  // printed by samples, not found by the walk
    /// What is printed from a state on with the first alternative everywhere.
    std::unordered_map<std::uint64_t, std::int64_t> states_;
};

}  // namespace

Orders enumerate(const PathRunner& runner, const ExploreOptions& options) {
    return Enumeration{runner, options}.result();
}

}  // namespace sim
