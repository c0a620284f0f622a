// A ladder queue. What is far away is a list. When all that is nearer is gone, it is spread over the steps of a rung, as
// many as make short lists; the earliest step comes out if it is short or all of one instant, and otherwise becomes a rung
// of narrower steps itself. So an event moves a few times in long runs of memory, where a heap would touch a line of cache
// per level.
//
// Events of one instant are always in one list, and no way changes their order. Lists are chains of blocks: those that have
// been read are written again soon, while the nearest caches have them.
//
// Source: Tang, Goh, Thng, "Ladder Queue: An O(1) Priority Queue Structure for Large-Scale Discrete Event Simulation",
// ACM TOMACS 15 (2005).
#include "sim/core/event_buckets.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "sim/core/check.hpp"

namespace sim {

namespace {
int bits_of(std::uint64_t value) { return static_cast<int>(std::bit_width(value)); }
/// `count` ones, 0 to 64.
std::uint64_t low_bits(int count) { return count == 0 ? 0 : ~std::uint64_t{0} >> (64 - count); }
}  // namespace

void EventBuckets::push(const Event& event) {
    ++size_;
    const std::uint64_t key = key_of(event.at);
    std::size_t depth = 0;
    while (depth < depth_ && key <= rungs_[depth].last) ++depth;
    if (depth == 0) return append(far_, key, event);
    Rung& rung = rungs_[depth - 1];
    const std::size_t step = key <= rung.start ? 0 : (key - rung.start) >> rung.width_bits;
    rung.word = std::min(rung.word, step / word_bits);
    put(rung, step, key, event);
}

inline void EventBuckets::put(Rung& rung, std::size_t step, std::uint64_t key, const Event& event) {
    rung.used[step / word_bits] |= std::uint64_t{1} << step % word_bits;
    append(rung.steps[step], key, event);
}

inline void EventBuckets::append(Bucket& bucket, std::uint64_t key, const Event& event) {
    if (bucket.end % block_events == 0) return append_block(bucket, key, event);
    ++bucket.size;
    bucket.spread |= key ^ bucket.first;
    rows_.data()[bucket.end++] = event;
}

/// To a bucket that is empty or whose last block is full.
[[gnu::noinline]] void EventBuckets::append_block(Bucket& bucket, std::uint64_t key,
                                                  const Event& event) {
    const std::uint32_t block = take_block();
    if (bucket.size == 0) bucket = {.first = key, .head = block};
    else next_[bucket.end / block_events - 1] = block;
    ++bucket.size;
    bucket.spread |= key ^ bucket.first;
    rows_.data()[block * block_events] = event;
    bucket.end = static_cast<std::uint32_t>(block * block_events + 1);
}

std::size_t EventBuckets::take_earliest(std::vector<Event>& to) {
    SIM_CHECK(!empty());
    Bucket bucket = detach_earliest();
    while (bucket.size > few_max && bucket.spread != 0) {
        add_rung(bucket);
        bucket = detach_earliest();
    }
    size_ -= bucket.size;
    if (to.size() < bucket.size) to.resize(bucket.size);
    if (bucket.spread == 0) {
        visit(bucket, [&to](std::size_t i, const Event& event) { to[i] = event; });
    } else {
        sort_few(bucket, to);
    }
    give_back(bucket);
    return bucket.size;
}

EventBuckets::Bucket EventBuckets::detach_earliest() {
    for (; depth_ > 0; --depth_) {
        Rung& rung = rungs_[depth_ - 1];
        while (rung.word < rung.used.size() && rung.used[rung.word] == 0) ++rung.word;
        if (rung.word == rung.used.size()) continue;
        std::uint64_t& used = rung.used[rung.word];
        const auto bit = static_cast<std::size_t>(std::countr_zero(used));
        used &= used - 1;
        return std::exchange(rung.steps[rung.word * word_bits + bit], {});
    }
    return std::exchange(far_, {});
}

/// Its steps hold about sixteen events each, or, where so many steps would be too many, all rungs below it have the same number
/// of steps.
void EventBuckets::add_rung(const Bucket& bucket) {
    if (depth_ == rungs_.size()) rungs_.emplace_back();
    Rung& rung = rungs_[depth_++];
    const int bits = bits_of(bucket.spread);
    const int steps_bits = bits_of(bucket.size) - 4;
    const int rungs = std::max((steps_bits + steps_bits_max - 1) / steps_bits_max, 1);
    rung.width_bits = std::max(bits - (steps_bits + rungs - 1) / rungs, 0);
    const std::uint64_t within = low_bits(bits);
    rung.start = bucket.first & ~within;
    rung.last = bucket.first | within;
    rung.word = 0;
    std::uint32_t block = bucket.head;
    for (std::size_t left = bucket.size; left > 0;) {
        const std::uint32_t next = next_[block];
        prefetch(next_[next]);
        const std::size_t count = std::min(left, block_events);
        for (std::size_t i = 0; i < count; ++i) {
            const Event event = rows_.data()[block * block_events + i];  // a new block may move it
            const std::uint64_t key = key_of(event.at);
            put(rung, (key - rung.start) >> rung.width_bits, key, event);
        }
        left -= count;
        free_.push_back(block);
        block = next;
    }
}

/// Counts for each event those before it, without branches that depend on the instants. Where they differ in more bits than
/// are counted by, neighbours may have to change places afterwards.
void EventBuckets::sort_few(const Bucket& bucket, std::vector<Event>& to) {
    constexpr int place_bits = 5;
    static_assert(few_max == std::size_t{1} << place_bits);
    constexpr int counted_bits = 31 - place_bits;
    const int bits = bits_of(bucket.spread);
    const int shift = std::max(bits - counted_bits, 0);
    const std::uint64_t within = low_bits(bits);
    std::array<std::int32_t, few_max> order;  // an instant, then the place, so that none are equal
    order.fill(std::numeric_limits<std::int32_t>::max());
    visit(bucket, [&](std::size_t i, const Event& event) {
        order[i] =
            static_cast<std::int32_t>((key_of(event.at) & within) >> shift << place_bits | i);
    });
    visit(bucket, [&](std::size_t i, const Event& event) {
        std::int32_t place = 0;
        for (const std::int32_t other : order) place += other < order[i] ? 1 : 0;
        to[static_cast<std::size_t>(place)] = event;
    });
    if (shift == 0) return;
    for (std::size_t i = 1; i < bucket.size; ++i) {
        for (std::size_t j = i; j > 0 && to[j - 1].at > to[j].at; --j) std::swap(to[j - 1], to[j]);
    }
}

/// Calls `what(i, event)` for all events in their order.
template <class Visitor>
inline void EventBuckets::visit(const Bucket& bucket, const Visitor& what) {
    std::uint32_t block = bucket.head;
    for (std::size_t i = 0; i < bucket.size; block = next_[block]) {
        const std::size_t end = std::min(bucket.size, i + block_events);
        for (std::size_t place = block * block_events; i < end; ++i, ++place)
            what(i, rows_.data()[place]);
    }
}

void EventBuckets::give_back(const Bucket& bucket) {
    std::uint32_t block = bucket.head;
    for (std::size_t left = bucket.size; left > 0; left -= std::min(left, block_events)) {
        free_.push_back(block);
        block = next_[block];
    }
}

/// What is in it, or was before it was given back, will soon be read.
inline void EventBuckets::prefetch(std::uint32_t block) const {
    constexpr std::size_t line_events = 64 / sizeof(Event);
    for (std::size_t i = 0; i < block_events; i += line_events)
        __builtin_prefetch(rows_.data() + block * block_events + i);
}

std::uint32_t EventBuckets::take_block() {
    if (!free_.empty()) {
        const std::uint32_t block = free_.back();
        free_.pop_back();
        return block;
    }
    const auto block = static_cast<std::uint32_t>(next_.size());
    next_.push_back(block);
    rows_.resize(rows_.size() + block_events);
    return block;
}

}  // namespace sim
