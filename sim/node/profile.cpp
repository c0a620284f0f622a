// Each row is its predecessor with what changed. The splits are those observed on the releases that
// the rows name; a fact about libuv holds for the libuv release of the row, whatever Node ships it.

#include "sim/node/profile.hpp"

#include <algorithm>
#include <array>

namespace sim {

namespace {

constexpr Profile node_14{.name = "14",
                          .release = "14.21.3",
                          .libuv = "1.42.0",
                          .cost_column = 1,
                          .pipeline_starts_late = true,
                          .esm_load_starts_pool = true,
                          .http_request_closes_first = true};

constexpr Profile node_16 = [] {
    Profile row = node_14;
    row.name = "16";
    row.young_bytes_at_start = 116'000;
    row.release = "16.20.2";
    row.libuv = "1.43.0";
    row.stream_opens_in_tick = true;
    row.write_stream_gathers_all = true;
    row.finish_order = FinishOrder::callback_first;
    row.transform_end_first = true;
    row.pipeline_starts_late = false;
    row.unhandled_rejection_throws = true;
    row.timers_promises = true;
    row.promise_any = true;
    row.abort_signal_timeout = true;
    row.webcrypto = true;
    row.http_request_closes_first = false;
    row.delay_histogram_count = true;
    return row;
}();

constexpr Profile node_18 = [] {
    Profile row = node_16;
    row.name = "18";
    row.young_bytes_at_start = 111'000;
    row.release = "18.20.8";
    row.libuv = "1.44.2";
    row.cost_column = 0;
    row.extra_pending = true;
    row.pending_keeps_alive = true;
    row.shutdown_via_pending = true;
    row.promises_read_stops_short = true;
    row.http_request_timeout = seconds(300);
    row.http_timeout_check = seconds(30);
    return row;
}();

constexpr Profile node_20 = [] {
    Profile row = node_18;
    row.name = "20";
    row.young_bytes_at_start = 75'000;
    row.release = "20.20.2";
    row.libuv = "1.46.0";
    row.cost_column = 1;
    row.fs_promise_hops = 2;
    row.fs_promise_stat_hops = 2;
    row.timers_last = true;
    row.accept_one = true;
    row.writes_per_event = 33;
    row.ring_fs = RingFs::opt_in;
    row.uv_metrics = true;
    row.promises_read_stops_short = false;
    row.write_result_after_sink = true;
    row.finish_order = FinishOrder::after_extra_tick;
    row.http_keep_alive = true;
    row.server_close_closes_idle = true;
    row.family_autoselection = true;
    row.family_attempt_timeout = milliseconds(250);
    return row;
}();

constexpr Profile node_22 = [] {
    Profile row = node_20;
    row.name = "22";
    row.young_bytes_at_start = 112'000;
    row.release = "22.23.3";
    row.libuv = "1.51.0";
    row.cost_column = 2;
    row.timer_ready_queue = true;
    row.starts_with_loop_code = true;
    row.ring_fs = RingFs::never;
    row.stream_high_water_mark = 65'536;
    row.esm_load_starts_pool = false;
    return row;
}();

constexpr Profile node_24 = [] {
    Profile row = node_22;
    row.name = "24";
    row.young_bytes_at_start = 144'000;
    row.subtle_hops = 0;
    row.release = "24.21.0";
    row.libuv = "1.52.1";
    row.cost_column = 3;
    row.eof_next_poll = true;
    row.delay_warnings = true;
    row.delay_sample_per_iteration = true;
    return row;
}();

constexpr Profile node_26 = [] {
    Profile row = node_24;
    row.name = "26";
    row.young_bytes_at_start = 158'000;
    row.fs_promise_stat_hops = 3;
    row.release = "26.10.0";
    row.libuv = "1.52.1";
    row.fs_one_shot = true;
    row.read_by_chunk = true;
    row.for_await_first_early = true;
    row.leftover_ticks_drain_before_check = false;
    row.family_attempt_timeout = milliseconds(500);
    return row;
}();

constexpr std::array rows{node_14, node_16, node_18, node_20, node_22, node_24, node_26};

}  // namespace

std::span<const Profile> profiles() { return rows; }

const Profile* find_profile(std::string_view name) {
    const auto* row = std::ranges::find(rows, name, &Profile::name);
    return row == rows.end() ? nullptr : row;
}

}  // namespace sim
