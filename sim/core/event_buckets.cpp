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
}  // namespace

void EventBuckets::push(const Event& event) {
    ++size_;
    const std::uint64_t key = key_of(event.at);
    std::size_t rung = 0;
    while (rung < depth_ && key <= rungs_[rung].last) ++rung;
    if (rung == 0) append(far_, key, event);
    else put(rungs_[rung - 1], key, event);
}

inline void EventBuckets::put(Rung& rung, std::uint64_t key, const Event& event) {
    const std::size_t step = key <= rung.start ? 0 : (key - rung.start) >> rung.width_bits;
    rung.used |= std::uint64_t{1} << step;
    append(rung.steps[step], key, event);
}

inline void EventBuckets::append(Bucket& bucket, std::uint64_t key, const Event& event) {
    const std::size_t place = bucket.size % block_events;
    if (place == 0) {
        const std::uint32_t block = take_block();
        if (bucket.size == 0) {
            bucket.first = key;
            bucket.spread = 0;
            bucket.head = block;
        } else {
            next_[bucket.tail] = block;
        }
        bucket.tail = block;
    }
    ++bucket.size;
    bucket.spread |= key ^ bucket.first;
    blocks_.data()[bucket.tail * block_events + place] = event;
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
    while (depth_ > 0 && rungs_[depth_ - 1].used == 0) --depth_;
    if (depth_ == 0) return std::exchange(far_, {});
    Rung& rung = rungs_[depth_ - 1];
    const auto step = static_cast<std::size_t>(std::countr_zero(rung.used));
    rung.used &= rung.used - 1;
    return std::exchange(rung.steps[step], {});
}

/// Its steps hold about eight events each.
void EventBuckets::add_rung(const Bucket& bucket) {
    if (depth_ == rungs_.size()) rungs_.emplace_back();
    Rung& rung = rungs_[depth_++];
    const int bits = bits_of(bucket.spread);
    rung.width_bits = std::max(bits - std::min(bits_of(bucket.size) - 3, steps_bits_max), 0);
    const std::uint64_t within = ~std::uint64_t{0} >> (64 - bits);
    rung.start = bucket.first & ~within;
    rung.last = bucket.first | within;
    std::uint32_t block = bucket.head;
    for (std::size_t left = bucket.size; left > 0;) {
        const std::uint32_t next = next_[block];
        __builtin_prefetch(blocks_.data() + next * block_events);
        const std::size_t count = std::min(left, block_events);
        for (std::size_t i = 0; i < count; ++i) {
            const Event event =
                blocks_.data()[block * block_events + i];  // a new block may move it
            put(rung, key_of(event.at), event);
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
    const std::uint64_t within = ~std::uint64_t{0} >> (64 - bits);
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
            what(i, blocks_.data()[place]);
    }
}

void EventBuckets::give_back(const Bucket& bucket) {
    std::uint32_t block = bucket.head;
    for (std::size_t left = bucket.size; left > 0; left -= std::min(left, block_events)) {
        free_.push_back(block);
        block = next_[block];
    }
}

std::uint32_t EventBuckets::take_block() {
    if (!free_.empty()) {
        const std::uint32_t block = free_.back();
        free_.pop_back();
        return block;
    }
    const auto block = static_cast<std::uint32_t>(next_.size());
    next_.push_back(block);
    blocks_.resize(blocks_.size() + block_events);
    return block;
}

}  // namespace sim
