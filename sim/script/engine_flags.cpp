// The hash is a word among node's own data that changes when a flag does; CachedDataVersionTag() depends on it, and so tells
// whether the right word was put back. Source: V8 src/flags/flags.cc, FlagList::Hash.
#include "sim/script/engine_flags.hpp"

#include <link.h>

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
            for (int i = 0; i < object->dlpi_phnum; ++i) {
                const ElfW(Phdr)& segment = object->dlpi_phdr[i];
                if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) == 0) continue;
                constexpr std::uintptr_t word = sizeof(std::uint32_t);
                const std::uintptr_t begin =
                    (object->dlpi_addr + segment.p_vaddr + word - 1) / word;
                const std::uintptr_t end =
                    (object->dlpi_addr + segment.p_vaddr + segment.p_memsz) / word;
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

constexpr std::string_view flag_off = "--no-turbo-fast-api-calls";
constexpr std::string_view flag_on = "--turbo-fast-api-calls";

/// Whether the flag is off and the hash, if that is the word at `place`, as it was.
bool has_set_flag(std::uint64_t place) {
    const std::uint32_t tag = v8::ScriptCompiler::CachedDataVersionTag();
    for (const std::span<std::uint32_t> part : writable_words()) {
        if (place >= part.size()) {
            place -= part.size();
            continue;
        }
        const std::uint32_t hash = part[place];
        set_flag(flag_off);
        if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return true;  // it stood like that
        const std::uint32_t changed = std::exchange(part[place], hash);
        if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return true;
        part[place] = changed;
        set_flag(flag_on);
        return false;
    }
    return false;
}

}  // namespace

std::uint64_t find_flag_hash() {
    const std::uint32_t tag = v8::ScriptCompiler::CachedDataVersionTag();
    std::vector<std::uint32_t> before;
    for (const std::span<std::uint32_t> part : writable_words())
        before.insert(before.end(), part.begin(), part.end());
    set_flag(flag_off);
    // V8 computes the hash when it is asked for.
    if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return 0;  // the flag stood like that
    std::uint64_t found = 0;
    std::uint64_t place = 0;
    for (const std::span<std::uint32_t> part : writable_words()) {
        for (std::uint32_t& word : part) {
            const std::uint32_t old = before[place++];
            if (word == old || old == 0) continue;
            const std::uint32_t changed = std::exchange(word, old);
            if (v8::ScriptCompiler::CachedDataVersionTag() == tag) found = place - 1;
            word = changed;
        }
    }
    set_flag(flag_on);
    return found;
}

void forbid_fast_calls(std::uint64_t hash_place) {
    // Another Node than that for which the place was kept has it elsewhere.
    if (!has_set_flag(hash_place) && !has_set_flag(find_flag_hash())) set_flag(flag_off);
}

}  // namespace sim::script
