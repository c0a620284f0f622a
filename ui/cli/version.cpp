#include "ui/cli/help.hpp"

#include <string_view>

#include <fmt/core.h>
#include <CLI/Version.hpp>

#include "sim/node/profile.hpp"

// The build passes what only it knows.
#ifndef LOOPGLASS_VERSION
#define LOOPGLASS_VERSION "unknown"
#endif
#ifndef LOOPGLASS_BUILD_TYPE
#define LOOPGLASS_BUILD_TYPE "unknown"
#endif
#ifndef LOOPGLASS_JSON_VERSION
#define LOOPGLASS_JSON_VERSION "unknown"
#endif

namespace ui {

namespace {

std::string compiler() {
#if defined(__clang__)
    return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
    return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

}  // namespace

std::string version_number() { return LOOPGLASS_VERSION; }

std::string version_text() {
    std::string text = fmt::format("loopglass {}\n", LOOPGLASS_VERSION);
    text.append(fmt::format("compiler   {}, C++{}\n", compiler(), __cplusplus / 100 % 100));
    text.append(fmt::format("build      {}\n", LOOPGLASS_BUILD_TYPE));
    text.append(fmt::format("libraries  fmt {}.{}.{}, nlohmann_json {}, CLI11 {}\n",
                            FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
                            LOOPGLASS_JSON_VERSION, CLI11_VERSION));
    std::string_view separator = "profiles   ";
    for (const sim::Profile& profile : sim::profiles()) {
        text.append(fmt::format("{}node {} ({}, libuv {})", separator, profile.name,
                                profile.release, profile.libuv));
        separator = "\n           ";
    }
    return text + "\n";
}

}  // namespace ui
