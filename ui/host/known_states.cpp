// Open addressing; states are hashes already.
#include "ui/host/known_states.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace ui {

namespace {

constexpr std::size_t slots_count = std::size_t{1} << 18U;
constexpr std::size_t bytes_count = slots_count * sizeof(std::uint64_t);

}  // namespace

Descriptor shared_memory(const char* name, std::size_t size) {
    Descriptor file{::memfd_create(name, MFD_CLOEXEC)};
    if (file.is_open() && ::ftruncate(file.number(), static_cast<off_t>(size)) == 0) return file;
    return {};
}

KnownStates::KnownStates() : descriptor_(shared_memory("loopglass-states", bytes_count)) {
    if (descriptor_.is_open()) map(descriptor_.number(), PROT_READ | PROT_WRITE);
}

KnownStates::KnownStates(int descriptor) {
    if (descriptor >= 0) map(descriptor, PROT_READ);
}

KnownStates::~KnownStates() {
    if (slots_ != nullptr) ::munmap(slots_, bytes_count);
}

void KnownStates::map(int descriptor, int access) {
    void* const memory = ::mmap(nullptr, bytes_count, access, MAP_SHARED, descriptor, 0);
    if (memory != MAP_FAILED) slots_ = static_cast<std::uint64_t*>(memory);
}

/// Where `state` stands, or would.
std::size_t KnownStates::slot_of(std::uint64_t state) const {
    std::size_t slot = state % slots_count;
    while (slots_[slot] != 0 && slots_[slot] != state) slot = (slot + 1) % slots_count;
    return slot;
}

void KnownStates::add(std::uint64_t state) {
    if (slots_ == nullptr || state == 0 || count_ >= slots_count / 2) return;
    std::uint64_t& slot = slots_[slot_of(state)];
    if (slot == 0) ++count_;
    slot = state;
}

bool KnownStates::has(std::uint64_t state) const {
    return slots_ != nullptr && state != 0 && slots_[slot_of(state)] == state;
}

}  // namespace ui
