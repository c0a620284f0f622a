// V8 counts the microtasks that a queue has run (MicrotaskQueue::finished_microtask_count_, src/execution/microtask-queue.h)
// but shows it to nobody. Its place in the object differs between versions and is found by watching which word counts along.
#include "sim/script/counters.hpp"

#include <cstddef>
#include <vector>

namespace sim::script {

namespace {

constexpr std::size_t words_max = 36;  // of 4 bytes: the object is about 120 bytes long

std::vector<std::size_t> counting_words(v8::Isolate* isolate, v8::MicrotaskQueue* queue, int jobs) {
    const auto* words = reinterpret_cast<const std::uint32_t*>(queue);
    const std::vector<std::uint32_t> before(words, words + words_max);
    for (int i = 0; i < jobs; ++i)
        queue->EnqueueMicrotask(
            isolate, [](void*) {}, nullptr);
    queue->PerformCheckpoint(isolate);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < words_max; ++i) {
        if (words[i] - before[i] == static_cast<std::uint32_t>(jobs)) found.push_back(i);
    }
    return found;
}

}  // namespace

void Counters::find_microtasks(v8::Isolate* isolate, v8::Local<v8::Context> context) {
    v8::MicrotaskQueue* const queue = context->GetMicrotaskQueue();
    const std::vector<std::size_t> first = counting_words(isolate, queue, 5);
    const std::vector<std::size_t> second = counting_words(isolate, queue, 11);
    std::vector<std::size_t> both;
    for (const std::size_t word : first) {
        for (const std::size_t other : second) {
            if (word == other) both.push_back(word);
        }
    }
    if (both.size() != 1) return;
    microtasks_ = reinterpret_cast<const volatile std::uint32_t*>(queue) + both.front();
    microtasks_before_ = *microtasks_;
}

HostCounts Counters::take() {
    HostCounts counts;
    if (microtasks_ != nullptr) {
        const std::uint32_t now = *microtasks_;
        counts.microtasks = now - microtasks_before_;
        microtasks_before_ = now;
    }
    if (resources_ != nullptr) {
        counts.resources = static_cast<std::int64_t>(*resources_ - resources_before_);
        resources_before_ = *resources_;
    }
    return counts;
}

}  // namespace sim::script
