#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "traces/chrome_cutter.hpp"
#include "traces/chrome_event.hpp"

namespace traces {

/// Parses the events of a batch.
class ChromeParser {
public:
    /// Names of events go to `names`.
    explicit ChromeParser(sim::Names& names);
    ~ChromeParser();
    ChromeParser(const ChromeParser&) = delete;
    ChromeParser& operator=(const ChromeParser&) = delete;

    using Take = std::function<void(const ChromeEvent&)>;
    /// Hands every event to `take`; the first that is none gives the diagnostic, with its place in the file.
    [[nodiscard]] std::optional<sim::Diagnostic> parse(ChromeCutter& cutter, const Take& take);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace traces
