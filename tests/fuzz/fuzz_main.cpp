// The entry of libFuzzer; one program per target, named by LOOPGLASS_FUZZ_TARGET.
#include <cstddef>
#include <cstdint>

#include "sim/core/check.hpp"
#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Target* const target = [] {
        for (const fuzz::Target& row : fuzz::targets()) {
            if (row.name == LOOPGLASS_FUZZ_TARGET) return &row;
        }
        SIM_CHECK(false);
    }();
    target->run({reinterpret_cast<const char*>(data), size});
    return 0;
}
