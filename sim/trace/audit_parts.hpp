#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/trace/trace.hpp"

namespace sim {

/// Collects violations; beyond `lines_max` it only counts, so that a broken engine gives a readable answer.
class AuditReport {
public:
    template <class... Args>
    void require(bool holds, fmt::format_string<Args...> message, Args&&... args) {
        if (holds) return;
        if (lines_.size() < lines_max)
            lines_.push_back(fmt::format(message, std::forward<Args>(args)...));
        ++found_;
    }
    [[nodiscard]] std::size_t found() const { return found_; }
    [[nodiscard]] std::vector<std::string> take() {
        if (found_ > lines_max) lines_.push_back(fmt::format("and {} more", found_ - lines_max));
        return std::move(lines_);
    }

private:
    static constexpr std::size_t lines_max = 100;
    std::vector<std::string> lines_;
    std::size_t found_ = 0;
};

/// Every index and every enum of the trace is in range; the other parts rely on it.
void audit_ranges(const Trace& trace, AuditReport& report);
void audit_statistics(const Trace& trace, AuditReport& report);
void audit_requests(const Trace& trace, AuditReport& report);
void audit_spans(const Trace& trace, AuditReport& report);
void audit_events(const Trace& trace, AuditReport& report);

}  // namespace sim
