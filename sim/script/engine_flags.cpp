// The hash is a word among node's own data that changes when a flag does; CachedDataVersionTag() depends on it, and so tells
// whether the right word was put back. Source: V8 src/flags/flags.cc, FlagList::Hash.
#include "sim/script/engine_flags.hpp"

#include <link.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <v8-initialization.h>
#include <v8-script.h>

namespace sim::script {

namespace {

/// What the program itself, the first of the loaded objects, may write.
std::vector<std::span<std::uint32_t>> writable_words() {
    std::vector<std::span<std::uint32_t>> found;
    dl_iterate_phdr(
        [](dl_phdr_info* object, std::size_t, void* into) {
            const std::span headers{object->dlpi_phdr, object->dlpi_phnum};
            // The loader has made this part read-only.
            const auto relocated = std::ranges::find(headers, PT_GNU_RELRO, &ElfW(Phdr)::p_type);
            for (const ElfW(Phdr) & segment : headers) {
                if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) == 0) continue;
                constexpr std::uintptr_t word = sizeof(std::uint32_t);
                std::uintptr_t first = segment.p_vaddr;
                const std::uintptr_t last = first + segment.p_memsz;
                if (relocated != headers.end() && relocated->p_vaddr >= first &&
                    relocated->p_vaddr < last)
                    first = relocated->p_vaddr + relocated->p_memsz;
                const std::uintptr_t begin = (object->dlpi_addr + first + word - 1) / word;
                const std::uintptr_t end = (object->dlpi_addr + last) / word;
                // The loader tells addresses as numbers.
                static_cast<std::vector<std::span<std::uint32_t>>*>(into)->emplace_back(
                    // NOLINTNEXTLINE(performance-no-int-to-ptr)
                    reinterpret_cast<std::uint32_t*>(begin * word), end - begin);
            }
            return 1;
        },
        &found);
    return found;
}

void set_flag(std::string_view flag) { v8::V8::SetFlagsFromString(flag.data(), flag.size()); }

struct Flag {
    std::string_view off;
    std::string_view on;
};
constexpr Flag fast_calls{.off = "--no-turbo-fast-api-calls", .on = "--turbo-fast-api-calls"};
constexpr Flag baseline{.off = "--no-sparkplug", .on = "--sparkplug"};

enum class Change : std::uint8_t { none, made, failed };

/// The word of that number among those that node may write; null if there are fewer.
std::uint32_t* word_at(std::uint64_t place) {
    for (const std::span<std::uint32_t> part : writable_words()) {
        if (place < part.size()) return &part[place];
        place -= part.size();
    }
    return nullptr;
}

/// Sets a flag to `wanted`, instead of `other`, and keeps the hash as it was, if that is the word at `place`; otherwise the flag
/// stays.
Change set_beside_hash(std::string_view wanted, std::string_view other, std::uint64_t place) {
    std::uint32_t* const word = word_at(place);
    if (word == nullptr) return Change::failed;
    const std::uint32_t tag = v8::ScriptCompiler::CachedDataVersionTag();
    const std::uint32_t hash = *word;
    set_flag(wanted);
    if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return Change::none;
    const std::uint32_t changed = std::exchange(*word, hash);
    if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return Change::made;
    *word = changed;
    set_flag(other);
    return Change::failed;
}

}  // namespace

FlagHash find_flag_hash() {
    const std::uint32_t tag = v8::ScriptCompiler::CachedDataVersionTag();
    FlagHash found{.place = 0, .word = 0, .tag = tag};
    std::vector<std::uint32_t> before;
    for (const std::span<std::uint32_t> part : writable_words())
        before.insert(before.end(), part.begin(), part.end());
    set_flag(fast_calls.off);
    // V8 computes the hash when it is asked for.
    if (v8::ScriptCompiler::CachedDataVersionTag() == tag)
        return found;  // the flag stood like that
    std::uint64_t place = 0;
    for (const std::span<std::uint32_t> part : writable_words()) {
        for (std::uint32_t& word : part) {
            const std::uint32_t old = before[place++];
            if (word == old || old == 0) continue;
            const std::uint32_t changed = std::exchange(word, old);
            if (v8::ScriptCompiler::CachedDataVersionTag() == tag) {
                found.place = place - 1;
                found.word = old;
            }
            word = changed;
        }
    }
    set_flag(fast_calls.on);
    return found;
}

void put_back_flag_hash(const FlagHash& usual) {
    const auto is_usual = [&] { return v8::ScriptCompiler::CachedDataVersionTag() == usual.tag; };
    std::uint32_t* const word = usual.place == 0 || is_usual() ? nullptr : word_at(usual.place);
    if (word == nullptr) return;
    const std::uint32_t own = std::exchange(*word, usual.word);
    if (!is_usual()) *word = own;  // another Node, which has it elsewhere
}

void keep_hashes_no_longer() { set_flag("--rehash-snapshot"); }

void forbid_fast_calls(std::uint64_t hash_place) {
    const auto forbid = [](std::uint64_t place) {
        return set_beside_hash(fast_calls.off, fast_calls.on, place) != Change::failed;
    };
    // Another Node than that for which the place was kept has it elsewhere.
    if (!forbid(hash_place) && !forbid(find_flag_hash().place)) set_flag(fast_calls.off);
}

BaselinePause::BaselinePause(std::uint64_t hash_place)
    : hash_place_(hash_place),
      is_on_(set_beside_hash(baseline.off, baseline.on, hash_place) == Change::made) {}

BaselinePause::~BaselinePause() {
    if (is_on_ && set_beside_hash(baseline.on, baseline.off, hash_place_) == Change::failed)
        set_flag(baseline.on);
}

}  // namespace sim::script
