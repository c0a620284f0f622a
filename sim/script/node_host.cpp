// Node's main environment under the engine. The simulation runs within one callback of an idle handle: libuv calls it when
// Node has started and nothing of JavaScript is on the stack, so that callbacks begin and end their scopes as in real life.
#include "sim/script/node_host.hpp"
#include "sim/script/clock_frames.hpp"
#include "sim/script/fence.hpp"
#include "sim/script/run_server.hpp"
#include "sim/script/shared_streams.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace sim::script {

namespace {

constexpr std::size_t heap_max = std::size_t{1024} << 20;

}  // namespace

NodeHost::NodeHost(v8::Isolate* isolate, v8::Local<v8::Context> context, Settings settings)
    : isolate_(isolate),
      context_(isolate, context),
      settings_(std::move(settings)),
      is_served_(!settings_.get("serve").empty()),
      loop_(node::GetCurrentEventLoop(isolate)),
      kept_results_(settings_.get("kept").empty() ? -1 : std::stoi(settings_.get("kept"))),
      stack_room_(isolate) {
    // V8 reads the clock while it collects garbage; nothing of the simulation may run then.
    isolate->AddGCPrologueCallback([](v8::Isolate*, v8::GCType, v8::GCCallbackFlags,
                                      void* host) { static_cast<NodeHost*>(host)->collects(1); },
                                   this);
    isolate->AddGCEpilogueCallback([](v8::Isolate*, v8::GCType, v8::GCCallbackFlags,
                                      void* host) { static_cast<NodeHost*>(host)->collects(-1); },
                                   this);
}

/// What is collected may be ours, so that only measured time has it.
void NodeHost::collects(int more) {
    if (collecting_ == 0 && !is_cpu_charged_) stopwatch_.pause();
    if (young_ && collecting_ == 0) young_->collects(true);
    collecting_ += more;
    if (young_ && collecting_ == 0) young_->collects(false);
    if (collecting_ == 0) stopwatch_.go_on();
}

void NodeHost::watch_young_generation() {
    const FirstScavenge scavenge = engine().first_scavenge();
    // Paths are explored without it, and measured time has the real ones.
    if (is_path_ || is_cpu_charged_ || scavenge.pause.ns == 0) return;
    young_.emplace(isolate_, scavenge.semi_space, scavenge.bytes_at_start);
}

/// At places that do not depend on real time.
void NodeHost::look_at_young_generation() {
    if (is_quiet_) return;
    is_scavenge_posted_ = young_->wants_task();
    if (young_->is_full()) scavenge();
}

/// The program stands still until young objects are collected; once, since what survives is not known here.
void NodeHost::scavenge() {
    is_scavenge_posted_ = false;
    young_.reset();
    engine().spend(engine().first_scavenge().pause);
}

void NodeHost::take_over(v8::Local<v8::Function> run_main, v8::Local<v8::Function> probe,
                         v8::Local<v8::Function> is_common, v8::Local<v8::Function> before_exit) {
    run_main_.Reset(isolate_, run_main);
    probe_.Reset(isolate_, probe);
    is_common_.Reset(isolate_, is_common);
    before_exit_.Reset(isolate_, before_exit);
    uv_idle_init(loop_, &idle_);
    idle_.data = this;
    uv_idle_start(&idle_, idle);
}

void NodeHost::idle(uv_idle_t* handle) {
    // libuv calls what is idle as it calls the rest.
    static_cast<NodeHost*>(handle->data)
        ->stack_room_.note_loop(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
    uv_idle_stop(handle);
    uv_unref(reinterpret_cast<uv_handle_t*>(handle));
    static_cast<NodeHost*>(handle->data)->simulate();
}

void NodeHost::simulate() {
    v8::HandleScope handles{isolate_};
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    const v8::Context::Scope scope{context};
    counters_.find_microtasks(isolate_, context);
    is_path_ = !settings_.get("late").empty();
    const bool serves_later = is_path_ ? is_served_ : parts_at_chance(settings_);
    if (is_served_ && !serves_later) settings_.put(next_run());
    uv_ = std::make_unique<UvLoop>(
        loop_, [this](std::uintptr_t position) { stack_room_.begin_callbacks(position); });
    (void)counters_.take();
    outside_ = make_outside(*this, settings_);
    if (serves_later) outside_->serve([this] { return next_run(); });
    else if (asks_for_seed(settings_)) outside_->serve([this] { return ask_seed(); });
    // The program starts when Node has started, at whole milliseconds from the boot clock.
    constexpr std::int64_t ms = 1'000'000;
    const std::int64_t start_ms = engine().start_cost().ns / ms;
    offset_ms_ = boot_monotonic_ns / ms + start_ms - host_clock_start_ms;
    learn_clock_callers([] { (void)uv_hrtime(); });
    v8::Platform* const platform =
        node::GetMultiIsolatePlatform(node::GetCurrentEnvironment(context));
    learn_platform(
        [](void* asked) { (void)static_cast<v8::Platform*>(asked)->MonotonicallyIncreasingTime(); },
        platform, [](void*) { (void)uv_hrtime(); });
    uv_loop_t other;
    learn_loop_start([](void* loop) { (void)uv_loop_init(static_cast<uv_loop_t*>(loop)); }, &other,
                     [](void* loop) { uv_update_time(static_cast<uv_loop_t*>(loop)); });
    learn_loop_time([](void* loop) { uv_update_time(static_cast<uv_loop_t*>(loop)); }, &other,
                    [](void*) { (void)uv_hrtime(); });
    (void)uv_loop_close(&other);
    keep_silent(settings_.get("silent") == "1");
    interpose(this);
    node::SetProcessExitHandler(
        node::GetCurrentEnvironment(context),
        [this](node::Environment*, int code) { end(HostEnd::exited, code, {}); });
    node::AddEnvironmentCleanupHook(isolate_, environment_ends, this);
    // Node has marked the start of its own loop by now; that of the simulated one comes after the main script.
    if (loop_start_ != nullptr) *loop_start_ = -1;
    // It has marked them with a clock that stood still.
    for (const auto& [milestone, share] : milestones_)
        *milestone += share * static_cast<double>(engine().start_cost().ns);
    const std::string cpu = settings_.get("cpu");
    is_cpu_charged_ = cpu == "measured";
    is_long_cpu_charged_ = cpu == "mixed" && !is_path_;
    if (is_cpu_charged_ || cpu == "watched") stopwatch_.want();
    if (is_long_cpu_charged_) stopwatch_.want_long_stretches();
    if (engine().is_new_code_paid())
        compilations_ = std::make_unique<Compilations>(isolate_, engine().starts_with_loop_code());
    set_limits();
    if (engine().trace() != nullptr)
        hooks_ = std::make_unique<TaskHooks>(
            isolate_, context, engine(),
            TaskHooks::Setting{.script = settings_.get("script"),
                               .folder = settings_.get("folder"),
                               .clock_base_ms = timers_base_ms_ - offset_ms_,
                               .pay = [this] { pay(); },
                               .young = &young_});
    engine().live();
    pay();
    // With no event left the engine's poll returns; real Node's never does.
    if (!is_path_ && uv_->state().is_alive)
        end(HostEnd::limit, exit_limit,
            "a wait that never ends: a port or another handle is open, and nothing can come");
    uv_->stop();
    v8::Local<v8::Value> is_left;
    const bool is_main_awaiting = before_exit_.Get(isolate_)
                                      ->Call(context, v8::Undefined(isolate_), 0, nullptr)
                                      .ToLocal(&is_left) &&
                                  is_left->IsTrue();
    if (is_forked_ || !is_main_awaiting) end_node(is_main_awaiting);
}

/// Waits for requests and forks a process for each; returns in that process. Its threads are gone, and its descriptors are
/// shared.
std::string NodeHost::next_run() {
    if (watchdog_ != nullptr) watchdog_->halt();
    if (uv_ != nullptr) uv_->await_requests();
    std::string request =
        serve_runs(std::stoi(settings_.get("serve")), std::stoi(settings_.get("report")));
    if (goes_on(request)) {
        if (is_last(request)) guard_path();
        return request;
    }
    forget_threads();
    is_forked_ = true;
    if (uv_ != nullptr) uv_->go_on_after_fork();
    else (void)uv_loop_fork(loop_);
    seed_program(request);
    if (!serves_on(request)) guard_path();
    return request;
}

std::string NodeHost::ask_seed() {
    std::string request = ask_for_request(std::stoi(settings_.get("asks")));
    seed_program(request);
    return request;
}

/// Math.random() takes its seed from this when it is first called.
void NodeHost::seed_program(const std::string& request) {
    const std::string seed = Settings{request}.get("random_seed");
    if (seed.empty()) return;
    const std::string flag = "--random-seed=" + seed;
    v8::V8::SetFlagsFromString(flag.c_str(), flag.size());
}

/// From here on the process goes along a path to its end.
void NodeHost::guard_path() {
    if (watchdog_ == nullptr || has_ended_) return;
    start_watchdog();
    (void)raise_fence(FenceFor::forked);
}

/// What ends a program that never returns or takes all memory, and what keeps it from the rest of the machine.
void NodeHost::set_limits() {
    // Calls that may not run JavaScript cannot let workers finish meanwhile.
    if (code_file_.empty()) forbid_fast_calls(facts_.flag_hash.place);
    const auto keep = [](void*, std::size_t now, std::size_t) { return now; };
    isolate_->AddNearHeapLimitCallback(keep, nullptr);
    isolate_->RemoveNearHeapLimitCallback(keep, heap_max);
    isolate_->AddNearHeapLimitCallback(
        [](void* self, std::size_t now, std::size_t) -> std::size_t {
            static_cast<NodeHost*>(self)->end(
                HostEnd::limit, exit_limit,
                "the heap is full: " + std::to_string(now / (std::size_t{1024} * 1024)) + " MB");
        },
        this);
    start_watchdog();
    // Where the kernel has no filters the replaced bindings have to do. A build's run that keeps code writes a file.
    if (!code_file_.empty()) return;
    const bool forks_later = !is_forked_ && is_served_;
    (void)raise_fence(forks_later ? FenceFor::server : FenceFor::run);
}

void NodeHost::start_watchdog() {
    // That of the process that this one was forked from has no thread here, and its lock may be held for ever.
    (void)watchdog_.release();
    watchdog_ = std::make_unique<Watchdog>(
        isolate_, std::stoll(settings_.get("cpu_ms")), [this] { look(); },
        [this] {
            outside_->cut_off(late_message());
            leave(exit_limit);
        });
}

/// Within whatever JavaScript runs: a drain or a loop that does not end comes by here only.
void NodeHost::look() {
    baseline_pause_.reset();
    pay_counted();  // a stretch of computing goes on
    if (watchdog_->is_late()) end(HostEnd::limit, exit_limit, late_message());
}

std::string NodeHost::late_message() {
    const std::string allowed =
        settings_.get("cpu_text") + " of real CPU time (--cpu-limit allows more)";
    return watchdog_->is_in_one_callback() ? allowed + ": a callback does not return" : allowed;
}

std::optional<Computations::Bytes> NodeHost::take_computed(std::uint32_t number) {
    Computations::Done done = computations_.take(number);
    if (watchdog_ != nullptr) watchdog_->note_spent(done.cpu);
    return std::move(done.result);
}

/// A callback is over, with all that it drained.
void NodeHost::returned() {
    stack_room_.give_back();
    callback_cpu_ = {};
    callback_readings_ = 0;
    if (watchdog_ != nullptr) watchdog_->note_progress();
    pay();
    if (young_) look_at_young_generation();
    stopwatch_.stop();
}

void NodeHost::run_main() {
    stopwatch_.start();
    if (compilations_) compilations_->begin_main([this](Compilations::News news) { hear(news); });
    v8::HandleScope handles{isolate_};
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    {
        // As in Node no hook hears of this scope (id 0), and the script all the same is in context 1.
        const node::CallbackScope callback{isolate_, v8::Object::New(isolate_),
                                           node::async_context{0, 0}};
        if (execution_id_ != nullptr) *execution_id_ = 1;
        // Unlike other callbacks a main script that throws still drains (R2.37): the scope must not see it.
        v8::TryCatch reported{isolate_};
        reported.SetVerbose(true);
        (void)probe_.Get(isolate_)->Call(context, v8::Undefined(isolate_), 0, nullptr).IsEmpty();
        if (hooks_) hooks_->begin_main();
        watch_young_generation();
        const v8::Local<v8::Value> nothing = v8::Undefined(isolate_);
        if (!run_main_.Get(isolate_)->Call(context, nothing, 0, nullptr).IsEmpty()) {
            v8::Local<v8::Value> is_common;
            if (is_common_.Get(isolate_)->Call(context, nothing, 0, nullptr).ToLocal(&is_common) &&
                is_common->IsTrue())
                ask_engine([](HostEngine& engine) { engine.main_ended(); });
        }
        if (hooks_) hooks_->end_main();
        if (execution_id_ != nullptr) *execution_id_ = 0;
    }
    returned();
}

void NodeHost::main_ran() {
    if (loop_start_ != nullptr) *loop_start_ = static_cast<double>(clock_ns());
}

std::int64_t NodeHost::update_time() {
    uv_->set_idle_time(engine().idle_time());
    // The program does not see this clock: paths that differ in it alone are one.
    const bool was_quiet = std::exchange(is_quiet_, is_quiet_ || is_path_);
    uv_->update_time();
    is_quiet_ = was_quiet;
    return time_ms();
}

void NodeHost::run_timers(bool set_aside) {
    stopwatch_.start();
    uv_->run_timers(set_aside);
    returned();
}

/// A process that was forked has lost the threads that may hold the locks of V8's queues.
bool NodeHost::run_finalizers() {
    if (!has_finalizers_ || is_forked_) return false;
    const v8::HandleScope handles{isolate_};
    node::MultiIsolatePlatform* const platform =
        node::GetMultiIsolatePlatform(node::GetCurrentEnvironment(context_.Get(isolate_)));
    return platform->FlushForegroundTasks(isolate_);
}

/// What Node waits for and runs when its loop has ended (NodePlatform::DrainTasks); false: there was nothing.
bool NodeHost::drain_tasks() {
    bool has_run = false;
    while (!tasks_.empty()) {
        const auto [due_ns, job] = *tasks_.begin();
        tasks_.erase(tasks_.begin());
        if (!has_job(job)) continue;
        const std::int64_t wait_ns = due_ns - (clock_ns() - boot_monotonic_ns);
        if (wait_ns > 0)
            ask_engine([&](HostEngine& engine) { engine.spend(nanoseconds(wait_ns)); });
        // The engine tells of jobs that the loop completes.
        if (hooks_) hooks_->begin_job(jobs_.at(job).name, jobs_.at(job).place);
        complete(job, false);
        if (hooks_) hooks_->end_job();
        stopwatch_.start();
        has_run = true;
    }
    return run_finalizers() || has_run;
}

/// Real V8 tells the loop of its tasks while it polls.
void NodeHost::run_prepare() {
    stopwatch_.start();
    (void)run_finalizers();
    uv_->run_prepare(!jobs_.empty());
    returned();
}

void NodeHost::run_check() {
    stopwatch_.start();
    uv_->run_check();
    returned();
}

void NodeHost::run_closing() {
    stopwatch_.start();
    if (hooks_) hooks_->otherwise = HostTaskKind::close;
    uv_->run_closing();
    if (hooks_) hooks_->otherwise = HostTaskKind::io;
    returned();
}

void NodeHost::run_messages() {
    stopwatch_.start();
    if (hooks_) hooks_->otherwise = HostTaskKind::message;
    if (is_scavenge_posted_) {
        // Node runs V8's tasks as callbacks, which end with a drain. Source: src/node_platform.cc, RunForegroundTask.
        const v8::HandleScope handles{isolate_};
        const v8::Context::Scope context{context_.Get(isolate_)};
        const node::CallbackScope callback{isolate_, v8::Object::New(isolate_),
                                           node::async_context{0, 0}};
        scavenge();
    }
    uv_->run_asyncs();
    if (hooks_) hooks_->otherwise = HostTaskKind::io;
    returned();
}

void NodeHost::run_before_exit() {
    v8::HandleScope handles{isolate_};
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    node::Environment* const environment = node::GetCurrentEnvironment(context);
    stopwatch_.start();
    // As Node does before it asks; what they begin comes first.
    const bool goes_on = drain_tasks() && (uv_->state().is_alive || !jobs_.empty());
    if (!goes_on) (void)node::EmitProcessBeforeExit(environment);
    returned();
}

std::vector<std::int64_t> NodeHost::due_times() {
    std::vector<std::int64_t> due = numbers_of(due_times_, 0);
    for (std::int64_t& ms : due) ms += timers_base_ms_ - offset_ms_;
    return due;
}

std::vector<std::int64_t> NodeHost::timer_shape(std::int64_t now_ms) {
    return numbers_of(timer_shape_, static_cast<double>(now_ms - timers_base_ms_ + offset_ms_));
}

std::vector<std::int64_t> NodeHost::numbers_of(const v8::Global<v8::Function>& function,
                                               double argument) {
    std::vector<std::int64_t> numbers;
    if (function.IsEmpty()) return numbers;
    const bool was_quiet = std::exchange(is_quiet_, true);
    v8::HandleScope handles{isolate_};
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Local<v8::Value> list;
    v8::Local<v8::Value> arguments[] = {v8::Number::New(isolate_, argument)};
    if (function.Get(isolate_)
            ->Call(context, v8::Undefined(isolate_), 1, arguments)
            .ToLocal(&list) &&
        list->IsArray()) {
        const v8::Local<v8::Array> given = list.As<v8::Array>();
        for (std::uint32_t i = 0; i < given->Length(); ++i)
            numbers.push_back(static_cast<std::int64_t>(
                given->Get(context, i).ToLocalChecked()->NumberValue(context).FromMaybe(0)));
    }
    is_quiet_ = was_quiet;
    return numbers;
}

void NodeHost::before_timer(std::int64_t duration_ms) {
    if (is_quiet_ || outside_ == nullptr) return;
    ask_engine([&](HostEngine& engine) { engine.before_timer(duration_ms); });
    is_set_by_path_ = is_path_;
}

std::int64_t NodeHost::monotonic_ns(ClockReader reader) {
    if (reader == ClockReader::node || is_quiet_ || collecting_ > 0) {
        // Before runs part it stands still, as while Node starts: the program does not see it.
        return engine().has_met_chance() ? clock_ns() : boot_monotonic_ns;
    }
    if (std::exchange(is_set_by_path_, false)) return clock_ns();
    bool has_to_tell = false;
    ask_clock([&](HostEngine& engine) {
        has_to_tell = reader == ClockReader::program && engine.saw_clock();
        (void)engine.read_clock();
    });
    if (has_to_tell && is_read_by_program(isolate_))
        ask_engine([](HostEngine& engine) { engine.program_saw_clock(); });
    return clock_ns();
}

/// A sixth of what Node's start takes is the system's; of what the program does all counts as its own. A reading takes time, so
/// that who waits for CPU time to pass does not wait for ever, and here as much as three readings of a clock.
CpuTime NodeHost::cpu_time(bool is_of_process) {
    (void)monotonic_ns(ClockReader::program);
    stretch_.ours += ours_most::reading * 2;
    const Duration start = engine().start_cost();
    const Duration system{start.ns / 6};
    return {.user = start - system + engine().cpu_time(is_of_process), .system = system};
}

/// The milliseconds of the two clocks do not begin together: a program that waits for the third tick of Date waits for a
/// bit more than two milliseconds at least. On paths that are explored the first one is about to come when Date is
/// first read: that leaves most open, since the main thread may be late as well.
std::int64_t NodeHost::wall_ns() {
    constexpr std::int64_t ms = 1'000'000;
    constexpr std::int64_t almost_ms = 999'000;
    const std::int64_t now = monotonic_ns(ClockReader::program);
    if (is_path_ && wall_phase_ < 0 && !is_quiet_) wall_phase_ = (almost_ms - now % ms + ms) % ms;
    return now - boot_monotonic_ns + boot_wall_ns + std::max<std::int64_t>(0, wall_phase_);
}

void NodeHost::before_output() {
    if (is_quiet_ || jobs_.empty()) return;
    ask_engine([](HostEngine& engine) { engine.spend({}); });
}

void NodeHost::wrote(int descriptor, const char* bytes, std::size_t size) {
    if (hooks_) hooks_->observe();
    ask_engine([&](HostEngine& engine) { engine.wrote({bytes, size}, descriptor == 2); });
}

}  // namespace sim::script
