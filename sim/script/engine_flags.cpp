// The hash is a word among node's own data that changes when a flag does; CachedDataVersionTag() depends on it, and so tells
// whether the right word was put back. Source: V8 src/flags/flags.cc, FlagList::Hash.
#include "sim/script/engine_flags.hpp"

#include <link.h>

#include <cstdint>
#include <cstring>
#include <span>
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

}  // namespace

void set_flag_and_keep_code(const char* flag) {
    const std::uint32_t tag = v8::ScriptCompiler::CachedDataVersionTag();
    const std::vector<std::span<std::uint32_t>> words = writable_words();
    std::vector<std::vector<std::uint32_t>> before;
    before.reserve(words.size());
    for (const auto& part : words) before.emplace_back(part.begin(), part.end());
    v8::V8::SetFlagsFromString(flag, std::strlen(flag));
    if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return;  // the flag stood like that
    for (std::size_t part = 0; part < words.size(); ++part) {
        for (std::size_t i = 0; i < words[part].size(); ++i) {
            const std::uint32_t old = before[part][i];
            if (words[part][i] == old || old == 0) continue;
            const std::uint32_t changed = std::exchange(words[part][i], old);
            if (v8::ScriptCompiler::CachedDataVersionTag() == tag) return;
            words[part][i] = changed;
        }
    }
}

}  // namespace sim::script
