#include "sim/script/young_generation.hpp"

#include <string_view>

#include <v8-statistics.h>

namespace sim::script {
namespace {

v8::HeapSpaceStatistics statistics_of(v8::Isolate* isolate, std::size_t space) {
    v8::HeapSpaceStatistics statistics;
    isolate->GetHeapSpaceStatistics(&statistics, space);
    return statistics;
}

}  // namespace

YoungGeneration::YoungGeneration(v8::Isolate* isolate, std::int64_t semi_space,
                                 std::int64_t bytes_at_start)
    : isolate_(isolate), semi_space_(semi_space) {
    while (space_ + 1 < isolate->NumberOfHeapSpaces() &&
           statistics_of(isolate, space_).space_name() != std::string_view{"new_space"})
        ++space_;
    origin_ = used() - bytes_at_start;
}

void YoungGeneration::collects(bool begins) {
    if (begins) {
        used_before_ = used();
        return;
    }
    const std::int64_t freed = used_before_ - used();
    origin_ -= freed;
    used_at_stop_ -= freed;
}

void YoungGeneration::stop_counting() {
    if (stops_++ == 0) used_at_stop_ = used();
}

void YoungGeneration::go_on_counting() {
    if (--stops_ == 0) origin_ += used() - used_at_stop_;
}

/// At four fifths. Source: V8 src/flags/flag-definitions.h (scavenge_task_trigger), src/heap/scavenge-job.cc; --trace-gc under
/// Node 18 to 26 with 800 to 830 KiB of 1 MiB allocated.
bool YoungGeneration::wants_task() const { return allocated() >= semi_space_ * 4 / 5; }

/// Headers of pages take a little.
bool YoungGeneration::is_full() const { return allocated() >= semi_space_ * 63 / 64; }

std::int64_t YoungGeneration::used() const {
    return static_cast<std::int64_t>(statistics_of(isolate_, space_).space_used_size());
}

}  // namespace sim::script
