// Work that takes a stated CPU time of its thread, for the pool and for the main thread: how long a hash takes depends on
// what the machine has to do beside, and drifts; this does not.
#include <cstdint>
#include <ctime>
#include <memory>

#include <node_api.h>

namespace {

std::int64_t cpu_of_thread() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void spin(double steps) {
    volatile std::uint64_t state = 1;
    for (auto left = static_cast<std::int64_t>(steps); left > 0; --left)
        state = state * 6364136223846793005ULL + 1;
}

/// Reads the clock a few times only, each time after three quarters of what is left, at the pace of the stretch before. To
/// read it makes the kernel look whether the thread's slice is over: one that reads it all the time is preempted after
/// 1.4 ms where a hash is at a tick of 4 ms. Source: Linux kernel/sched/core.c, task_sched_runtime, and fair.c, update_curr.
void burn(std::int64_t nanoseconds) {
    constexpr std::int64_t nearly_done = 10'000;
    thread_local double pace = 0.1;  // steps per ns; slow ones, so that the first stretch is short
    std::int64_t now = cpu_of_thread();
    const std::int64_t end = now + nanoseconds;
    while (end - now > nearly_done) {
        const double steps = 0.75 * pace * static_cast<double>(end - now);
        spin(steps);
        const std::int64_t after = cpu_of_thread();
        if (after > now) pace = steps / static_cast<double>(after - now);
        now = after;
    }
    spin(pace * static_cast<double>(end - now));
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
