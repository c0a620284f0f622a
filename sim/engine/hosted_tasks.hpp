#pragma once

#include <string>
#include <vector>

#include "sim/program/host_trace.hpp"
#include "sim/trace/trace.hpp"

namespace sim {

class Loop;
class Machine;

/// So many tasks fit into a full trace of a host's run; more end it.
constexpr std::size_t host_tasks_max = 1'000'000;

/// The tasks of a host's program in a full trace. A host reports while CPU time is still owed, so that events are not
/// yet in the order of their instants: `finish` sorts them.
class HostedTasks : public HostTrace {
public:
    HostedTasks(Machine& machine, Trace& trace) : machine_(machine), trace_(trace) {}

    PlaceId place(std::string_view file, std::int32_t line, std::int32_t column) override;
    TaskId make(const HostTask& task) override;
    void queue(TaskId task) override;
    void begin(TaskId task) override;
    void end(TaskId task) override;
    void cancel(TaskId task) override;
    void drop(TaskId task) override;
    [[nodiscard]] TaskId current() const override;
    [[nodiscard]] bool is_waiting(TaskId task) const override;
    [[nodiscard]] HostTask about(TaskId task) const override;
    void timer_armed(TaskId task, std::int64_t duration_ms, std::int64_t due_ms) override;
    void refreshed(TaskId task) override;
    void unreferenced(TaskId task) override;
    void module_script(TaskId task) override;
    void rename(TaskId task, std::string_view name, PlaceId place) override;
    void calls(TaskId task, std::string_view name, PlaceId place) override;
    void emits(TaskId task, std::string_view event, PlaceId place) override;
    void thrown(std::string_view error, bool is_caught) override;
    void rejected(TaskId maker, std::string_view reason, PlaceId place) override;
    void settled_again(PlaceId call) override;
    void write_past_mark(PlaceId call) override;
    void await_chained(PlaceId place) override;
    void unused_promise(TaskId maker, Instant settled, DroppedBy by, PlaceId call) override;
    [[nodiscard]] Instant moment() const override;

    /// A job for the pool; one of Node's own unless the host says otherwise.
    void add_job(TaskId task, bool is_internal);
    /// The callback that runs handed its call's next trip to the pool.
    void resubmit(TaskId task);
    /// CPU time that passed after the loop's end.
    void pass_after_end(Duration cpu) { after_end_ += cpu; }
    /// Whether an error ended the program, and its text.
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    /// Brings events and spans into order, and leaves out what was dropped.
    void finish();

private:
    struct Row {
        Where where = Where::done;
        bool is_internal = false;
        bool is_dropped = false;
        bool is_named = false;  // the program's function or event is known
        NameId name;            // before an event gave it another
        PlaceId place;          // likewise
    };
    struct Run {
        TaskId task;
        Instant since;
    };

    [[nodiscard]] Loop& loop() const;
    [[nodiscard]] Row& row(TaskId task);
    void move(TaskId task, Where to);
    void note(NoteKind kind, TaskId task, std::uint32_t a = 0, std::uint32_t b = 0);
    void leave(TaskId task, Where to);
    void remove_dropped();

    Machine& machine_;
    Trace& trace_;
    std::vector<Row> rows_;  // by task
    std::vector<Run> running_;
    Duration after_end_{};
    bool has_failed_ = false;
    std::string failure_;
};

}  // namespace sim
