#pragma once

#include <cstdint>
#include <vector>

#include "traces/chrome_recorder.hpp"

namespace traces {

/// Jobs of the pool, which one thread submits and takes back, and what the pool's threads do, which is matched with them at
/// the end: a file has no order between threads.
class ChromeJobs {
public:
    /// Returns the job's number.
    std::uint32_t submit(std::uint32_t task, std::uint32_t thread, sim::NameId name,
                         std::int64_t at);
    void take_back(std::uint32_t job, std::int64_t at) { jobs_[job].finished = at; }
    [[nodiscard]] std::uint32_t task_of(std::uint32_t job) const { return jobs_[job].task; }
    /// A thread of the pool works, from its begin to its end.
    void work(std::uint32_t thread, sim::NameId name, std::int64_t from, std::int64_t to) {
        works_.push_back({.thread = thread, .name = name, .from = from, .to = to});
    }
    /// Writes down the ways of all jobs. The pool takes jobs in the order in which they came, so the earliest of a name is the one
    /// that a worker has.
    void match(ChromeRecorder& out);

private:
    struct Job {
        std::uint32_t task = ChromeRecorder::none;
        std::uint32_t thread = 0;
        sim::NameId name;
        std::int64_t submitted = 0;
        std::int64_t finished = -1;
    };
    struct Work {
        std::uint32_t thread = 0;
        sim::NameId name;
        std::int64_t from = 0;
        std::int64_t to = 0;
    };

    std::vector<Job> jobs_;
    std::vector<Work> works_;
};

}  // namespace traces
