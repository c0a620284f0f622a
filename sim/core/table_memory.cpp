#include "sim/core/table_memory.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace sim {

namespace {

#if defined(MREMAP_MAYMOVE) && defined(MADV_HUGEPAGE)
constexpr std::size_t huge_page = std::size_t{2} << 20U;

/// A table of a quarter of a huge page will mostly fill it: one fault then instead of hundreds.
bool has_own_pages(std::size_t size) { return size >= huge_page / 4; }

/// Wished to be huge, which has to be said before the first of them is touched: a range that has a small page stays so.
void* map_pages(std::size_t size) {
    void* const pages =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages != MAP_FAILED) madvise(pages, size, MADV_HUGEPAGE);
    return pages;
}

/// Pages with what `memory` holds, or MAP_FAILED.
void* grow_pages(void* memory, std::size_t old_size, std::size_t size) {
    if (has_own_pages(old_size)) return mremap(memory, old_size, size, MREMAP_MAYMOVE);
    void* const pages = map_pages(size);
    if (pages == MAP_FAILED) return pages;
    if (old_size > 0) std::memcpy(pages, memory, old_size);
    std::free(memory);
    return pages;
}
#endif

}  // namespace

void* grow_table_memory(void* memory, std::size_t old_size, std::size_t& size) {
#if defined(MREMAP_MAYMOVE) && defined(MADV_HUGEPAGE)
    if (has_own_pages(size)) {
        size = (size + huge_page - 1) / huge_page * huge_page;
        void* const pages = grow_pages(memory, old_size, size);
        if (pages == MAP_FAILED) throw std::bad_alloc{};
        return pages;
    }
#endif
    void* const moved = std::realloc(memory, size);
    if (moved == nullptr) throw std::bad_alloc{};
    return moved;
}

void free_table_memory(void* memory, std::size_t size) noexcept {
#if defined(MREMAP_MAYMOVE) && defined(MADV_HUGEPAGE)
    if (has_own_pages(size)) {
        munmap(memory, size);
        return;
    }
#endif
    std::free(memory);
}

}  // namespace sim
