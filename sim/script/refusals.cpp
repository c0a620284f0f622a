#include "sim/script/refusals.hpp"

namespace sim::script {

void Refusals::note(const std::string& what) {
    if (refused_.empty()) first_ = what;
    refused_.insert(what);
}

std::string Refusals::caught() const {
    if (refused_.size() < 2) return first_;
    return first_ + ", and " + std::to_string(refused_.size() - 1) + " more";
}

}  // namespace sim::script
