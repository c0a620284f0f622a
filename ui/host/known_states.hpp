#pragma once

#include <cstddef>
#include <cstdint>

#include "ui/host/descriptor.hpp"

namespace ui {

/// A file of `size` zeros that is nowhere but in memory; none if there is not enough.
[[nodiscard]] Descriptor shared_memory(const char* name, std::size_t size);

/// States that were met while paths of a script are explored: a table in memory that the processes which run it share.
/// Who made it writes, between runs; they read.
class KnownStates {
public:
    /// An empty table, with a descriptor to pass on; without room for anything if there is no memory.
    KnownStates();
    /// The table behind such a descriptor, for reading.
    explicit KnownStates(int descriptor);
    KnownStates(const KnownStates&) = delete;
    KnownStates& operator=(const KnownStates&) = delete;
    ~KnownStates();

    [[nodiscard]] int descriptor() const { return descriptor_.number(); }
    [[nodiscard]] bool is_open() const { return slots_ != nullptr; }
    /// A table that is nearly full learns nothing more.
    void add(std::uint64_t state);
    [[nodiscard]] bool has(std::uint64_t state) const;

private:
    void map(int descriptor, int access);
    [[nodiscard]] std::size_t slot_of(std::uint64_t state) const;

    Descriptor descriptor_;
    std::uint64_t* slots_ = nullptr;  // 0: free
    std::size_t count_ = 0;
};

}  // namespace ui
