// Slots and bytes are handed out by counters that only grow, so that processes need no lock: a slot can be read once it says
// that it is complete. Two processes may keep the same result; the first one is found.
#include "sim/script/kept_results.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sim::script {

namespace {

constexpr std::size_t file_size = std::size_t{1} << 20;
constexpr std::size_t slots_count = 1024;

struct Slot {
    std::atomic<bool> is_complete;
    std::uint32_t begin;
    std::uint32_t asked;  // bytes, then those of the result
    std::uint32_t result;
};

}  // namespace

struct KeptResults::Table {
    std::atomic<std::uint32_t> slots_used;
    std::atomic<std::uint32_t> bytes_used;
    std::array<Slot, slots_count> slots;
    std::array<unsigned char, file_size - 2 * sizeof(std::uint32_t) - slots_count * sizeof(Slot)>
        bytes;
};

KeptResults::KeptResults(int descriptor) {
    static_assert(sizeof(Table) <= file_size && std::atomic<std::uint32_t>::is_always_lock_free);
    struct stat file {};
    if (descriptor < 0 || ::fstat(descriptor, &file) != 0 ||
        static_cast<std::size_t>(file.st_size) < file_size)
        return;
    void* const memory =
        ::mmap(nullptr, file_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory != MAP_FAILED) table_ = static_cast<Table*>(memory);
}

KeptResults::~KeptResults() {
    if (table_ != nullptr) ::munmap(table_, file_size);
}

std::optional<KeptResults::Bytes> KeptResults::find(const Bytes& asked) const {
    if (table_ == nullptr) return std::nullopt;
    const std::size_t used = std::min<std::size_t>(table_->slots_used.load(), slots_count);
    for (const Slot& slot : std::span{table_->slots}.first(used)) {
        if (!slot.is_complete.load(std::memory_order_acquire) || slot.asked != asked.size())
            continue;
        const unsigned char* const begin = table_->bytes.data() + slot.begin;
        if (std::equal(asked.begin(), asked.end(), begin))
            return Bytes(begin + slot.asked, begin + slot.asked + slot.result);
    }
    return std::nullopt;
}

void KeptResults::keep(const Bytes& asked, const Bytes& result) {
    if (table_ == nullptr || asked.size() + result.size() > table_->bytes.size() / 16) return;
    const auto size = static_cast<std::uint32_t>(asked.size() + result.size());
    if (table_->slots_used.load() >= slots_count ||
        table_->bytes_used.load() + size > table_->bytes.size())
        return;
    const std::uint32_t place = table_->slots_used.fetch_add(1);
    const std::uint32_t begin = table_->bytes_used.fetch_add(size);
    if (place >= slots_count || begin + size > table_->bytes.size()) return;
    Slot& slot = table_->slots[place];
    slot.begin = begin;
    slot.asked = static_cast<std::uint32_t>(asked.size());
    slot.result = static_cast<std::uint32_t>(result.size());
    std::copy(result.begin(), result.end(),
              std::copy(asked.begin(), asked.end(), table_->bytes.begin() + begin));
    slot.is_complete.store(true, std::memory_order_release);
}

}  // namespace sim::script
