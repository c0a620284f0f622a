#include "sim/core/names.hpp"

namespace sim {

Names::Names(const Names& other) {
    for (const std::string& text : other.texts_) intern(text);
}

Names& Names::operator=(const Names& other) {
    if (this != &other) *this = Names(other);
    return *this;
}

NameId Names::intern(std::string_view text) {
    if (const auto found = index_.find(text); found != index_.end()) return NameId{found->second};
    const auto id = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    index_.emplace(texts_.back(), id);
    return NameId{id};
}

std::string_view Names::text(NameId id) const {
    return id ? std::string_view{texts_[id.index()]} : std::string_view{};
}

}  // namespace sim
