#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <v8-isolate.h>

namespace sim::script {

/// How full the young generation of the real Node would be: what its start allocates, and from there on what is allocated here.
/// Only until the first scavenge; what survives that nobody can tell here.
class YoungGeneration {
public:
    YoungGeneration(v8::Isolate* isolate, std::int64_t semi_space, std::int64_t bytes_at_start);

    /// A real collection begins, or has ended: what it frees here stays allocated there.
    void collects(bool begins);

    /// Between these two, which may nest, nothing is the program's.
    void stop_counting();
    void go_on_counting();

    /// Enough is allocated that V8 posts a task to the loop which collects.
    [[nodiscard]] bool wants_task() const;
    /// Nothing can be allocated before it is collected.
    [[nodiscard]] bool is_full() const;

private:
    [[nodiscard]] std::int64_t used() const;
    [[nodiscard]] std::int64_t allocated() const { return used() - origin_; }

    v8::Isolate* isolate_;
    std::int64_t semi_space_;
    std::size_t space_ = 0;
    std::int64_t origin_ = 0;
    std::int64_t used_before_ = 0;  // the collection under way
    int stops_ = 0;
    std::int64_t used_at_stop_ = 0;
};

/// What is allocated while it lives is not the program's.
class Uncounted {
public:
    explicit Uncounted(std::optional<YoungGeneration>& young) : young_(young) {
        if (young_) young_->stop_counting();
    }
    ~Uncounted() {
        if (young_) young_->go_on_counting();
    }
    Uncounted(const Uncounted&) = delete;
    Uncounted& operator=(const Uncounted&) = delete;

private:
    std::optional<YoungGeneration>& young_;
};

}  // namespace sim::script
