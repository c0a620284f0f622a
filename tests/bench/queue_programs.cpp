// The same workloads as anybody would first write them: a std::priority_queue of events that are std::functions.
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "sim/core/exponential.hpp"
#include "sim/core/histogram.hpp"
#include "tests/bench/limits.hpp"

namespace bench {

namespace {

class Simulation {
public:
    void at(std::int64_t when, std::function<void()> what) {
        queue_.push({when, sequence_++, std::move(what)});
    }
    [[nodiscard]] std::int64_t now() const { return now_; }
    void run() {
        while (!queue_.empty()) {
            const Event event = queue_.top();
            queue_.pop();
            now_ = event.at;
            event.what();
        }
    }

private:
    struct Event {
        std::int64_t at = 0;
        std::uint64_t sequence = 0;
        std::function<void()> what;
    };
    struct Later {
        bool operator()(const Event& x, const Event& y) const {
            return x.at != y.at ? x.at > y.at : x.sequence > y.sequence;
        }
    };
    std::priority_queue<Event, std::vector<Event>, Later> queue_;
    std::uint64_t sequence_ = 0;
    std::int64_t now_ = 0;
};

/// Servers with one queue in front of them.
class Station {
public:
    Station(Simulation& simulation, int servers) : simulation_(simulation), free_(servers) {}
    void serve(std::int64_t time, std::function<void()> done) {
        if (free_ == 0) {
            waiting_.push_back({time, std::move(done)});
            return;
        }
        --free_;
        begin(time, std::move(done));
    }

private:
    struct Job {
        std::int64_t time = 0;
        std::function<void()> done;
    };
    void begin(std::int64_t time, std::function<void()> done) {
        simulation_.at(simulation_.now() + time, [this, done = std::move(done)] {
            done();
            if (waiting_.empty()) {
                ++free_;
                return;
            }
            Job next = std::move(waiting_.front());
            waiting_.pop_front();
            begin(next.time, std::move(next.done));
        });
    }
    Simulation& simulation_;
    int free_;
    std::deque<Job> waiting_;
};

LimitResult result(std::int64_t events, const sim::Histogram& histogram) {
    return {events, sim::to_ms(histogram.mean()), sim::to_ms(histogram.percentile(99'000))};
}

}  // namespace

LimitResult run_mm4_by_queue(std::int64_t jobs, std::uint64_t seed) {
    Simulation simulation;
    Station pool{simulation, 4};
    sim::Stream gaps = sim::Draws{seed, 0}.stream(1, 0);
    sim::Stream services = sim::Draws{seed, 0}.stream(2, 0);
    sim::Histogram latency;
    std::int64_t left = jobs;
    const std::function<void()> arrive = [&] {
        const std::int64_t arrival = simulation.now();
        pool.serve(static_cast<std::int64_t>(sim::draw_exponential(services) * 1e9),
                   [&, arrival] { latency.add({simulation.now() - arrival}); });
        if (--left > 0)
            simulation.at(
                arrival + static_cast<std::int64_t>(sim::draw_exponential(gaps) * (1e9 / 3.6)),
                arrive);
    };
    simulation.at(0, arrive);
    simulation.run();
    return result(2 * jobs, latency);
}

LimitResult run_login_by_queue(std::int64_t requests, std::uint64_t seed) {
    Simulation simulation;
    Station main{simulation, 1};
    Station pool{simulation, 4};
    sim::Stream gaps = sim::Draws{seed, 0}.stream(1, 0);
    sim::Histogram latency;
    std::int64_t left = requests;
    const std::function<void()> arrive = [&] {
        const std::int64_t arrival = simulation.now();
        main.serve(100'000, [&, arrival] {
            pool.serve(80'000'000, [&, arrival] {
                main.serve(50'000, [&, arrival] { latency.add({simulation.now() - arrival}); });
            });
        });
        if (--left > 0)
            simulation.at(
                arrival + static_cast<std::int64_t>(sim::draw_exponential(gaps) * (1e9 / 42.5)),
                arrive);
    };
    simulation.at(0, arrive);
    simulation.run();
    return result(4 * requests, latency);
}

}  // namespace bench
