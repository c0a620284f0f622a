#pragma once

#include <cstddef>

namespace sim {

/// Memory for tables that grow: small ones come from the heap, large ones are pages of their own, huge ones where the system
/// has them. To grow moves pages instead of copying what they hold.

/// Room for at least `size` bytes that begins with the first `old_size` bytes of `memory`, which is given back; `memory` may
/// be null. `size` is made what there really is. Throws std::bad_alloc, and then `memory` is as it was.
[[nodiscard]] void* grow_table_memory(void* memory, std::size_t old_size, std::size_t& size);
/// `size` as grow_table_memory made it. Up to 128 MiB of large tables stay with the process, for tables to come.
void free_table_memory(void* memory, std::size_t size) noexcept;
/// Gives them back to the system: for those who have what they need for long.
void free_spare_table_memory() noexcept;

}  // namespace sim
