// Compiling some forty modules at each start takes as long as starting Node. They are one source, so that one file holds
// the code of all, those of their functions included that had run when it was written (make_code.cmake).
#include "sim/script/bundle.hpp"
#include "sim/script/script_origin.hpp"
#include "sim/script/text_of.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>

// NOLINTBEGIN: the assembler's view of the file that make_bundle.cmake writes.
__asm__(".section .rodata\nloopglass_bundle_begin:\n.incbin \"" LOOPGLASS_BUNDLE
        "\"\nloopglass_bundle_end:\n.byte 0\n.text\n");
extern "C" const char loopglass_bundle_begin[];
extern "C" const char loopglass_bundle_end[];
// NOLINTEND

namespace sim::script {

namespace {

std::string_view bundle() { return {loopglass_bundle_begin, loopglass_bundle_end}; }

/// The bundle, which V8 reads where it lies.
class BundleText : public v8::String::ExternalOneByteStringResource {
public:
    [[nodiscard]] const char* data() const override { return loopglass_bundle_begin; }
    [[nodiscard]] std::size_t length() const override { return bundle().size(); }

private:
    void Dispose() override {}  // there is one, for good
};

/// V8 itself looks at the length of a source only. FNV-1a, a word at a time.
std::uint64_t bundle_hash() {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (std::string_view rest = bundle(); !rest.empty();) {
        std::uint64_t word = 0;
        const std::size_t size = std::min(rest.size(), sizeof(word));
        std::memcpy(&word, rest.data(), size);
        hash = (hash ^ word) * 0x100'0000'01b3;
        rest.remove_prefix(size);
    }
    return hash;
}

/// Beside this library, its name with another ending.
std::string code_file() {
    Dl_info found{};
    if (dladdr(reinterpret_cast<const void*>(&code_file), &found) == 0) return {};
    return std::string{found.dli_fname} + ".code";
}

/// The code for the bundle; null if there is none.
std::unique_ptr<v8::ScriptCompiler::CachedData> read_code(KeptFacts& facts) {
    std::ifstream file{code_file(), std::ios::binary | std::ios::ate};
    const auto size = static_cast<std::streamoff>(file.tellg());
    if (!file || size <= static_cast<std::streamoff>(sizeof(facts))) return nullptr;
    file.seekg(0);
    file.read(reinterpret_cast<char*>(&facts), sizeof(facts));
    if (!file || facts.bundle_hash != bundle_hash()) return nullptr;
    const auto length = static_cast<std::size_t>(size) - sizeof(facts);
    auto bytes = std::make_unique_for_overwrite<std::uint8_t[]>(length);
    file.read(reinterpret_cast<char*>(bytes.get()), static_cast<std::streamsize>(length));
    if (!file) return nullptr;
    return std::make_unique<v8::ScriptCompiler::CachedData>(
        bytes.release(), static_cast<int>(length), v8::ScriptCompiler::CachedData::BufferOwned);
}

}  // namespace

KeptFacts read_facts() {
    KeptFacts facts;
    std::ifstream file{code_file(), std::ios::binary};
    file.read(reinterpret_cast<char*>(&facts), sizeof(facts));
    return file ? facts : KeptFacts{};
}

v8::MaybeLocal<v8::Function> compile_bundle(v8::Local<v8::Context> context, KeptFacts& facts) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    const v8::ScriptOrigin origin = origin_of(isolate, "loopglass/bundle.js", 0, 0);
    std::unique_ptr<v8::ScriptCompiler::CachedData> code = read_code(facts);
    const auto options =
        code ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions;
    // Code that V8 cannot use, another one's, is as if there were none.
    v8::Local<v8::String> bundle_text;
    static BundleText resource;
    if (!v8::String::NewExternalOneByte(isolate, &resource).ToLocal(&bundle_text)) return {};
    v8::ScriptCompiler::Source source{bundle_text, origin, code.release()};
    v8::Local<v8::String> names[] = {text(isolate, "module"), text(isolate, "door")};
    return v8::ScriptCompiler::CompileFunction(context, &source, 2, names, 0, nullptr, options);
}

bool write_code(v8::Local<v8::Function> bundle, const std::string& file) {
    const std::unique_ptr<v8::ScriptCompiler::CachedData> code{
        v8::ScriptCompiler::CreateCodeCacheForFunction(bundle)};
    if (code == nullptr) return false;
    const KeptFacts facts{.bundle_hash = bundle_hash(), .flag_hash = find_flag_hash()};
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out.write(reinterpret_cast<const char*>(&facts), sizeof(facts));
    out.write(reinterpret_cast<const char*>(code->data), code->length);
    out.close();
    return !out.fail();
}

}  // namespace sim::script
