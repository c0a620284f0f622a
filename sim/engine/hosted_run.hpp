#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/program/host.hpp"

namespace sim {

/// What a hosted run is told: a machine without a program.
struct HostedRunOptions {
    RunOptions run;
    Runtime runtime;
    std::string script_name;  // names the loop
    /// If there is one: gives the seed, when chance first has a say. What the main script does before is the same in all
    /// runs, so that whoever makes many of them may let them part there.
    std::function<std::uint64_t()> ask_seed = nullptr;
    /// Nobody is asked if the program is over by then, or does much before: it keeps `run.seed`.
    bool may_keep_seed = false;
};

/// A run whose callbacks are the host's: the engine's half of it.
class HostedRun : public HostEngine {
public:
    HostedRun(Host& host, const Profile& profile, const HostedRunOptions& options);
    ~HostedRun() override;

    void live() override;
    [[nodiscard]] bool is_stopping() const override;
    [[nodiscard]] std::int64_t clock() override;
    std::int64_t read_clock() override;
    bool saw_clock() override;
    void program_saw_clock() override;
    void before_timer(std::int64_t duration_ms) override;
    Duration count(const HostCounts& counts) override;
    [[nodiscard]] bool is_new_code_paid() const override;
    [[nodiscard]] bool starts_with_loop_code() const override;
    void post_message() override;
    void charge(Duration cpu) override;
    void spend(Duration cpu) override;
    void set_threadpool(std::int32_t size) override;
    std::uint32_t submit(const HostJob& job) override;
    [[nodiscard]] HostTrace* trace() override;
    bool cancel(std::uint32_t job) override;
    void finish_job(std::uint32_t job) override;
    void set_job_ref(std::uint32_t job, bool is_ref) override;
    void main_ended() override;
    void spend_sync(const HostJob& job) override;
    void wrote(std::string_view bytes, bool is_error) override;
    [[nodiscard]] bool takes_effect_early() override;
    void changed_what_was_seen() override;
    void meet_chance() override;
    /// The same where the program is over, or has done much before: it keeps its seed if it may.
    void go_without_chance();
    [[nodiscard]] bool has_met_chance() const override { return !is_seed_open_; }
    [[nodiscard]] std::int64_t random_bits() override;
    [[nodiscard]] Duration idle_time() const override;
    [[nodiscard]] Duration cpu_time(bool is_of_process) const override;
    [[nodiscard]] Duration start_cost() const override;
    [[nodiscard]] FirstScavenge first_scavenge() const override;
    [[nodiscard]] std::string limit_message() const override;

    /// Closes the books: the trace of the whole run. Once.
    [[nodiscard]] Trace finish(EndKind kind, int exit_code, std::string message);

private:
    struct Parts;
    /// What main has done before the seed is known: what ran, time that passed, synchronous calls, output.
    struct Output {
        std::string bytes;
        bool is_error = false;
    };
    using Owed = std::variant<HostCounts, Duration, HostJob, Output>;
    void live_from_main();
    void begin_late();
    [[nodiscard]] bool is_at_start() const;
    void owe(const Owed& what);
    void pay(const HostCounts& counts) { count(counts); }
    void pay(Duration cpu) { spend(cpu); }
    void pay(const HostJob& call) { spend_sync(call); }
    void pay(const Output& output) { wrote(output.bytes, output.is_error); }
    void charge_cold_call(const HostJob& job);
    /// Those of the run, whose seed is known.
    Parts& parts() {
        if (is_seed_open_) meet_chance();
        return *parts_;
    }

    Host& host_;
    const Profile& profile_;
    HostedRunOptions options_;
    std::unique_ptr<Parts> parts_;
    bool is_seed_open_ = false;
    std::vector<Owed> owed_;       // as long as it is
    std::int64_t owed_steps_ = 0;  // ticks and microtasks among it
};

}  // namespace sim
