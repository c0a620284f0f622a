// The engine's half of a run whose callbacks are the host's: one machine with one loop and no actions.
#include "sim/engine/hosted_run.hpp"

#include "sim/core/units.hpp"
#include "sim/engine/hosted_tasks.hpp"
#include "sim/engine/machine.hpp"

namespace sim {

namespace {

/// One process with one script that has nothing to say.
Program empty_program(const HostedRunOptions& options) {
    Program program;
    program.runtime = options.runtime;
    Body main;
    main.name = program.names.intern("main");
    program.bodies.push_back(main);
    Script script;
    script.name = program.names.intern(options.script_name);
    script.main = BodyId{0};
    program.scripts.push_back(script);
    program.processes.push_back(Process{});
    return program;
}

}  // namespace

struct HostedRun::Parts {
    Parts(Host& host, const Profile& profile, const HostedRunOptions& given)
        : options(given.run),
          program(empty_program(given)),
          trace(empty_trace(program, profile, options)),
          machine(program, profile, options, trace, &host),
          numbers(machine.stream(DrawSource::host_random, 0)),
          tasks(machine, trace) {
        if (trace.level == TraceLevel::full) machine.host_tasks = &tasks;
    }

    [[nodiscard]] Loop& loop() { return *machine.loops.front(); }

    /// A program that waits by reading the clock again and again is waited for in larger and larger steps: on each of
    /// thousands of paths it would take longer than all the rest.
    [[nodiscard]] Duration explored_clock_cost() {
        constexpr std::int64_t reads_usual = 16;
        constexpr Duration step_max = microseconds(20);
        if (reads_in != loop().statistics.iterations) reads = 0;
        reads_in = loop().statistics.iterations;
        const Duration cost = machine.costs.clock_read;
        return ++reads <= reads_usual ? cost : std::min(step_max, cost * (reads - reads_usual));
    }

    /// Likewise of a run, where such a wait of a second is 25 million readings: after 65,536 of them with nothing in between.
    /// One that may have few events, as those that show how often each explored order comes, gets on sooner.
    [[nodiscard]] Duration clock_cost() {
        const bool has_few = program.runtime.events_max >= 0;
        const std::int64_t reads_usual = has_few ? 1 << 12 : 1 << 16;
        const std::int64_t reads_per_step = has_few ? 1 << 3 : 1 << 14;
        const Duration step_max = microseconds(has_few ? 20 : 4);
        if (clock() != clock_read_at) reads = 0;
        const Duration cost = machine.costs.clock_read;
        if (++reads <= reads_usual) return cost;
        return std::min(std::max(step_max, cost),
                        cost * ((reads - reads_usual) / reads_per_step + 1));
    }

    [[nodiscard]] std::int64_t clock() const { return machine.clock_ns() + after_end.ns; }

    /// What the size of all code so far has cost.
    [[nodiscard]] Duration code_cost() const {
        constexpr std::int64_t kib = 1024;
        return nanoseconds(machine.costs.code_per_kib.ns * code_bytes / kib) + cold_cost() +
               load_cost();
    }

    /// Of what costs the same however much there was before.
    [[nodiscard]] Duration cost_of_each(const HostCounts& counts) const {
        const CostModel& costs = machine.costs;
        return costs.promise_reaction * counts.microtasks + costs.tick * counts.resources +
               costs.code_function * counts.functions + costs.code_module * counts.modules +
               costs.timer_first * counts.untold_timers;
    }

    /// Of what is only owed yet.
    [[nodiscard]] Duration rough_cost(const HostCounts& counts) const {
        constexpr std::int64_t kib = 1024;
        const CostModel& costs = machine.costs;
        return cost_of_each(counts) + costs.code_require * counts.required +
               costs.code_import * counts.imported +
               nanoseconds(costs.code_per_kib.ns * counts.code_bytes / kib);
    }

    /// Of all modules of the program so far.
    [[nodiscard]] Duration load_cost() const {
        const CostModel& costs = machine.costs;
        const auto several = [](std::int64_t count, Duration each, Duration first) {
            return count == 0 ? Duration{} : first + each * count;
        };
        return several(required, costs.code_require, costs.code_require_first) +
               several(imported, costs.code_import, costs.code_import_first);
    }

    /// Of all callbacks so far, what they took because the code around them was cold.
    [[nodiscard]] Duration cold_cost() const {
        if (machine.outside != nullptr) return {};
        const std::int64_t cold = std::clamp(resources, callbacks_first, callbacks_cold);
        const std::int64_t warm = std::clamp(resources, callbacks_cold, callbacks_warm);
        return machine.costs.callback_cold * (cold - callbacks_first) +
               machine.costs.callback_warm * (warm - callbacks_cold);
    }

    RunOptions options;
    Program program;
    Trace trace;
    Machine machine;
    Stream numbers;
    HostedTasks tasks;
    Warmth warmth{machine, 0};  // of Node's own functions
    HostCounts in_iteration;    // of the present turn of the loop
    std::int64_t iterations = -1;
    std::int64_t reads = 0;          // of the clock, one after another
    std::int64_t reads_in = -1;      // explored: the turn in which they were
    std::int64_t clock_read_at = 0;  // what it showed the last time
    std::int64_t code_bytes = 0;     // that has run, of V8's bytecode
    std::int64_t resources = 0;      // made so far
    std::int64_t required = 0;       // modules of the program, likewise imported
    std::int64_t imported = 0;
    Duration after_end{};  // spent when the loop was over, by 'exit' listeners
    /// What has been written to one stream since the last line end.
    struct Line {
        std::string text;
        TaskId begun_by;
        TaskId task;  // wrote last
    };
    Line lines[2];  // stdout, stderr
};

HostedRun::HostedRun(Host& host, const Profile& profile, const HostedRunOptions& options)
    : host_(host),
      profile_(profile),
      options_(options),
      parts_(std::make_unique<Parts>(host, profile, options)),
      is_seed_open_(options.ask_seed != nullptr) {}

HostedRun::~HostedRun() = default;

void HostedRun::live() {
    if (is_seed_open_) live_from_main();
    else parts_->machine.live();
}

/// Main begins before the machine does.
void HostedRun::live_from_main() {
    (void)host_.update_time();
    host_.run_main();
    if (!host_.state().is_alive) go_without_chance();
    meet_chance();
    host_.main_ran();
    parts().loop().settle();
    parts_->machine.live_on();
}

/// Nothing has run, but for a reading of the clock: whatever the seed, it shows the millisecond in which it began, as its phase
/// counts in microseconds.
bool HostedRun::is_at_start() const {
    if (owed_.empty()) return true;
    const Duration* const passed = std::get_if<Duration>(&owed_.front());
    return owed_.size() == 1 && passed != nullptr && *passed < microseconds(1);
}

void HostedRun::owe(const Owed& what) {
    // What never ends has to meet the limits of a run; to run it several times would take too long.
    constexpr std::size_t owed_max = 10'000;
    constexpr std::int64_t steps_max = 100'000;
    owed_.push_back(what);
    if (const auto* const counts = std::get_if<HostCounts>(&what); counts != nullptr)
        owed_steps_ += counts->microtasks + counts->resources;
    if (owed_.size() > owed_max || owed_steps_ > steps_max) go_without_chance();
}

/// Main has run alone so far, and its time passes now.
void HostedRun::meet_chance() {
    if (!is_seed_open_) return;
    options_.run.seed = options_.ask_seed();
    begin_late();
}

void HostedRun::go_without_chance() {
    if (is_seed_open_ && options_.may_keep_seed) begin_late();
    else meet_chance();
}

void HostedRun::begin_late() {
    is_seed_open_ = false;
    parts_ = std::make_unique<Parts>(host_, profile_, options_);
    parts_->machine.start();
    for (const Owed& each : std::exchange(owed_, {}))
        std::visit([this](const auto& what) { pay(what); }, each);
}

bool HostedRun::is_stopping() const {
    const EndKind kind = parts_->trace.ending.kind;
    return parts_->machine.is_stopping() && (kind == EndKind::limit || kind == EndKind::until);
}

std::int64_t HostedRun::clock() {
    if (is_seed_open_ && is_at_start()) return milliseconds(host_clock_start_ms).ns;
    return parts().clock();
}

std::int64_t HostedRun::read_clock() {
    if (is_seed_open_ && owed_.empty()) {
        owe(parts_->machine.costs.clock_read);
        return clock();
    }
    Machine& machine = parts().machine;
    spend(machine.outside == nullptr ? parts_->clock_cost() : parts_->explored_clock_cost());
    machine.count_untraced_step();
    parts_->clock_read_at = clock();
    if (machine.outside != nullptr) machine.outside->note_time(parts_->clock_read_at);
    return parts_->clock_read_at;
}

bool HostedRun::saw_clock() {
    return parts_->machine.outside != nullptr && parts_->machine.outside->note_clock_seen();
}

void HostedRun::program_saw_clock() { parts_->machine.outside->note_clock_read(); }

void HostedRun::before_timer(std::int64_t duration_ms) {
    Machine& machine = parts().machine;
    if (machine.outside == nullptr) return;
    parts_->reads = 0;
    parts_->loop().settle();
    machine.outside->read(parts_->loop(), duration_ms);
}

Duration HostedRun::count(const HostCounts& counts) {
    if (is_seed_open_) {
        if (counts != HostCounts{}) owe(counts);
        return parts_->rough_cost(counts);
    }
    Loop& loop = parts_->loop();
    loop.statistics.microtasks += counts.microtasks;
    if (parts_->iterations != loop.statistics.iterations) {
        parts_->iterations = loop.statistics.iterations;
        parts_->in_iteration = {};
    }
    parts_->in_iteration.microtasks += counts.microtasks;
    parts_->in_iteration.resources += counts.resources;
    // Of the sums, so that it does not matter in which portions they are counted.
    const Duration before = parts_->code_cost();
    parts_->code_bytes += counts.code_bytes;
    parts_->resources += counts.resources;
    parts_->required += counts.required;
    parts_->imported += counts.imported;
    const Duration cost = parts_->cost_of_each(counts) + (parts_->code_cost() - before);
    loop.charge(cost);
    if (counts.microtasks + counts.resources > 0)
        parts_->machine.count_steps(counts.microtasks + counts.resources);
    return cost;
}

/// Exploring looks for the earliest instants: there all code is warm.
bool HostedRun::is_new_code_paid() const {
    const CostModel& costs = parts_->machine.costs;
    const bool is_free = costs.code_function.ns == 0 && costs.code_module.ns == 0 &&
                         costs.code_require.ns == 0 && costs.code_import.ns == 0 &&
                         costs.code_per_kib.ns == 0 && costs.callback_cold.ns == 0 &&
                         costs.callback_warm.ns == 0;
    return parts_->machine.outside == nullptr && !is_free;
}

bool HostedRun::starts_with_loop_code() const {
    return parts_->machine.profile.starts_with_loop_code;
}

HostTrace* HostedRun::trace() { return parts_->machine.host_tasks; }

void HostedRun::post_message() {
    const CostModel& costs = parts().machine.costs;
    parts_->loop().charge(costs.message_post + costs.message_deliver);
}

void HostedRun::charge(Duration cpu) {
    if (is_seed_open_) return owe(cpu);
    parts_->loop().charge(cpu);
}

void HostedRun::spend(Duration cpu) {
    if (is_seed_open_) {
        owe(cpu);
    } else if (parts_->loop().is_finished) {
        parts_->after_end += cpu;
        parts_->tasks.pass_after_end(cpu);
    } else {
        parts_->loop().advance(cpu);
    }
}

void HostedRun::set_threadpool(std::int32_t size) {
    parts().machine.pools[parts_->loop().process]->set_size(size);
}

std::uint32_t HostedRun::submit(const HostJob& job) {
    parts().reads = 0;
    if (!job.is_outside) charge_cold_call(job);
    return parts_->machine.start_host_job(parts_->loop(), job);
}

bool HostedRun::cancel(std::uint32_t job) { return parts().machine.cancel_host_job(job); }

void HostedRun::finish_job(std::uint32_t job) { parts().machine.finish_host_job(job); }

void HostedRun::set_job_ref(std::uint32_t job, bool is_ref) {
    HostJob& wanted = parts().machine.host_jobs[parts_->machine.jobs[job].host];
    if (wanted.keeps_alive == is_ref) return;
    wanted.keeps_alive = is_ref;
    parts_->loop().set_requests(is_ref ? 1 : -1);
}

void HostedRun::main_ended() {
    const Duration time = parts_->machine.costs.main_end;
    if (time.ns > 0) spend(time);
}

/// What the first calls of an API take beyond a hot one: as with any other code, a multiple.
void HostedRun::charge_cold_call(const HostJob& job) {
    if (!job.is_first || !is_new_code_paid()) return;
    const Duration hot = call_time(*job.api, 1, parts_->machine.costs);
    const auto place = static_cast<std::uint32_t>(job.api - apis().data());
    parts_->loop().charge(parts_->warmth.of_library_call(place, hot) - hot);
}

void HostedRun::spend_sync(const HostJob& job) {
    if (is_seed_open_) {
        owe(job);
        return;
    }
    Loop& loop = parts_->loop();
    if (job.is_first) loop.charge(call_time(*job.api, 1, parts_->machine.costs));
    charge_cold_call(job);
    const Duration time = parts_->machine.host_time(job);
    const bool is_least = parts_->machine.outside != nullptr && job.time.ns < 0;
    spend(is_least ? parts_->machine.outside->least_of(time) : time);
}

void HostedRun::wrote(std::string_view bytes, bool is_error) {
    if (is_seed_open_) {
        owe(Output{std::string{bytes}, is_error});
        return;
    }
    Machine& machine = parts_->machine;
    parts_->reads = 0;
    if (machine.outside != nullptr) {
        // What has been printed tells turns apart that nothing else does.
        Fingerprint text;
        text.add(bytes);
        machine.outside->ran(text.value(), {});
    }
    Parts::Line& line = parts_->lines[is_error ? 1 : 0];
    line.task = parts_->loop().current_task();
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos;
         end = bytes.find('\n')) {
        if (line.text.empty()) line.begun_by = line.task;
        line.text.append(bytes.substr(0, end));
        machine.write_line(parts_->loop(), line.text, is_error, line.task, line.begun_by);
        line.text.clear();
        bytes.remove_prefix(end + 1);
    }
    if (line.text.empty()) line.begun_by = line.task;
    line.text.append(bytes);
    // Nearly all that a first output costs more than others is the code that runs for the first time.
    parts_->loop().charge(machine.output_cost(is_new_code_paid()));
}

bool HostedRun::takes_effect_early() {
    Machine& machine = parts().machine;
    return machine.outside != nullptr && machine.outside->takes_effect_early();
}

void HostedRun::changed_what_was_seen() {
    if (parts().machine.outside != nullptr) parts_->machine.outside->note_change();
}

std::int64_t HostedRun::random_bits() {
    return parts().numbers.uniform_below(std::int64_t{1} << 53);
}

Duration HostedRun::idle_time() const {
    if (is_seed_open_) return {};
    return parts_->machine.loops.front()->idle_until(parts_->machine.now());
}

Duration HostedRun::cpu_time(bool is_of_process) const {
    if (is_seed_open_) return {};
    const Machine& machine = parts_->machine;
    if (!is_of_process) return machine.cores.cpu_of(parts_->loop().thread, machine.now());
    Duration sum{};
    for (ThreadIndex thread = 0; thread < machine.cores.threads(); ++thread)
        sum += machine.cores.cpu_of(thread, machine.now());
    return sum;
}

Duration HostedRun::start_cost() const { return parts_->machine.costs.script_start; }

FirstScavenge HostedRun::first_scavenge() const {
    const Machine& machine = parts_->machine;
    const std::int64_t bytes = machine.profile.young_bytes_at_start;
    if (bytes == 0 || machine.costs.gc_semi_space == 0) return {};
    return {.semi_space = machine.costs.gc_semi_space,
            .bytes_at_start = bytes,
            .pause = machine.costs.gc_scavenge_first};
}

/// A run that reaches its limit within one turn of the loop is starved by what ran most in it; the machine itself
/// notices when that is microtasks.
std::string HostedRun::limit_message() const {
    const HostCounts& counts = parts_->in_iteration;
    const std::string& limit = parts_->trace.ending.message;
    if (parts_->trace.ending.kind == EndKind::until)
        return format_duration(parts_->program.runtime.until) + " of virtual time";
    const std::int64_t half = parts_->machine.steps() / 2;
    if (counts.resources > half) return limit + ": process.nextTick callbacks starve the loop";
    if (parts_->reads > half) return limit + ": the program waits for the clock and does not go on";
    return limit;
}

Trace HostedRun::finish(EndKind kind, int exit_code, std::string message) {
    meet_chance();
    Parts& parts = *parts_;
    for (int stream = 0; stream < 2; ++stream) {
        const Parts::Line& line = parts.lines[stream];
        if (!line.text.empty())
            parts.machine.write_line(parts.loop(), line.text, stream == 1, line.task,
                                     line.begun_by);
    }
    const bool is_limited =
        parts.trace.ending.kind == EndKind::limit || parts.trace.ending.kind == EndKind::until;
    if (!is_limited) parts.trace.ending = Ending{kind, exit_code, std::move(message), {}};
    if (kind == EndKind::exit_called && parts.tasks.has_failed())
        parts.trace.ending = Ending{EndKind::exception, exit_code, parts.tasks.failure(), {}};
    if (parts.machine.host_tasks != nullptr) parts.tasks.finish();
    parts.machine.finish();
    if (!parts.trace.events.empty())
        parts.trace.statistics.end =
            std::max(parts.trace.statistics.end, parts.trace.events.back().at);
    return std::move(parts.trace);
}

}  // namespace sim
