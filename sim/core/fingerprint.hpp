#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "sim/core/draws.hpp"

namespace sim {

/// A 64-bit hash of a sequence of words and texts, the same on every machine. Order and lengths count:
/// "ab","c" differs from "a","bc". Not for adversaries.
class Fingerprint {
public:
    constexpr void add(std::uint64_t word) { add(word, 0); }
    /// Two words in one round, the first below 2^63: not the same as one after the other.
    constexpr void add(std::uint64_t word, std::uint64_t second) {
        // A round of xxHash64: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
        state_ = std::rotl(state_ + second + word * 0xC2B2AE3D27D4EB4FU, 31) * 0x9E3779B185EBCA87U;
        ++words_;
    }
    constexpr void add(std::string_view text) {
        add(~static_cast<std::uint64_t>(
            text.size()));  // complemented, so that an empty text is not the word 0
        for (; text.size() >= 8; text.remove_prefix(8)) add(word_of(text.substr(0, 8)));
        if (!text.empty()) add(word_of(text));
    }
    friend constexpr bool operator==(const Fingerprint&, const Fingerprint&) = default;

    /// Of everything added so far; more may follow.
    [[nodiscard]] constexpr std::uint64_t value() const {
        return mix_bits(mix_bits(state_) ^ words_ * draw_step);
    }

private:
    static constexpr std::uint64_t word_of(std::string_view bytes) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        return word;
    }

    std::uint64_t state_ = 0x27D4EB2F165667C5U;
    std::uint64_t words_ = 0;
};

}  // namespace sim
