#pragma once

#include <cstdint>
#include <string_view>

#include <fmt/compile.h>

#include "sim/core/time.hpp"
#include "traces/output.hpp"

namespace ui {

/// Commas and line breaks of nested objects and lists; the caller names what comes next.
class Json {
public:
    explicit Json(const traces::Sink& sink) : out_(sink) {}

    void open(std::string_view key, char bracket) {
        name(key);
        out_.put(bracket);
        ++depth_;
        is_first_ = true;
    }
    void close(char bracket) {
        --depth_;
        if (!is_first_) line();
        out_.put(bracket);
        is_first_ = false;
    }
    void text(std::string_view key, std::string_view value) {
        name(key);
        out_.json(value);
    }
    void integer(std::string_view key, std::int64_t value) {
        name(key);
        out_.integer(value);
    }
    void real(std::string_view key, double value) {
        name(key);
        out_.format(FMT_COMPILE("{:.9g}"), value);
    }
    void boolean(std::string_view key, bool value) {
        name(key);
        out_.put(value ? "true" : "false");
    }
    void null(std::string_view key) {
        name(key);
        out_.put("null");
    }
    void instant(std::string_view key, sim::Instant value) {
        if (value == sim::instant_never) return null(key);
        integer(key, value.ns);
    }
    [[nodiscard]] bool finish() {
        out_.put('\n');
        return out_.finish();
    }

private:
    void line() {
        out_.put('\n');
        for (int i = 0; i < depth_; ++i) out_.put("  ");
    }
    /// An element of a list has no key.
    void name(std::string_view key) {
        if (!is_first_) out_.put(',');
        if (depth_ > 0) line();
        is_first_ = false;
        if (key.empty()) return;
        out_.json(key);
        out_.put(": ");
    }

    traces::Output out_;
    int depth_ = 0;
    bool is_first_ = true;
};

}  // namespace ui
