// Compiling some forty modules at each start takes as long as starting Node. They are one source, so that one file holds
// the code of all, those of their functions included that had run when it was written (make_code.cmake).
#include "sim/script/bundle.hpp"

#include <dlfcn.h>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "sim/script/modules.hpp"

namespace sim::script {

namespace {

/// What modules use of the globals: boot.js hands each a copy that was made before a script could replace any of it.
constexpr std::string_view globals =
    "Array, Atomics, BigInt, Boolean, Buffer, BigInt64Array, Error, Float64Array, JSON, Map, Math, "
    "Number, Object, "
    "Promise, Proxy, Reflect, "
    "Set, String, Symbol, TypeError, Uint8Array, WeakMap, process";

v8::Local<v8::String> text(v8::Isolate* isolate, std::string_view value) {
    return v8::String::NewFromUtf8(isolate, value.data(), v8::NewStringType::kNormal,
                                   static_cast<int>(value.size()))
        .ToLocalChecked();
}

/// boot.js, with the other modules as functions in an object `bodies`.
std::string bundle_text() {
    std::string bundle = "const bodies = {__proto__: null";
    for (const ScriptModule& module : script_modules()) {
        if (module.name == "boot.js") continue;
        bundle.append(",\n'").append(module.name).append("': function (require, module, exports, ");
        bundle.append(globals).append(") {").append(module.text).append("\n}");
    }
    bundle.append("};\n(function (module, door, bodies) {");
    bundle.append(find_script_module("boot.js")).append("\n})(module, door, bodies);\n");
    return bundle;
}

/// V8 itself looks at the length of a source only. FNV-1a.
std::uint64_t hash_of(std::string_view bytes) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (const char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100'0000'01b3;
    return hash;
}

/// Beside this library, its name with another ending.
std::string code_file() {
    Dl_info found{};
    if (dladdr(reinterpret_cast<const void*>(&code_file), &found) == 0) return {};
    return std::string{found.dli_fname} + ".code";
}

/// The code for a source with this hash; null if there is none.
std::unique_ptr<v8::ScriptCompiler::CachedData> read_code(std::uint64_t hash) {
    std::ifstream file{code_file(), std::ios::binary | std::ios::ate};
    const auto size = static_cast<std::streamoff>(file.tellg());
    if (!file || size <= static_cast<std::streamoff>(sizeof(hash))) return nullptr;
    std::uint64_t kept = 0;
    file.seekg(0);
    file.read(reinterpret_cast<char*>(&kept), sizeof(kept));
    if (!file || kept != hash) return nullptr;
    const auto length = static_cast<std::size_t>(size) - sizeof(kept);
    auto bytes = std::make_unique<std::uint8_t[]>(length);
    file.read(reinterpret_cast<char*>(bytes.get()), static_cast<std::streamsize>(length));
    if (!file) return nullptr;
    return std::make_unique<v8::ScriptCompiler::CachedData>(
        bytes.release(), static_cast<int>(length), v8::ScriptCompiler::CachedData::BufferOwned);
}

}  // namespace

v8::MaybeLocal<v8::Function> compile_bundle(v8::Local<v8::Context> context) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    const std::string bundle = bundle_text();
    v8::ScriptOrigin origin {
#if V8_MAJOR_VERSION < 12
        isolate,
#endif
            text(isolate, "loopglass/bundle.js")
    };
    std::unique_ptr<v8::ScriptCompiler::CachedData> code = read_code(hash_of(bundle));
    const auto options =
        code ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions;
    // Code that V8 cannot use, another one's, is as if there were none.
    v8::ScriptCompiler::Source source{text(isolate, bundle), origin, code.release()};
    v8::Local<v8::String> names[] = {text(isolate, "module"), text(isolate, "door")};
    return v8::ScriptCompiler::CompileFunction(context, &source, 2, names, 0, nullptr, options);
}

bool write_code(v8::Local<v8::Function> bundle, const std::string& file) {
    const std::unique_ptr<v8::ScriptCompiler::CachedData> code{
        v8::ScriptCompiler::CreateCodeCacheForFunction(bundle)};
    if (code == nullptr) return false;
    const std::uint64_t hash = hash_of(bundle_text());
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out.write(reinterpret_cast<const char*>(&hash), sizeof(hash));
    out.write(reinterpret_cast<const char*>(code->data), code->length);
    out.close();
    return !out.fail();
}

}  // namespace sim::script
