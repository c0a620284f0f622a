#include "traces/chrome_jobs.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace traces {

using sim::Where;

std::uint32_t ChromeJobs::submit(std::uint32_t task, std::uint32_t thread, sim::NameId name,
                                 std::int64_t at) {
    jobs_.push_back({.task = task, .thread = thread, .name = name, .submitted = at});
    return static_cast<std::uint32_t>(jobs_.size() - 1);
}

void ChromeJobs::match(ChromeRecorder& out) {
    std::stable_sort(works_.begin(), works_.end(),
                     [](const Work& a, const Work& b) { return a.from < b.from; });
    std::map<std::pair<std::int64_t, sim::NameId>, std::vector<std::uint32_t>> waiting;
    for (auto i = static_cast<std::uint32_t>(jobs_.size()); i-- > 0;) {
        const Job& job = jobs_[i];
        waiting[{out.thread(job.thread).process, job.name}].push_back(i);
        out.move(job.task, job.thread, Where::pool_queue, job.submitted);
    }
    for (auto& [key, jobs] : waiting) {
        std::stable_sort(jobs.begin(), jobs.end(), [&](std::uint32_t a, std::uint32_t b) {
            return jobs_[a].submitted > jobs_[b].submitted;
        });
    }
    for (const Work& work : works_) {
        std::uint32_t task = ChromeRecorder::none;
        auto& jobs = waiting[{out.thread(work.thread).process, work.name}];
        if (!jobs.empty() && jobs_[jobs.back()].submitted <= work.from) {
            task = jobs_[jobs.back()].task;
            jobs.pop_back();
        }
        const bool is_known = task != ChromeRecorder::none;
        if (!is_known)
            task =
                out.add_task(sim::TaskKind::pool_job, work.name, work.thread, ChromeRecorder::none);
        out.move(task, work.thread, Where::worker, work.from);
        out.move(task, work.thread, is_known ? Where::completed : Where::done, work.to,
                 ChromeRecorder::end_of(work.from, work.to));
        out.add_span({.from = work.from,
                      .to = work.to,
                      .task = task,
                      .thread = work.thread,
                      .kind = sim::SpanKind::pool_work});
    }
    for (const Job& job : jobs_) {
        if (!out.is_over(job.task) && job.finished >= 0)
            out.move(job.task, job.thread, Where::done, job.finished, ChromeRecorder::ends);
    }
}

}  // namespace traces
