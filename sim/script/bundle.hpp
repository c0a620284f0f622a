#pragma once

#include <cstdint>
#include <string>

#include <v8.h>

#include "sim/script/engine_flags.hpp"

namespace sim::script {

/// What else was found when loopglass was built.
struct KeptFacts {
    std::uint64_t bundle_hash = 0;
    FlagHash flag_hash;
};

/// Those beside the library, if there are any.
[[nodiscard]] KeptFacts read_facts();

/// All built-in modules as one function of (module, door), which boots them. What V8 made of them when loopglass was
/// built is taken from a file beside the library; without a fitting one they are compiled anew.
[[nodiscard]] v8::MaybeLocal<v8::Function> compile_bundle(v8::Local<v8::Context> context,
                                                          KeptFacts& facts);

/// Writes what V8 has made of the bundle so far to `file`. False if that fails.
[[nodiscard]] bool write_code(v8::Local<v8::Function> bundle, const std::string& file);

}  // namespace sim::script
