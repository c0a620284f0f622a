#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/core/time.hpp"

namespace sim {

/// Whether file operations can bypass the pool through the kernel's ring (R1.22).
enum class RingFs : std::uint8_t { unsupported, opt_in, never };

/// What a writable stream does between its last write and 'close' (R6.6).
enum class FinishOrder : std::uint8_t {
    finish_first,      // write callback, 'finish', callback of end(), one tick, 'close'
    callback_first,    // write callback, callback of end(), 'finish', one tick, 'close'
    after_extra_tick,  // write callback, one tick, callback of end(), 'finish', 'close'
};

/// What distinguishes one Node version from another. The engine asks for fields, never for the
/// version's name. Fields of the first group follow the libuv release, those below Node itself.
struct Profile {
    std::string_view name;        // "24"
    std::string_view release;     // the release whose behaviour was observed, "24.21.0"
    std::string_view libuv;       // "1.52.1"
    std::size_t cost_column = 0;  // which measured column cost_model() reads

    // The loop: libuv src/unix/core.c (uv_run, uv__loop_alive), timer.c, stream.c.
    bool extra_pending =
        false;  ///< the pending queue runs again right after poll, up to 8 passes (R1.1)
    bool pending_keeps_alive = false;  ///< a non-empty pending queue counts as alive (R1.5)
    bool shutdown_via_pending =
        false;  ///< shutdown with nothing queued completes without a poll event (R1.19)
    bool timers_last = false;  ///< timers close the iteration, and run once at entry (R1.2)
    bool accept_one = false;   ///< one accept per listening socket and poll (R5.3)
    std::int64_t writes_per_event = 1;  ///< queued writes tried per writability event (R5.5)
    bool timer_ready_queue =
        false;  ///< due uv timers are set aside before the first one runs (R1.9)
    bool eof_next_poll =
        false;  ///< a pipe's end is seen one poll after the data it came with (R5.4b)
    RingFs ring_fs = RingFs::unsupported;
    bool uv_metrics = false;  ///< nodeTiming.uvMetricsInfo exists (R7.6)

    // Files and streams.
    bool fs_one_shot = false;  ///< readFile and writeFile of at most 512 KiB are one trip (R4.7)
    bool promises_read_stops_short =
        false;  ///< fs.promises.readFile of unknown size ends at a short read
    bool stream_opens_in_tick =
        false;  ///< file streams open from a tick, not in the constructor (R4.7)
    bool write_stream_gathers_all =
        false;  ///< writes before 'open' leave as one gathered write (R4.7)
    std::int64_t stream_high_water_mark =
        16'384;  ///< bytes; all byte streams but fs read streams (R6.1)
    std::int64_t read_stream_high_water_mark = 65'536;  ///< bytes; fs.createReadStream (R6.1)
    bool write_result_after_sink =
        false;  ///< write() answers after a synchronous sink took the chunk (R6.3)
    FinishOrder finish_order = FinishOrder::finish_first;
    bool transform_end_first = false;   ///< a transform emits 'end' before 'finish' (R6.6)
    bool read_by_chunk = false;         ///< read() without a size gives one buffered chunk (R6.7)
    bool pipeline_starts_late = false;  ///< pipeline() starts one tick later (R6.8)
    bool for_await_first_early =
        false;  ///< first item of for await over a stream is one microtask earlier (R6.9)

    // Microtasks between the completion of an API's work and the settling of the promise that it gave.
    std::int32_t fs_promise_hops = 1;       ///< functions of fs.promises that make one trip (R3.6)
    std::int32_t fs_promise_stat_hops = 1;  ///< stat and lstat of fs.promises
    std::int32_t subtle_hops = 2;           ///< crypto.subtle

    // Ticks, errors, modules.
    bool unhandled_rejection_throws =
        false;  ///< without a listener: uncaught exception, exit code 1 (R2.33)
    bool leftover_ticks_drain_before_check =
        true;                     ///< ticks left by a throw run before the first immediate (R2.36)
    bool delay_warnings = false;  ///< NaN and negative delays warn once each (R2.1)
    bool esm_load_starts_pool = false;  ///< loading an ES module reads through the pool (R3.5)
    bool top_level_await = true;        ///< ES modules may await at their top level (R3.4)
    bool timers_promises = false;       ///< the module timers/promises exists (R2.14)
    bool promise_any = false;           ///< Promise.any exists
    bool abort_signal_timeout = false;  ///< AbortSignal.timeout exists (R2.14)
    bool webcrypto = false;             ///< crypto.webcrypto exists

    // Network.
    bool http_keep_alive = false;  ///< the global HTTP agent keeps connections (R5.10)
    bool server_close_closes_idle =
        false;  ///< server.close() closes idle keep-alive connections (R5.10)
    bool http_request_closes_first =
        false;  ///< client request 'close' precedes its response's 'close' (R5.8)
    Duration keep_alive_timeout = seconds(5);  ///< server side (R5.10)
    Duration http_headers_timeout = seconds(60);
    Duration http_request_timeout{};  ///< zero: none (R5.10)
    Duration http_timeout_check{};    ///< how often the two above are checked; zero: per connection
    bool family_autoselection = false;  ///< addresses of a name are tried in turn (R5.9)
    Duration family_attempt_timeout{};  ///< per attempt; zero without family_autoselection

    /// The functions of timers, ticks and immediates are compiled in the snapshot that Node starts from. Source: --log-function-events:
    /// for a timer and an immediate Node 20 compiles 33 of them, 22 and 24 none.
    bool starts_with_loop_code = false;

    /// Bytes in the young generation when the main script begins; 0: it was collected before (14). Source:
    /// v8.getHeapSpaceStatistics(), --trace-gc.
    std::int64_t young_bytes_at_start = 0;

    // Measurement.
    bool delay_sample_per_iteration =
        false;                           ///< monitorEventLoopDelay knows samplePerIteration (R7.3)
    bool delay_histogram_count = false;  ///< its histogram has `count` (R7.2)
};

/// Used where neither the program nor the user names a version.
constexpr std::string_view profile_name_default = "24";

/// One row per version, oldest first.
[[nodiscard]] std::span<const Profile> profiles();

/// The profile called `name` ("14" to "26"), or null.
[[nodiscard]] const Profile* find_profile(std::string_view name);

}  // namespace sim
