#pragma once

#include "ui/layout/picture.hpp"

namespace ui {

/// One request from arrival to response as a waterfall, one row a reason; `options.request` or the slowest that is done.
/// The trace has requests.
[[nodiscard]] Scene request_picture(const Subject& subject, const PictureOptions& options);

/// Whether a load has answered requests or a loop's delays were monitored.
[[nodiscard]] bool has_latencies(const sim::Trace& trace);

/// Latencies of a load: how they are distributed, their percentiles by endpoint, and what the loops' delays were where
/// they were monitored. The trace has some.
[[nodiscard]] Scene latency_picture(const Subject& subject, const PictureOptions& options);

}  // namespace ui
