#pragma once

#include <memory>
#include <string>

#include "sim/engine/run.hpp"
#include "sim/program/host.hpp"

namespace sim {

/// What a hosted run is told: a machine without a program.
struct HostedRunOptions {
    RunOptions run;
    Runtime runtime;
    std::string script_name;  // names the loop
};

/// A run whose callbacks are the host's: the engine's half of it.
class HostedRun : public HostEngine {
public:
    HostedRun(Host& host, const Profile& profile, const HostedRunOptions& options);
    ~HostedRun() override;

    void live() override;
    [[nodiscard]] bool is_stopping() const override;
    [[nodiscard]] std::int64_t clock() const override;
    std::int64_t read_clock() override;
    bool saw_clock() override;
    void program_saw_clock() override;
    void before_timer(std::int64_t duration_ms) override;
    void count(const HostCounts& counts) override;
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
    void spend_sync(const HostJob& job) override;
    void wrote(std::string_view bytes, bool is_error) override;
    [[nodiscard]] bool takes_effect_early() override;
    void changed_what_was_seen() override;
    [[nodiscard]] std::int64_t random_bits() override;
    [[nodiscard]] Duration idle_time() const override;
    [[nodiscard]] Duration start_cost() const override;
    [[nodiscard]] std::string limit_message() const override;

    /// Closes the books: the trace of the whole run. Once.
    [[nodiscard]] Trace finish(EndKind kind, int exit_code, std::string message);

private:
    void charge_cold_call(const HostJob& job);
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sim
