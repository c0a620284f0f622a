#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "traces/native.hpp"
#include "traces/native_stream.hpp"

namespace traces {

namespace {

/// Numbers of the requests in the order in which they were answered.
std::vector<std::uint32_t> answered(const sim::Trace& trace) {
    std::vector<std::uint32_t> order(trace.requests.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto comes_before = [&](std::uint32_t x, std::uint32_t y) {
        return std::pair{trace.requests.done(x), x} < std::pair{trace.requests.done(y), y};
    };
    if (!std::is_sorted(order.begin(), order.end(), comes_before))
        std::sort(order.begin(), order.end(), comes_before);
    return order;
}

}  // namespace

bool write_native(const sim::Trace& trace, const Sink& sink) {
    NativeStream stream{sink};
    bool is_open = stream.begin(trace);
    const std::vector<std::uint32_t> order = answered(trace);
    auto next = order.begin();
    const auto add_request = [&] {
        stream.add({.number = *next, .record = trace.requests[*next]});
        ++next;
    };
    const sim::Spans& spans = trace.spans;
    for (std::size_t i = 0; i < spans.size() && is_open; ++i) {
        const std::int64_t end = spans.start[i] + spans.duration[i];
        while (next != order.end() && trace.requests.done(*next).ns < end) add_request();
        is_open = stream.add(spans.start[i], spans.duration[i], spans.owner[i], spans.lane[i],
                             spans.kind[i]);
    }
    while (next != order.end()) add_request();
    return stream.finish(trace);
}

}  // namespace traces
