#pragma once

#include <cstddef>
#include <cstdint>

#include <v8-isolate.h>

namespace sim::script {

/// How full the young generation of the real Node would be: what its start allocates, and from there on what is allocated here.
/// Only until the first scavenge; what survives that nobody can tell here.
class YoungGeneration {
public:
    YoungGeneration(v8::Isolate* isolate, std::int64_t bytes_at_start);

    /// A real collection begins, or has ended: what it frees here stays allocated there.
    void collects(bool begins);

    /// Enough is allocated that V8 posts a task to the loop which collects.
    [[nodiscard]] bool wants_task() const;
    /// Nothing can be allocated before it is collected.
    [[nodiscard]] bool is_full() const;

private:
    [[nodiscard]] std::int64_t used() const;
    [[nodiscard]] std::int64_t allocated() const { return used() - origin_; }

    v8::Isolate* isolate_;
    std::size_t space_ = 0;
    std::int64_t origin_ = 0;
    std::int64_t used_before_ = 0;  // the collection under way
};

}  // namespace sim::script
