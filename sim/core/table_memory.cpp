#include "sim/core/table_memory.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace sim {

namespace {

#if defined(MREMAP_MAYMOVE) && defined(MADV_HUGEPAGE)
constexpr std::size_t huge_page = std::size_t{2} << 20U;

/// A table of a quarter of a huge page will mostly fill it: one fault then instead of hundreds.
bool has_own_pages(std::size_t size) { return size >= huge_page / 4; }

/// Pages that are there already cost nothing.
constexpr std::size_t spare_least = std::size_t{1} << 16U;

/// Wished to be huge, which has to be said before the first of them is touched: a range that has a small page stays so.
void* map_pages(std::size_t size) {
    void* const pages =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages != MAP_FAILED) madvise(pages, size, MADV_HUGEPAGE);
    return pages;
}

/// Pages of tables that are gone, for those to come: the system clears each page that it hands out, which costs a run more than
/// what it writes there. For all threads.
class SparePages {
public:
    /// The largest that are there, as the table that is the first to become large is mostly the largest; null if none has `size`,
    /// which is made what there is.
    void* take(std::size_t& size) {
        const std::lock_guard lock{mutex_};
        Pages& largest = *std::ranges::max_element(spare_, {}, &Pages::size);
        if (largest.size < size) return nullptr;
        kept_ -= largest.size;
        size = largest.size;
        return std::exchange(largest, {}).memory;
    }
    /// False: there are enough.
    bool keep(void* memory, std::size_t size) {
        const std::lock_guard lock{mutex_};
        Pages& smallest = *std::ranges::min_element(spare_, {}, &Pages::size);
        if (smallest.memory != nullptr || kept_ + size > kept_most) return false;
        kept_ += size;
        smallest = {memory, size};
        return true;
    }

    void free_all() {
        const std::lock_guard lock{mutex_};
        for (Pages& each : spare_) {
            if (each.memory != nullptr) munmap(each.memory, each.size);
            each = {};
        }
        kept_ = 0;
    }

private:
    static constexpr std::size_t kept_most = std::size_t{128} << 20U;
    struct Pages {
        void* memory = nullptr;
        std::size_t size = 0;
    };
    std::mutex mutex_;
    std::array<Pages, 16> spare_{};
    std::size_t kept_ = 0;
};

SparePages& spare_pages() {
    static SparePages pages;
    return pages;
}

void* move_to(void* pages, void* memory, std::size_t size) {
    if (size > 0) std::memcpy(pages, memory, size);
    std::free(memory);
    return pages;
}

/// Pages with what `memory` holds, or MAP_FAILED.
void* grow_pages(void* memory, std::size_t old_size, std::size_t size) {
    if (has_own_pages(old_size)) return mremap(memory, old_size, size, MREMAP_MAYMOVE);
    void* const pages = map_pages(size);
    return pages == MAP_FAILED ? pages : move_to(pages, memory, old_size);
}
#endif

}  // namespace

void* grow_table_memory(void* memory, std::size_t old_size, std::size_t& size) {
#if defined(MREMAP_MAYMOVE) && defined(MADV_HUGEPAGE)
    if (!has_own_pages(old_size) && size >= spare_least) {
        void* const pages = spare_pages().take(size);
        if (pages != nullptr) return move_to(pages, memory, old_size);
    }
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
        if (!spare_pages().keep(memory, size)) munmap(memory, size);
        return;
    }
#endif
    std::free(memory);
}

void free_spare_table_memory() noexcept {
#if defined(MREMAP_MAYMOVE) && defined(MADV_HUGEPAGE)
    spare_pages().free_all();
#endif
}

}  // namespace sim
