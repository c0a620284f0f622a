// The phases of libuv's loop, done by hand on its public structures. Sources: libuv src/timer.c (uv__run_timers),
// src/unix/loop-watcher.c, src/unix/core.c (uv__run_closing_handles, uv__finish_close), src/unix/async.c (uv__async_io).
#include "sim/script/uv_loop.hpp"

#include <time.h>

#include <algorithm>
#include <cstddef>

#include <utility>

#include "sim/core/check.hpp"

namespace sim::script {

namespace {

constexpr unsigned handle_closing = 1;
constexpr unsigned handle_closed = 2;
constexpr unsigned handle_ref = 8;

#if UV_VERSION_HEX >= ((1 << 16) | (48 << 8))
constexpr std::size_t heap_offset = offsetof(uv_timer_t, node);
#else
constexpr std::size_t heap_offset = offsetof(uv_timer_t, heap_node);
#endif

struct HeapNode {
    HeapNode* left;
    HeapNode* right;
    HeapNode* parent;
};

uv_timer_t* timer_of(HeapNode* node) {
    return reinterpret_cast<uv_timer_t*>(reinterpret_cast<char*>(node) - heap_offset);
}

template <class Visit>
void visit_heap(HeapNode* node, const Visit& visit) {
    if (node == nullptr) return;
    visit(timer_of(node));
    visit_heap(node->left, visit);
    visit_heap(node->right, visit);
}

/// The links of a queue of libuv, whichever of its two forms the headers have.
struct Link {
    Link* next;
    Link* previous;
};

Link* link_of(void* queue) { return static_cast<Link*>(queue); }

bool is_empty(void* queue) { return link_of(queue)->next == link_of(queue); }

std::size_t length_of(void* queue) {
    std::size_t length = 0;
    for (const Link* link = link_of(queue)->next; link != link_of(queue); link = link->next)
        ++length;
    return length;
}

void unlink(void* queue) {
    Link* const link = link_of(queue);
    link->previous->next = link->next;
    link->next->previous = link->previous;
}

void move_to_end(void* list, void* queue) {
    unlink(queue);
    Link* const head = link_of(list);
    Link* const link = link_of(queue);
    link->next = head;
    link->previous = head->previous;
    link->previous->next = link;
    head->previous = link;
}

/// All handles of the loop that are async, in the order in which they are visited.
std::vector<uv_async_t*> asyncs_of(uv_loop_t* loop) {
    std::vector<uv_async_t*> found;
    Link* const head = link_of(&loop->async_handles);
    for (Link* link = head->next; link != head; link = link->next)
        found.push_back(reinterpret_cast<uv_async_t*>(reinterpret_cast<char*>(link) -
                                                      offsetof(uv_async_t, queue)));
    return found;
}

/// The handles of a loop's list of one kind, the last started first, as libuv runs them.
template <class Handle>
std::vector<Handle*> started(void* list) {
    std::vector<Handle*> found;
    Link* const head = link_of(list);
    for (Link* link = head->next; link != head; link = link->next)
        found.push_back(
            reinterpret_cast<Handle*>(reinterpret_cast<char*>(link) - offsetof(Handle, queue)));
    return found;
}

void rest() {
    const timespec pause{.tv_sec = 0, .tv_nsec = 20'000};
    nanosleep(&pause, nullptr);
}

/// Nothing is written to it any more, which would have to be told first.
bool is_quiet_pipe(const uv_handle_t* handle) {
    if (handle->type != UV_NAMED_PIPE) return false;
    const auto* const pipe = reinterpret_cast<const uv_stream_t*>(handle);
    return pipe->write_queue_size == 0 && pipe->connect_req == nullptr &&
           pipe->shutdown_req == nullptr;
}

bool can_finish(const uv_handle_t* handle) {
    return is_quiet_pipe(handle) || handle->type == UV_ASYNC || handle->type == UV_TIMER ||
           handle->type == UV_CHECK || handle->type == UV_IDLE || handle->type == UV_PREPARE;
}

/// Where the counters of uv_metrics_info stand before the idle time (include/uv.h, uv_metrics_t).
constexpr std::size_t loop_count = 0;
constexpr std::size_t events_count = 1;
constexpr std::size_t waiting_count = 2;

/// The idle time stands behind the flags and, since 1.45, the counters of events (src/uv-common.h,
/// uv__loop_internal_fields_s). Found if libuv gives back what is put there.
std::uint64_t* find_idle_time(uv_loop_t* loop) {
#if UV_VERSION_HEX >= ((1 << 16) | (45 << 8))
    constexpr std::size_t words = 1 + sizeof(uv_metrics_t) / sizeof(std::uint64_t) + 1;
#else
    constexpr std::size_t words = 2;
#endif
    if (loop->internal_fields == nullptr) return nullptr;
    auto* const place = static_cast<std::uint64_t*>(loop->internal_fields) + words;
    constexpr std::uint64_t sign = 0x1234'5678;
    const std::uint64_t before = std::exchange(*place, sign);
    const bool is_it = uv_metrics_idle_time(loop) >= sign;
    *place = is_it ? 0 : before;
    if (is_it) place[-1] = 0;  // when the present poll began
    return is_it ? place : nullptr;
}

}  // namespace

UvLoop::UvLoop(uv_loop_t* loop, BeginCalls begin_calls)
    : loop_(loop),
      begin_calls_(std::move(begin_calls)),
      idle_time_(find_idle_time(loop)),
      own_asyncs_(asyncs_of(loop)) {
#if UV_VERSION_HEX >= ((1 << 16) | (45 << 8))
    if (idle_time_ != nullptr)
        account_ = idle_time_ - 1 - sizeof(uv_metrics_t) / sizeof(std::uint64_t);
#endif
    uv_walk(
        loop,
        [](uv_handle_t* handle, void* self) {
            UvLoop& that = *static_cast<UvLoop*>(self);
            if (handle->type == UV_TIMER && that.timer_ == nullptr)
                that.timer_ = reinterpret_cast<uv_timer_t*>(handle);
        },
        this);
    first_start_ = timer_start();
}

std::uint64_t UvLoop::timer_start() const {
    const bool is_active =
        timer_ != nullptr && uv_is_active(reinterpret_cast<const uv_handle_t*>(timer_)) != 0;
    return is_active ? timer_->start_id + 1 : 0;
}

/// V8 has tasks of its own that wait for a timer of this loop: they run once, and when they do depends on the collector.
bool UvLoop::is_ours(const uv_timer_t* timer) const {
    return timer == timer_ || timer->repeat != 0;
}

uv_timer_t* UvLoop::earliest(std::uint64_t started_before) const {
    uv_timer_t* found = nullptr;
    visit_heap(static_cast<HeapNode*>(loop_->timer_heap.min), [&](uv_timer_t* timer) {
        if (!is_ours(timer) || timer->start_id >= started_before) return;
        if (found == nullptr || timer->timeout < found->timeout ||
            (timer->timeout == found->timeout && timer->start_id < found->start_id))
            found = timer;
    });
    return found;
}

void UvLoop::set_idle_time(Duration idle) {
    if (idle_time_ != nullptr) *idle_time_ = static_cast<std::uint64_t>(idle.ns);
}

HostState UvLoop::state() {
    HostState state;
    state.is_alive = loop_->active_handles > 0 || loop_->active_reqs.count > 0 ||
                     loop_->closing_handles != nullptr;
    state.must_not_sleep = !is_empty(&loop_->idle_handles) || loop_->active_reqs.count > 0 ||
                           loop_->closing_handles != nullptr;
    state.has_message = loop_->active_reqs.count > 0;
    for (const uv_async_t* async : asyncs_of(loop_))
        state.has_message = state.has_message || (async->pending != 0 && !is_own(async));
    if (const uv_timer_t* timer = earliest(~std::uint64_t{0})) {
        state.timer_in_ms = timer->timeout <= loop_->time
                                ? 0
                                : static_cast<std::int64_t>(timer->timeout - loop_->time);
    }
    return state;
}

void UvLoop::run_timers(bool set_aside) {
    const std::uint64_t started_before = set_aside ? loop_->timer_counter : ~std::uint64_t{0};
    const std::uint64_t time = loop_->time;
    begin_calls_(StackRoom::position());
    for (;;) {
        uv_timer_t* const timer = earliest(started_before);
        if (timer == nullptr || timer->timeout > (set_aside ? time : loop_->time)) break;
        uv_timer_stop(timer);
        uv_timer_again(timer);
        timer->timer_cb(timer);
    }
}

/// Node asks here how long poll may sleep, which libuv only tells once all its descriptors were given to the kernel, and if
/// something is active. In a real loop they are from the first poll on, and the engine's jobs are requests.
void UvLoop::run_prepare(bool has_jobs) {
    const std::vector<uv_prepare_t*> prepares = started<uv_prepare_t>(&loop_->prepare_handles);
    Link* const watchers = link_of(&loop_->watcher_queue);
    const Link kept = *watchers;
    if (has_polled_) *watchers = Link{watchers, watchers};
    if (has_jobs) ++loop_->active_reqs.count;
    begin_calls_(StackRoom::position());
    for (uv_prepare_t* prepare : prepares) {
        if (uv_is_active(reinterpret_cast<uv_handle_t*>(prepare)) != 0)
            prepare->prepare_cb(prepare);
    }
    if (has_jobs) --loop_->active_reqs.count;
    *watchers = kept;
    if (account_ != nullptr) ++account_[loop_count];
}

void UvLoop::count_events(std::size_t events, std::size_t waiting) {
    has_polled_ = true;
    if (account_ == nullptr) return;
    account_[events_count] += events;
    account_[waiting_count] += waiting;
}

void UvLoop::run_check() {
    begin_calls_(StackRoom::position());
    for (uv_check_t* check : started<uv_check_t>(&loop_->check_handles)) {
        if (uv_is_active(reinterpret_cast<uv_handle_t*>(check)) != 0) check->check_cb(check);
    }
}

void UvLoop::run_closing() {
    uv_handle_t* handle = loop_->closing_handles;
    loop_->closing_handles = nullptr;
    begin_calls_(StackRoom::position());
    while (handle != nullptr) {
        uv_handle_t* const next = handle->next_closing;
        if (can_finish(handle)) {
            handle->flags |= handle_closed;
            handle->flags &= ~handle_ref;
            unlink(&handle->handle_queue);
            if (handle->close_cb != nullptr) handle->close_cb(handle);
        } else {
            left_.push_back(handle);
        }
        handle = next;
    }
}

bool UvLoop::is_own(const uv_async_t* async) const {
    return std::find(own_asyncs_.begin(), own_asyncs_.end(), async) != own_asyncs_.end();
}

/// libuv takes each handle to the end of its list before it calls it, so that one which is made meanwhile has its place behind that one
/// from then on. The pool's is the first, and Node's own come before all ports.
void UvLoop::begin_asyncs() {
    visited_ = asyncs_of(loop_);
    SIM_CHECK(!visited_.empty() && visited_.front() == &loop_->wq_async);
    for (uv_async_t* const async : visited_) {
        if (is_own(async)) move_to_end(&loop_->async_handles, &async->queue);
    }
}

void UvLoop::run_asyncs() {
    if (loop_->active_reqs.count > 0) finish_requests();
    for (uv_async_t* const async : visited_) {
        if (is_own(async) || (async->flags & handle_closing) != 0) continue;
        move_to_end(&loop_->async_handles, &async->queue);
        if (async->pending == 0) continue;
        async->pending = 0;
        if (async->async_cb != nullptr) async->async_cb(async);
    }
}

/// Work that Node gave to the real pool takes no virtual time: it is done when the loop next polls.
void UvLoop::finish_requests() {
    uv_async_t& done = loop_->wq_async;
    while (loop_->active_reqs.count > 0) {
        if (done.pending == 0) {
            rest();
            continue;
        }
        done.pending = 0;
        done.async_cb(&done);
        break;
    }
}

/// The threads of the pool are not there in a process that is forked: what they were at would never be done.
void UvLoop::await_requests() {
    constexpr int looks_max = 50'000;  // a second
    for (int look = 0; look < looks_max; ++look) {
        uv_mutex_lock(&loop_->wq_mutex);
        const std::size_t done = length_of(&loop_->wq);
        uv_mutex_unlock(&loop_->wq_mutex);
        if (done >= loop_->active_reqs.count) return;
        rest();
    }
}

/// libuv takes what is pending for lost, as another thread might just be sending it. There is none here.
void UvLoop::go_on_after_fork() {
    std::vector<std::pair<uv_async_t*, decltype(uv_async_t::pending)>> pending;
    for (uv_async_t* const async : asyncs_of(loop_)) pending.emplace_back(async, async->pending);
    (void)uv_loop_fork(loop_);
    for (const auto& [async, was_pending] : pending) async->pending = was_pending;
}

void UvLoop::stop() {
    if (timer_ != nullptr) uv_timer_stop(timer_);
    for (uv_check_t* check : started<uv_check_t>(&loop_->check_handles)) uv_check_stop(check);
    for (uv_prepare_t* prepare : started<uv_prepare_t>(&loop_->prepare_handles))
        uv_prepare_stop(prepare);
    // A message that came after the last poll, to a port that does not keep the loop alive, is never heard.
    for (uv_async_t* async : asyncs_of(loop_)) {
        if (!is_own(async)) async->pending = 0;
    }
    for (uv_handle_t* handle : left_) {
        handle->next_closing = loop_->closing_handles;
        loop_->closing_handles = handle;
    }
    left_.clear();
}

}  // namespace sim::script
