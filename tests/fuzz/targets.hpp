#pragma once

#include <span>
#include <string_view>

namespace fuzz {

/// One reader of untrusted input. `run` gives it any bytes; what must hold is a check that ends the process.
struct Target {
    std::string_view name;  // of its corpus (corpus/NAME) and dictionary (NAME.dict)
    void (*run)(std::string_view bytes);
};

[[nodiscard]] std::span<const Target> targets();

}  // namespace fuzz
