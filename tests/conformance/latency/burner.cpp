// Work that takes a stated CPU time of its thread, for the pool and for the main thread: how long a hash takes depends on
// what the machine has to do beside, and drifts; this does not.
#include <fcntl.h>
#include <unistd.h>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>

#include <node_api.h>

namespace {

std::int64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

/// The kernel's account of the calling thread as it stands: brought up to date when the thread leaves its core, at ticks,
/// and when others wake up there.
struct Account {
    std::int64_t cpu = 0;
    std::int64_t turns = 0;  // how often it has been given a core
};
Account account() {
    thread_local const int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    char text[64] = {};
    if (file < 0 || pread(file, text, sizeof text - 1, 0) <= 0) std::abort();
    char* rest = text;
    Account result;
    result.cpu = std::strtoll(rest, &rest, 10);
    (void)std::strtoll(rest, &rest, 10);  // has waited for so long
    result.turns = std::strtoll(rest, &rest, 10);
    return result;
}

/// Looks at the wall clock all the time, which does not enter the kernel, and after each gap whether the thread was away.
/// The clock of its CPU time would bring the account up to date: then the kernel sees that a slice is over and preempts the
/// thread after 1.4 ms, where a hash is preempted at a tick of 4 ms.
/// Source: Linux kernel/sched/core.c, task_sched_runtime, and fair.c, update_curr; to read schedstat does not do so.
void burn(std::int64_t nanoseconds) {
    constexpr std::int64_t gap = 3'000;
    std::int64_t since = now_ns();
    std::int64_t used = 0;  // until then
    Account known = account();
    bool is_first = true;
    for (std::int64_t before = since; used + before - since < nanoseconds;) {
        const std::int64_t now = now_ns();
        if (now - before > gap) {
            const Account renewed = account();
            if (renewed.turns != known.turns) {
                // The first time the account has also what came before this work.
                used += is_first ? before - since : renewed.cpu - known.cpu;
                is_first = false;
                known = renewed;
                since = now;
            }
        }
        before = now;
    }
}

struct Job {
    std::int64_t nanoseconds = 0;
    napi_deferred promise = nullptr;
    napi_async_work work = nullptr;
};

std::int64_t argument(napi_env env, napi_callback_info info) {
    std::size_t count = 1;
    napi_value value = nullptr;
    std::int64_t number = 0;
    napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
    napi_get_value_int64(env, value, &number);
    return number;
}

void on_worker(napi_env /*env*/, void* data) { burn(static_cast<Job*>(data)->nanoseconds); }

void on_main(napi_env env, napi_status /*status*/, void* data) {
    const std::unique_ptr<Job> job{static_cast<Job*>(data)};
    napi_value nothing = nullptr;
    napi_get_undefined(env, &nothing);
    napi_resolve_deferred(env, job->promise, nothing);
    napi_delete_async_work(env, job->work);
}

/// pool(ns): a promise of a job of libuv's pool.
napi_value pool(napi_env env, napi_callback_info info) {
    auto job = std::make_unique<Job>();
    job->nanoseconds = argument(env, info);
    napi_value promise = nullptr;
    napi_value name = nullptr;
    napi_create_promise(env, &job->promise, &promise);
    napi_create_string_utf8(env, "burner", NAPI_AUTO_LENGTH, &name);
    napi_create_async_work(env, nullptr, name, on_worker, on_main, job.get(), &job->work);
    napi_queue_async_work(env, job->work);
    (void)job.release();  // on_main has it
    return promise;
}

/// main(ns): spends it here.
napi_value main_work(napi_env env, napi_callback_info info) {
    burn(argument(env, info));
    return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
    napi_value function = nullptr;
    napi_create_function(env, "pool", NAPI_AUTO_LENGTH, pool, nullptr, &function);
    napi_set_named_property(env, exports, "pool", function);
    napi_create_function(env, "main", NAPI_AUTO_LENGTH, main_work, nullptr, &function);
    napi_set_named_property(env, exports, "main", function);
    return exports;
}
