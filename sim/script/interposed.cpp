// Stands between Node and the C library: the dynamic linker finds these functions first, because the library is preloaded.
// Node reads all clocks and writes all output through them. Only the main thread is concerned: others of the process
// (compiler, collector) keep real time.
#include "sim/script/interposed.hpp"
#include "sim/script/bundle.hpp"
#include "sim/script/engine_flags.hpp"
#include "sim/script/shared_streams.hpp"

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>

#include <algorithm>
#include <array>
#include <mutex>
#include <span>
#include <vector>

#include <v8-isolate.h>

namespace sim::script {

namespace {

thread_local bool is_main_thread = false;
bool was_preloaded = false;
Interposed* interposed = nullptr;
bool is_learning = false;
bool is_silent = false;
bool has_no_threads = false;  // but those that were made since
bool awaits_engine = false;
std::array<void*, 4> clock_callers{};  // return addresses within libuv

void** stack_end = nullptr;  // of the main thread

void find_stack_end() {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    void* lowest = nullptr;
    std::size_t size = 0;
    if (pthread_attr_getstack(&attributes, &lowest, &size) == 0)
        stack_end = reinterpret_cast<void**>(static_cast<char*>(lowest) + size);
    pthread_attr_destroy(&attributes);
}

/// Runs when the library is loaded, which is on the main thread. What the child inherits is for this library alone.
__attribute__((constructor)) void loaded() {
    was_preloaded = std::getenv("LD_PRELOAD") != nullptr;
    if (was_preloaded) {
        find_stack_end();
        remember_streams();
    }
    is_main_thread = was_preloaded;
    awaits_engine = was_preloaded;
    unsetenv("LD_PRELOAD");
    if (was_preloaded) unsetenv("LD_BIND_NOW");
}

/// What a process has made since it was forked from one whose threads it lacks: conditions that none of those waits for, and
/// threads that can be joined.
class Made {
public:
    void add(std::uintptr_t each) {
        const std::lock_guard lock{mutex_};
        all_.push_back(each);
    }
    [[nodiscard]] bool has(std::uintptr_t each) {
        const std::lock_guard lock{mutex_};
        return std::ranges::find(all_, each) != all_.end();
    }
    /// True if it was there.
    bool remove(std::uintptr_t each) {
        const std::lock_guard lock{mutex_};
        return std::erase(all_, each) > 0;
    }
    void clear() { all_.clear(); }

private:
    std::mutex mutex_;
    std::vector<std::uintptr_t> all_;
};

Made& made = *new Made;  // there for whatever ends the process

/// Of one that it did not make nothing may be asked.
bool is_lost(pthread_cond_t* condition) {
    return has_no_threads && !made.has(reinterpret_cast<std::uintptr_t>(condition));
}

bool is_clock_caller(void* address) {
    return std::ranges::find(clock_callers, address) != clock_callers.end();
}

void learn(void* address) {
    if (is_clock_caller(address)) return;
    for (void*& known : clock_callers) {
        if (known != nullptr) continue;
        known = address;
        return;
    }
}

/// The two return addresses nearest to a reading of the clock. The second is found where the first function keeps a frame
/// pointer, as libuv in node does; elsewhere it may be any word of the stack.
struct Callers {
    std::array<void*, 2> at{};
};

Callers callers_from(void* frame_address) {
    auto** const frame = static_cast<void**>(frame_address);
    auto** const above = static_cast<void**>(frame[0]);
    Callers found;
    found.at[0] = frame[1];
    const bool is_frame = above > frame && stack_end != nullptr && above + 1 < stack_end &&
                          reinterpret_cast<std::uintptr_t>(above) % sizeof(void*) == 0;
    if (is_frame) found.at[1] = above[1];
    return found;
}

Callers seen;  // of the clock that was read last while learning

/// A place in Node's code by which one kind of clock reading is told from others.
struct Place {
    void* address = nullptr;
    std::size_t depth = 0;

    [[nodiscard]] bool is_in(const Callers& callers) const {
        return address != nullptr && callers.at[depth] == address;
    }
};

Place platform;    // Node's platform, which V8 asks
Place loop_start;  // uv_loop_init: loops other than the main one run on threads of their own

Place loop_time;  // uv_update_time: Node reads it for timers

ClockReader reader_of(void* caller, const Callers& callers) {
    if (!is_clock_caller(caller) || platform.is_in(callers)) return ClockReader::node;
    return loop_time.is_in(callers) ? ClockReader::timers : ClockReader::program;
}

/// Where two ways of reading the clock part.
Place place_of(const Callers& one, const Callers& other) {
    for (std::size_t i = 0; i < one.at.size(); ++i) {
        if (one.at[i] != other.at[i]) return {.address = one.at[i], .depth = i};
    }
    return {};
}

Callers callers_of(void (*read)(void*), void* argument) {
    is_learning = true;
    read(argument);
    is_learning = false;
    return seen;
}

void to_timespec(std::int64_t ns, timespec* out) {
    out->tv_sec = ns / 1'000'000'000;
    out->tv_nsec = ns % 1'000'000'000;
}

/// A pipe that Node made non-blocking takes everything all the same: the reader is real, the loop is not. If it took a part only,
/// libuv would wait until it takes more.
bool write_patiently(int descriptor, const char* bytes, std::size_t size) {
    do {
        const long written = syscall(SYS_write, descriptor, bytes, size);
        if (written >= 0) {
            bytes += written;
            size -= static_cast<std::size_t>(written);
        } else if (errno == EAGAIN) {
            pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
            if (poll(&writable, 1, -1) < 0 && errno != EINTR) return false;
        } else if (errno != EINTR) {
            return false;
        }
    } while (size > 0);
    return true;
}

/// What the program writes to stdout or stderr goes there, unless the run is silent, and into the trace.
bool put_out(int descriptor, const char* bytes, std::size_t size) {
    interposed->before_output();
    if (!is_silent && !write_patiently(descriptor, bytes, size)) return false;
    if (size > 0) interposed->wrote(descriptor, bytes, size);
    return true;
}

bool is_output(int descriptor) {
    return interposed != nullptr && is_main_thread && (descriptor == 1 || descriptor == 2);
}

/// The function that `name` means without this library.
template <class Function>
Function* original(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

std::int64_t real_clock_ns() {
    static const auto read = original<int(clockid_t, timespec*)>("clock_gettime");
    timespec now{};
    read(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

void interpose(Interposed* with) { interposed = with; }

void keep_silent(bool silent) { is_silent = silent; }

void forget_threads() {
    has_no_threads = true;
    made.clear();
}

void learn_clock_callers(void (*read_clock)()) {
    is_learning = true;
    read_clock();
    is_learning = false;
}

void learn_platform(void (*read)(void*), void* argument, void (*read_plainly)(void*)) {
    platform = place_of(callers_of(read, argument), callers_of(read_plainly, argument));
}

void learn_loop_start(void (*read)(void*), void* loop, void (*read_plainly)(void*)) {
    loop_start = place_of(callers_of(read, loop), callers_of(read_plainly, loop));
}

void learn_loop_time(void (*read)(void*), void* loop, void (*read_plainly)(void*)) {
    loop_time = place_of(callers_of(read, loop), callers_of(read_plainly, nullptr));
}

bool is_preloaded() { return was_preloaded; }

}  // namespace sim::script

using namespace sim::script;

extern "C" {

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, timespec* out) noexcept {
    const bool is_monotonic = clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE;
    const bool is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    if (!is_main_thread || (!is_monotonic && !is_wall))
        return static_cast<int>(syscall(SYS_clock_gettime, clock, out));
    void* const caller = __builtin_return_address(0);
    const Callers callers = callers_from(__builtin_frame_address(0));
    if (is_learning) {
        learn(caller);
        seen = callers;
    }
    if (is_monotonic && interposed != nullptr && loop_start.is_in(callers))
        return static_cast<int>(syscall(SYS_clock_gettime, clock, out));
    if (is_wall) to_timespec(interposed != nullptr ? interposed->wall_ns() : boot_wall_ns, out);
    else
        to_timespec(interposed != nullptr ? interposed->monotonic_ns(reader_of(caller, callers))
                                          : boot_monotonic_ns,
                    out);
    return 0;
}

__attribute__((visibility("default"))) int gettimeofday(timeval* out, void* /*zone*/) noexcept {
    timespec now{};
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}

/// Node asks for `process.cpuUsage` and its like.
__attribute__((visibility("default"))) int getrusage(__rusage_who_t who, rusage* out) noexcept {
    const auto result = static_cast<int>(syscall(SYS_getrusage, who, out));
    if (result != 0 || !is_main_thread || interposed == nullptr || who == RUSAGE_CHILDREN)
        return result;
    const auto to_timeval = [](sim::Duration time) {
        const std::int64_t us = time.ns / 1'000;
        return timeval{.tv_sec = us / 1'000'000, .tv_usec = us % 1'000'000};
    };
    const CpuTime time = interposed->cpu_time(who == RUSAGE_SELF);
    out->ru_utime = to_timeval(time.user);
    out->ru_stime = to_timeval(time.system);
    return result;
}

__attribute__((visibility("default"))) ssize_t write(int descriptor, const void* bytes,
                                                     std::size_t size) {
    if (!is_output(descriptor))
        return static_cast<ssize_t>(syscall(SYS_write, descriptor, bytes, size));
    return put_out(descriptor, static_cast<const char*>(bytes), size) ? static_cast<ssize_t>(size)
                                                                      : -1;
}

__attribute__((visibility("default"))) ssize_t writev(int descriptor, const iovec* parts,
                                                      int count) {
    if (!is_output(descriptor))
        return static_cast<ssize_t>(syscall(SYS_writev, descriptor, parts, count));
    std::size_t sum = 0;
    for (const iovec& part : std::span{parts, static_cast<std::size_t>(count)}) {
        if (!put_out(descriptor, static_cast<const char*>(part.iov_base), part.iov_len)) return -1;
        sum += part.iov_len;
    }
    return static_cast<ssize_t>(sum);
}

/// V8 asks that its heap be left out of forked processes; those that make the runs of a server need it.
__attribute__((visibility("default"))) int madvise(void* at, std::size_t size,
                                                   int advice) noexcept {
    if (advice == MADV_DONTFORK) return 0;
    return static_cast<int>(syscall(SYS_madvise, at, size, advice));
}

/// Node starts the first thread that is not V8's, its inspector's, when the engine stands and none of Node's own modules is loaded
/// yet. Source: node src/inspector_agent.cc, StartDebugSignalHandler.
__attribute__((visibility("default"))) int pthread_create(pthread_t* thread,
                                                          const pthread_attr_t* attributes,
                                                          void* (*run)(void*), void* argument) {
    if (is_main_thread && awaits_engine && v8::Isolate::GetCurrent() != nullptr) {
        awaits_engine = false;
        keep_hashes_no_longer();
        put_back_flag_hash(read_facts().flag_hash);
    }
    static const auto create =
        original<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
    const int error = create(thread, attributes, run, argument);
    if (has_no_threads && error == 0) made.add(*thread);
    return error;
}

__attribute__((visibility("default"))) int pthread_join(pthread_t thread, void** result) {
    if (has_no_threads && !made.remove(thread)) return 0;
    static const auto join = original<int(pthread_t, void**)>("pthread_join");
    return join(thread, result);
}

__attribute__((visibility("default"))) int pthread_cond_init(
    pthread_cond_t* condition, const pthread_condattr_t* attributes) noexcept {
    if (has_no_threads) made.add(reinterpret_cast<std::uintptr_t>(condition));
    static const auto init =
        original<int(pthread_cond_t*, const pthread_condattr_t*)>("pthread_cond_init");
    return init(condition, attributes);
}

/// It would wait for those that wait on it; a mutex may be held by one of them.
__attribute__((visibility("default"))) int pthread_cond_destroy(
    pthread_cond_t* condition) noexcept {
    if (is_lost(condition)) return 0;
    made.remove(reinterpret_cast<std::uintptr_t>(condition));
    static const auto destroy = original<int(pthread_cond_t*)>("pthread_cond_destroy");
    return destroy(condition);
}

/// Nobody is there to be woken, but those that waited in the process that this one was forked from still count, and to move
/// them would be waited for.
__attribute__((visibility("default"))) int pthread_cond_broadcast(
    pthread_cond_t* condition) noexcept {
    if (is_lost(condition)) return 0;
    static const auto wake = original<int(pthread_cond_t*)>("pthread_cond_broadcast");
    return wake(condition);
}

__attribute__((visibility("default"))) int pthread_cond_signal(pthread_cond_t* condition) noexcept {
    if (is_lost(condition)) return 0;
    static const auto wake = original<int(pthread_cond_t*)>("pthread_cond_signal");
    return wake(condition);
}

__attribute__((visibility("default"))) int pthread_mutex_destroy(pthread_mutex_t* mutex) noexcept {
    if (has_no_threads) return 0;
    static const auto destroy = original<int(pthread_mutex_t*)>("pthread_mutex_destroy");
    return destroy(mutex);
}
}
