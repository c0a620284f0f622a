#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <uv.h>

#include "sim/program/host.hpp"
#include "sim/script/stack_room.hpp"

namespace sim::script {

/// The phases of libuv's loop over Node's real handles, one call each, in whatever order the engine wants.
class UvLoop {
public:
    /// Is told the position on the stack before what is Node's is called.
    using BeginCalls = std::function<void(std::uintptr_t position)>;

    /// Takes note of Node's own handles: those that exist now.
    UvLoop(uv_loop_t* loop, BeginCalls begin_calls);

    [[nodiscard]] HostState state();
    /// What Node asks libuv for: time blocked in poll so far.
    void set_idle_time(Duration idle);
    void update_time() { uv_update_time(loop_); }
    /// Whether Node waits for a timer of the program.
    [[nodiscard]] bool is_timer_set() const {
        const std::uint64_t start = timer_start();
        return start != 0 && start != first_start_;
    }
    [[nodiscard]] std::int64_t now_ms() const { return static_cast<std::int64_t>(uv_now(loop_)); }
    void run_timers(bool set_aside);
    void run_prepare(bool has_jobs);
    void run_check();
    /// For the account that Node asks libuv for: events of one poll, and those that were there before it slept.
    void count_events(std::size_t events, std::size_t waiting);
    void run_closing();
    /// Those that run_asyncs will visit are the handles that there are now: libuv takes its list aside.
    void begin_asyncs();
    void run_asyncs();
    /// Until the real pool has done all that Node gave it: before the process is forked.
    void await_requests();
    /// This process was forked from another: what waits at ports still waits.
    void go_on_after_fork();
    /// Nothing of the simulated loop runs any more when libuv itself goes on.
    void stop();

private:
    [[nodiscard]] uv_timer_t* earliest(std::uint64_t started_before) const;
    [[nodiscard]] bool is_ours(const uv_timer_t* timer) const;
    [[nodiscard]] bool is_own(const uv_async_t* async) const;
    /// Which start of Node's timer holds, the first from 1 on; 0 while it rests.
    [[nodiscard]] std::uint64_t timer_start() const;
    void finish_requests();

    uv_loop_t* loop_;
    BeginCalls begin_calls_;
    std::uint64_t* idle_time_ = nullptr;  // libuv's own account; null: not found
    std::uint64_t* account_ = nullptr;    // its counters of turns and events; null: it has none
    uv_timer_t* timer_ = nullptr;         // the one of all JavaScript timers
    std::uint64_t first_start_ = 0;       // of that timer, before the program has run
    bool has_polled_ = false;
    std::vector<uv_async_t*> own_asyncs_;  // of Node and V8, not ports
    std::vector<uv_async_t*> visited_;
    std::vector<uv_handle_t*> left_;  // closing; libuv itself has to finish them
};

}  // namespace sim::script
