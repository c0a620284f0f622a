#include "sim/script/refusals.hpp"

#include <algorithm>

namespace sim::script {

void Refusals::note(const std::string& what) {
    if (std::find(refused_.begin(), refused_.end(), what) == refused_.end())
        refused_.push_back(what);
}

std::string Refusals::caught() const {
    if (refused_.size() < 2) return refused_.empty() ? std::string{} : refused_.front();
    return refused_.front() + ", and " + std::to_string(refused_.size() - 1) + " more";
}

}  // namespace sim::script
