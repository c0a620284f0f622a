#include "sim/core/choices.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "sim/core/check.hpp"

namespace sim {
namespace {

constexpr std::array<std::string_view, choice_kinds> choice_texts{
    "branch", "start phase", "completion", "readiness", "event", "clock"};

std::uint32_t find_by_weight(std::span<const std::uint32_t> weights, Stream stream) {
    std::int64_t total = 0;
    for (const std::uint32_t weight : weights) total += weight;
    std::int64_t rest = stream.uniform_below(total);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        rest -= weights[i];
        if (rest < 0) return static_cast<std::uint32_t>(i);
    }
    SIM_CHECK(rest < 0);
    return 0;
}

}  // namespace

std::string_view to_text(ChoiceKind kind) { return choice_texts[static_cast<std::size_t>(kind)]; }

Choices Choices::replayed(std::vector<std::uint32_t> picks) {
    Choices choices{Source{0}};
    choices.source_.reset();
    choices.picks_ = std::move(picks);
    return choices;
}

std::uint32_t Choices::pick(ChoiceKind kind, std::span<const std::uint32_t> weights) {
    SIM_CHECK(!weights.empty());
    const auto alternatives = static_cast<std::uint32_t>(weights.size());
    if (alternatives == 1) return 0;
    return note(kind, alternatives,
                source_ ? find_by_weight(weights, source_->at(count_)) : replay(alternatives));
}

std::uint32_t Choices::pick(ChoiceKind kind, std::uint32_t alternatives) {
    SIM_CHECK(alternatives > 0);
    if (alternatives == 1) return 0;
    if (!source_) return note(kind, alternatives, replay(alternatives));
    Stream stream = source_->at(count_);
    return note(kind, alternatives, static_cast<std::uint32_t>(stream.uniform_below(alternatives)));
}

std::uint32_t Choices::note(ChoiceKind kind, std::uint32_t alternatives, std::uint32_t picked) {
    ++count_;
    if (is_recording_) recorded_.push_back({kind, alternatives, picked});
    return picked;
}

std::uint32_t Choices::replay(std::uint32_t alternatives) const {
    return count_ < picks_.size() ? std::min(picks_[count_], alternatives - 1) : 0;
}

}  // namespace sim
