#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <node.h>
#include <uv.h>

#include "sim/program/host.hpp"
#include "sim/script/bundle.hpp"
#include "sim/script/compilations.hpp"
#include "sim/script/computations.hpp"
#include "sim/script/counters.hpp"
#include "sim/script/emit_switch.hpp"
#include "sim/script/engine_flags.hpp"
#include "sim/script/interposed.hpp"
#include "sim/script/kept_results.hpp"
#include "sim/script/refusals.hpp"
#include "sim/script/settings.hpp"
#include "sim/script/stack_room.hpp"
#include "sim/script/stopwatch.hpp"
#include "sim/script/stretch.hpp"
#include "sim/script/task_hooks.hpp"
#include "sim/script/uv_loop.hpp"
#include "sim/script/watchdog.hpp"
#include "sim/script/young_generation.hpp"

namespace sim::script {

/// What the process exits with where a limit ends the program.
constexpr int exit_limit = 125;

/// Node's main environment as the host of the engine. One in a process.
class NodeHost : public Host, public Interposed {
public:
    NodeHost(v8::Isolate* isolate, v8::Local<v8::Context> context, Settings settings);

    /// Called where Node would run the main module: `run_main` does what Node would have done, `probe` notes the stack
    /// instead; `is_common` says afterwards whether it is a CommonJS one.
    void take_over(v8::Local<v8::Function> run_main, v8::Local<v8::Function> probe,
                   v8::Local<v8::Function> is_common, v8::Local<v8::Function> before_exit);
    /// Called where Node calls Module.runMain, then from where that is called in the simulation.
    void note_main_stack(std::uintptr_t position) { stack_room_.begin_main(position); }

    // Host
    void run_main() override;
    void main_ran() override;
    [[nodiscard]] HostState state() override {
        HostState state = uv_->state();
        state.has_message = state.has_message || is_scavenge_posted_;
        return state;
    }
    std::int64_t update_time() override;
    [[nodiscard]] std::int64_t time_ms() const override { return uv_->now_ms() - offset_ms_; }
    void run_timers(bool set_aside) override;
    void run_prepare() override;
    void polled(std::size_t events, std::size_t waiting) override {
        uv_->count_events(events, waiting);
    }
    void run_check() override;
    void run_closing() override;
    void begin_messages() override { uv_->begin_asyncs(); }
    void run_messages() override;
    void complete(std::uint32_t job, bool is_cancelled) override;
    void job_began(std::uint32_t job) override;
    void job_ended(std::uint32_t job) override;
    void run_before_exit() override;
    [[nodiscard]] std::vector<std::int64_t> due_times() override;
    [[nodiscard]] std::vector<std::int64_t> timer_shape(std::int64_t now_ms) override;

    // Interposed
    std::int64_t monotonic_ns(ClockReader reader) override;
    std::int64_t wall_ns() override;
    CpuTime cpu_time(bool is_of_process) override;
    void before_output() override;
    void wrote(int descriptor, const char* bytes, std::size_t size) override;

    // The door (door.cpp).
    struct JobCallbacks {
        v8::Global<v8::Function> complete;
        v8::Global<v8::Function> start;
        v8::Global<v8::Function> end;
        v8::Global<v8::Function> before;  // `complete`, in no asynchronous context
        v8::Global<v8::Function> over;
        v8::Global<v8::Object> resource;
        node::async_context context{};
        std::string name{};  // for the trace
        PlaceId place{};
        std::int64_t bytes = 0;  // that it moves
    };
    std::uint32_t submit(const HostJob& job, JobCallbacks callbacks);
    [[nodiscard]] HostEngine& engine() { return outside_->engine(); }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] Counters& counters() { return counters_; }
    [[nodiscard]] bool has_job(std::uint32_t job) const { return jobs_.contains(job); }
    /// What has run since the last time is paid for; ends the process when a limit was reached.
    void pay();
    /// The model has a time for what the program's code does now, which is measured, too.
    void note_charged(Duration time) { stretch_.charged += time; }
    /// What a call of the library's does here, and what it moves, is not the program's computing, whether it is paid for or not.
    void note_call() { stretch_.ours += ours_most::call; }
    void note_moved(std::int64_t bytes) {
        stretch_.ours += ours_most::call_per_kib * (bytes / 1024);
    }
    /// Lets the engine do something in the middle of a callback: what has run is paid for before.
    template <class What>
    void ask_engine(const What& what) {
        note_call();
        pay();
        if (young_) look_at_young_generation();
        stopwatch_.stop();
        what(engine());
        stopwatch_.start();
        pay();
    }
    /// Likewise of a reading of the clock, but where only long stretches are measured it ends none: a program may compute until
    /// the clock says that it is time.
    template <class What>
    void ask_clock(const What& what) {
        if (!is_long_cpu_charged_) return ask_engine(what);
        pay_to_clock();
        if (young_) look_at_young_generation();
        what(engine());
        pay_counted();
    }
    /// Real CPU time counts from here, or no longer, where it is measured: not what a worker would compute.
    void measure(bool is_measured) {
        if (is_measured) stopwatch_.count_again();
        pay();
        if (is_measured) {
            stopwatch_.start();
        } else {
            stopwatch_.stop();
            stopwatch_.leave_out();
        }
    }
    /// Whether code that V8 compiles from here on is the program's.
    void count_code(bool is_counted) {
        if (!is_counted) stretch_.ours += ours_most::real_reading;
        if (compilations_) compilations_->set_counting(is_counted);
    }
    /// Whether threads may compute for the program: not in a process that is forked, where none can be waited for.
    [[nodiscard]] bool may_compute_apart() const { return !is_served_ && !is_path_; }
    [[nodiscard]] Computations& computations() { return computations_; }
    /// What other runs of the program computed; null where there are none.
    [[nodiscard]] KeptResults* kept_results() {
        return kept_results_.is_open() ? &kept_results_ : nullptr;
    }
    /// The result of the computation `number`, whose time counts toward the limit of CPU time.
    std::optional<Computations::Bytes> take_computed(std::uint32_t number);
    [[noreturn]] void end(HostEnd end, int exit_code, std::string_view message);
    /// The program sends itself a signal that nothing hears: it ends by it, after `abort` if that is a function.
    [[noreturn]] void end_by_signal(int number, v8::Local<v8::Value> abort);
    /// The clock as it is: reading it costs nothing.
    [[nodiscard]] std::int64_t clock_ns() { return engine().clock() + offset_ms_ * 1'000'000; }
    /// Where Node keeps the instants at which its loop began and ended.
    void set_loop_milestones(double* start, double* exit) {
        loop_start_ = start;
        loop_exit_ = exit;
    }
    /// One of how Node starts: `share` of the time until the program begins.
    void set_milestone(double* milestone, double share) {
        milestones_.emplace_back(milestone, share);
    }
    /// Where Node keeps the id of the async context that runs.
    void set_execution_id(double* id) { execution_id_ = id; }
    [[nodiscard]] KeptFacts& facts() { return facts_; }
    /// Until the program has run for a while.
    void pause_baseline() { baseline_pause_.emplace(facts_.flag_hash.place); }
    /// When the program has ended, what V8 made of the built-in modules is written to `file`.
    void keep_code(std::string file, v8::Local<v8::Function> bundle) {
        code_file_ = std::move(file);
        bundle_.Reset(isolate_, bundle);
    }
    /// The job stands for a task of V8's own, which keeps nothing alive and is waited for before 'beforeExit'.
    void note_task(std::uint32_t job, std::int64_t due_ns) {
        engine().set_job_ref(job, false);
        tasks_.emplace(due_ns, job);
    }
    /// From now on tasks of V8's own run, as those are that call what a FinalizationRegistry was given.
    void watch_finalizers() { has_finalizers_ = true; }
    [[nodiscard]] Refusals& refusals() { return refusals_; }
    /// What tells the trace of tasks (task_door.cpp); null while none is recorded.
    [[nodiscard]] TaskHooks* hooks() { return hooks_.get(); }
    [[nodiscard]] std::optional<YoungGeneration>& young() { return young_; }
    /// The clock of Node's timers shows this now, in ms.
    void set_timers_now(std::int64_t now_ms) { timers_base_ms_ = uv_now_ms() - now_ms; }
    /// `due_times` gives when each of Node's timers is due, by their clock; `timer_shape` what is the same wherever that
    /// clock stands.
    void watch_timers(v8::Local<v8::Function> due_times, v8::Local<v8::Function> timer_shape) {
        due_times_.Reset(isolate_, due_times);
        timer_shape_.Reset(isolate_, timer_shape);
    }
    void before_timer(std::int64_t duration_ms);
    void keep_emit(v8::Local<v8::Object> prototype, v8::Local<v8::Function> original,
                   v8::Local<v8::Function> traced) {
        emit_switch_.keep(isolate_, prototype, original, traced);
    }
    void set_emit(bool is_traced) { emit_switch_.set(isolate_, context_.Get(isolate_), is_traced); }
    /// Answered by source, line and column: whether an await has to wait for the one before, whether a call is awaited, and
    /// the call that a function was given to.
    void keep_source_questions(v8::Local<v8::Function> is_chained,
                               v8::Local<v8::Function> is_awaited,
                               v8::Local<v8::Function> call_of) {
        chained_question_.Reset(isolate_, is_chained);
        awaited_question_.Reset(isolate_, is_awaited);
        call_question_.Reset(isolate_, call_of);
    }

private:
    static void idle(uv_idle_t* handle);
    static void environment_ends(void* self);
    void finish(std::optional<int> exit_code);
    [[noreturn]] void leave(int exit_code);
    void simulate();
    [[nodiscard]] std::string next_run();
    [[nodiscard]] std::string ask_seed();
    void seed_program(const std::string& request);
    void guard_path();
    [[noreturn]] void end_node(bool is_main_awaiting);
    void start_watchdog();
    void set_limits();
    void look();
    [[nodiscard]] std::string late_message();
    void collects(int more);
    void watch_young_generation();
    void look_at_young_generation();
    void scavenge();
    void returned();
    void pay_counted();
    void charge_counted();
    void hear(Compilations::News news);
    [[nodiscard]] bool is_much_known() const;
    void pay_to_clock();
    void pay_measured(Duration taken);
    void charge_unmodelled(Duration cpu);
    void charge_window();
    [[nodiscard]] bool may_compute() const;
    [[nodiscard]] Stretch end_stretch();
    [[nodiscard]] Duration excess(const Stretch& stretch, Duration taken) const {
        return stretch.excess(taken, hooks_ != nullptr);
    }
    [[nodiscard]] std::int64_t uv_now_ms() const {
        return static_cast<std::int64_t>(uv_now(loop_));
    }
    void end_trace();
    [[nodiscard]] v8::MaybeLocal<v8::Value> ask(const v8::Global<v8::Function>& question,
                                                const SourceSpot& spot);
    [[nodiscard]] bool is_so(const v8::Global<v8::Function>& question, const SourceSpot& spot);
    [[nodiscard]] std::optional<NamedCall> call_of(const SourceSpot& spot);
    bool run_finalizers();
    bool drain_tasks();
    bool call_quietly(const v8::Global<v8::Function>& function);
    /// The numbers that a function of ours gives, unnoticed.
    std::vector<std::int64_t> numbers_of(const v8::Global<v8::Function>& function, double argument);

    v8::Isolate* isolate_;
    v8::Global<v8::Context> context_;
    Settings settings_;
    bool is_served_;  // runs in a process that was forked from a server, or is to be
    Counters counters_;
    std::unique_ptr<Compilations> compilations_;
    Stopwatch stopwatch_;
    bool is_cpu_charged_ = false;       // as measured
    bool is_long_cpu_charged_ = false;  // likewise, of what takes long
    Stretch stretch_;                   // since the stopwatch was last looked at
    Stretch window_;                    // what came before it in the window of the stopwatch
    ComputingBalance balance_;
    std::int64_t window_began_ns_ = 0;    // by the engine's clock, where that matters; else 0
    Duration callback_cpu_{};             // of the present callback, in windows that are over
    std::int64_t callback_readings_ = 0;  // of the clock, in it
    int readings_ = 0;                    // of the clock in the stretch, while they are few
    /// Between many readings of the clock, with the present one; 0: there are not many.
    int laps_ = 0;
    Duration first_lap_{};       // what the model does not see of it, not charged yet
    Duration unmodelled_cpu_{};  // of the program's JavaScript
    uv_loop_t* loop_;
    uv_idle_t idle_{};
    std::unique_ptr<UvLoop> uv_;
    std::unique_ptr<Outside> outside_;
    std::unique_ptr<Watchdog> watchdog_;
    Computations computations_;
    KeptResults kept_results_;
    v8::Global<v8::Function> run_main_;
    v8::Global<v8::Function> probe_;
    v8::Global<v8::Function> is_common_;
    StackRoom stack_room_;
    bool has_set_timer_ = false;
    v8::Global<v8::Function> before_exit_;
    std::unordered_map<std::uint32_t, JobCallbacks> jobs_;
    std::optional<std::uint32_t> begun_early_;  // a job that began while it was submitted
    int collecting_ = 0;                        // collections of garbage under way
    std::optional<YoungGeneration> young_;      // until its first scavenge
    bool is_scavenge_posted_ = false;           // to the loop
    bool is_quiet_ = false;                     // within the machine: nothing may be spent
    bool has_ended_ = false;
    bool is_forked_ = false;
    std::int64_t wall_phase_ = -1;  // of Date against the other clocks, ns; not known yet
    bool is_path_ = false;          // of those that are explored
    bool is_set_by_path_ =
        false;  // the clock is read next for a timer, whose time the path has chosen
    double* loop_start_ = nullptr;
    double* loop_exit_ = nullptr;
    std::vector<std::pair<double*, double>> milestones_;
    double* execution_id_ = nullptr;
    std::int64_t offset_ms_ = 0;  // of libuv's clock against the engine's
    bool has_finalizers_ = false;
    std::multimap<std::int64_t, std::uint32_t>
        tasks_;  // of V8's, by the instant at which they are due
    Refusals refusals_;
    KeptFacts facts_;
    std::optional<BaselinePause> baseline_pause_;
    std::string code_file_;
    v8::Global<v8::Function> bundle_;
    std::unique_ptr<TaskHooks> hooks_;
    std::int64_t timers_base_ms_ = 0;  // of libuv's clock against that of Node's timers
    v8::Global<v8::Function> due_times_;
    v8::Global<v8::Function> timer_shape_;
    EmitSwitch emit_switch_;
    v8::Global<v8::Function> chained_question_;
    v8::Global<v8::Function> awaited_question_;
    v8::Global<v8::Function> call_question_;
    std::string_view asked_;  // the source of the last question
    v8::Global<v8::String> asked_text_;
};

}  // namespace sim::script
