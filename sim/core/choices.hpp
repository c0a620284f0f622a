#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/core/draws.hpp"

namespace sim {

/// What a choice is about: the points at which real Node may go either way.
enum class ChoiceKind : std::uint8_t {
    branch,       // `choose` in a scenario: weights are the author's
    start_phase,  // where within a millisecond the script starts (R2.13: timeout 0 against immediate)
    completion,  // which of several independent pool jobs that end together is handed over first (R1.18)
    readiness,  // in which order the OS reports descriptors that became ready together
    event,      // which of two events that no rule orders comes first
    clock,      // how far the clock is when the main thread reads it
};
constexpr std::uint32_t choice_kinds = 6;
[[nodiscard]] std::string_view to_text(ChoiceKind kind);

/// One choice that was made.
struct Pick {
    ChoiceKind kind = ChoiceKind::branch;
    std::uint32_t alternatives = 0;
    std::uint32_t picked = 0;

    friend bool operator==(const Pick&, const Pick&) = default;
};

/// Decides among finite alternatives: by weights from the seed, or by a list of earlier picks. Can remember what
/// it picked, so that a path can be repeated and varied.
class Choices {
public:
    /// The n-th choice of the run draws from the n-th stream of `source`.
    static Choices seeded(Source source) { return Choices{source}; }
    /// The n-th choice picks `picks[n]`, the last alternative if there are fewer; past the end the first.
    static Choices replayed(std::vector<std::uint32_t> picks);

    /// From now on `recorded()` grows by one entry a choice.
    void start_recording() { is_recording_ = true; }
    [[nodiscard]] const std::vector<Pick>& recorded() const { return recorded_; }
    [[nodiscard]] std::uint64_t count() const { return count_; }

    /// The index of the chosen alternative, in 0 .. weights.size()-1. At least one weight must be positive; an
    /// alternative of weight 0 is never drawn, but a replay may pick it. A single alternative is no choice: it
    /// is neither counted nor recorded.
    std::uint32_t pick(ChoiceKind kind, std::span<const std::uint32_t> weights);
    /// The same with `alternatives` of equal weight.
    std::uint32_t pick(ChoiceKind kind, std::uint32_t alternatives);

private:
    explicit Choices(Source source) : source_(source) {}
    std::uint32_t note(ChoiceKind kind, std::uint32_t alternatives, std::uint32_t picked);
    [[nodiscard]] std::uint32_t replay(std::uint32_t alternatives) const;

    std::optional<Source> source_;  // none: replayed
    std::vector<std::uint32_t> picks_;
    std::vector<Pick> recorded_;
    std::uint64_t count_ = 0;
    bool is_recording_ = false;
};

}  // namespace sim
