#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <v8.h>

#include "sim/program/host.hpp"
#include "sim/script/call_sites.hpp"
#include "sim/script/young_generation.hpp"

namespace sim::script {

/// Tells the engine's trace of the program's tasks, from Node's async hooks and V8's promise hooks. Nothing that it does
/// queues a job or runs code of the program's, so that the order of everything stays what it is. One in a process,
/// and only when a full trace is recorded.
class TaskHooks {
public:
    struct Setting {
        std::string script;              // path of the main script
        std::string folder;              // its folder
        std::int64_t clock_base_ms = 0;  // engine's clock minus that of Node's timers
        std::function<void()> pay;       // for what has run
        std::optional<YoungGeneration>* young = nullptr;
    };
    TaskHooks(v8::Isolate* isolate, v8::Local<v8::Context> context, HostEngine& engine,
              Setting setting);

    // The main script, and modules as Node evaluates them.
    void begin_main();
    void end_main();
    void begin_module(std::string_view url);
    void end_module();

    // Node's async hooks.
    void init(std::int64_t id, std::string_view type, v8::Local<v8::Object> resource);
    void before(std::int64_t id);
    void after(std::int64_t id);

    // Microtasks that Node makes no resource for.
    [[nodiscard]] TaskId queue_microtask(v8::Local<v8::Function> callback);
    void begin_microtask(TaskId task);
    void end_microtask(TaskId task);

    // Jobs of the pool. The text that `job.name` refers to lives until the next call.
    void describe(HostJob& job);
    /// What is no job of the engine's loop any more runs like one.
    void begin_job(std::string_view name, PlaceId place);
    void end_job();
    /// The callback of a job runs, in this async context.
    void enter_job(std::int64_t async_id);

    // Events of emitters: `begin_event` says whether `end_event` is due.
    [[nodiscard]] bool begin_event(v8::Local<v8::Object> emitter, v8::Local<v8::Value> name,
                                   v8::Local<v8::Value> argument, v8::Local<v8::Value> promise);
    void end_event();

    /// Somebody writes to a stream that waits for 'drain'.
    void write_past_mark();

    /// The program is about to do something that the trace shows: whose task is it?
    void observe();
    /// Microtasks that have been paid for although V8 has not counted them yet.
    std::int64_t take_prepaid(std::int64_t counted);
    /// What the source says that no task shows; answers may be missing.
    struct Questions {
        std::function<bool(const SourceSpot&)>
            is_chained;  // has an await to wait for the one before?
        std::function<bool(const SourceSpot&)> is_awaited;  // is what a call gives awaited at once?
        std::function<std::optional<NamedCall>(const SourceSpot&)> call_of;  // it got the function
    };
    /// What is only known when all is over.
    void finish(const Questions& questions);

    /// What a callback is whose resource is none of those that queue: the phase says.
    HostTaskKind otherwise = HostTaskKind::io;

private:
    /// What is known of a promise, by the number in its internal field.
    struct PromiseRow {
        TaskId maker;
        TaskId reaction;  // settles it by running
        TaskId thenable;  // calls the `then` of what it was resolved with
        PlaceId call;     // by which it was made
        std::uint32_t first_waiting =
            0;  // reactions to it: numbers of the promises that they settle
        std::uint32_t last_waiting = 0;
        std::uint32_t next_waiting = 0;
        std::uint32_t follower = 0;  // the first of them, kept
        Instant begun{-1};           // its reaction
        Instant settled{-1};
        TaskId settler;
        bool is_asked = false;  // somebody waits for it
        bool is_fulfilled = false;
        bool is_result = false;      // of a call of an async function or of Node's by the program
        bool is_derived = false;     // by the program's then() or finally()
        bool is_inner_call = false;  // that call stands in an async function
        bool is_of_other_class = false;
        std::int64_t order = 0;  // of its reaction among all jobs that were queued; 0: unknown
    };
    /// A job that was queued, if anything waits for the promise which was settled there.
    struct Guess {
        TaskId task;
        std::int64_t order = 0;
    };
    /// A timer, immediate, tick or microtask that has not run.
    struct Entry {
        TaskId task;
        HostTaskKind kind = HostTaskKind::tick;
        v8::Global<v8::Object> resource;
        double started_ms = -1;  // timers: when it was armed, by Node's clock
        bool is_described = false;
        bool is_internal = false;
        bool is_unreferenced = false;
        bool is_callback = false;  // of Node's C++; `made`: tasks that had been made when it began
        std::int64_t made = 0;
    };
    struct NewReaction {
        std::uint32_t promise = 0;
        std::uint32_t parent = 0;
        bool is_settled = false;
        CallSite site;
    };

    void watch_promises();
    static void promise_hook(v8::PromiseHookType type, v8::Local<v8::Promise> promise,
                             v8::Local<v8::Value> parent);
    static void reject_callback(v8::PromiseRejectMessage message);
    void settled_again();
    void promise_made(v8::Local<v8::Promise> promise, v8::Local<v8::Value> parent);
    void promise_resolved(v8::Local<v8::Promise> promise);
    void reaction_begins(v8::Local<v8::Promise> promise);
    void reaction_ended(v8::Local<v8::Promise> promise);
    [[nodiscard]] std::uint32_t number_of(v8::Local<v8::Promise> promise);
    void settle(std::uint32_t number);
    void queue_reaction(PromiseRow& row);
    [[nodiscard]] bool is_of_other_class(v8::Local<v8::Promise> promise);
    /// Jobs begin in the order in which they were queued: no guess from before `order` comes true any more.
    void drop_guesses(std::int64_t order);
    [[nodiscard]] TaskId take_guess();
    void tell_unused();
    [[nodiscard]] bool goes_on_before(const PromiseRow& chain, const PromiseRow& row) const;
    void add_reaction(const NewReaction& reaction);
    [[nodiscard]] bool is_element(const NewReaction& reaction);
    void name_awaits(const Questions& questions);
    void name_callbacks(const Questions& questions);

    void flush();
    void write_down();
    void look_at_waiting();
    [[nodiscard]] bool is_unreferenced(v8::Local<v8::Object> timer);
    void end_stale();
    void promise_called(PromiseRow& row, const CallSite& site);
    void look_at(Entry& entry);
    /// The task calls what the program wrote, if it is that.
    void name_callback(TaskId task, v8::Local<v8::Value> callback);
    [[nodiscard]] v8::Local<v8::Value> get(v8::Local<v8::Object> object, std::string_view name);
    [[nodiscard]] double number(v8::Local<v8::Object> object, std::string_view name);
    [[nodiscard]] v8::Local<v8::Function> listener(v8::Local<v8::Object> emitter,
                                                   v8::Local<v8::Value> name);
    /// Code of the program runs in the present task: names it if it is one of Node's own.
    void touch(const CallSite& site);
    [[nodiscard]] TaskId make(HostTaskKind kind, const CallSite& site, std::string_view name,
                              bool is_internal);
    void note_error(v8::Local<v8::Value> error);
    void note_rejection(v8::Local<v8::Value> reason, v8::Local<v8::Value> promise);
    [[nodiscard]] std::string text_of_error(v8::Local<v8::Value> error);

    v8::Isolate* isolate_;
    v8::Global<v8::Context> context_;
    HostEngine& engine_;
    HostTrace& trace_;
    Setting setting_;
    CallSites sites_;
    std::deque<PromiseRow> promises_;  // 0 is none; many, and a row is large, so that none is moved
    std::optional<NewReaction> new_reaction_;
    std::deque<Guess> guesses_;
    std::int64_t queued_ = 0;  // jobs
    v8::Global<v8::Value> promise_prototype_;
    std::uint32_t resolving_ = 0;
    v8::Global<v8::Promise> resolving_promise_;
    std::unordered_map<std::int64_t, Entry> entries_;
    std::deque<std::int64_t> new_entries_;
    std::vector<std::int64_t> waiting_;                     // timers and immediates
    std::unordered_map<std::int64_t, std::string> others_;  // types of other resources
    std::unordered_set<std::string> async_functions_;       // by name
    std::vector<TaskId> events_;                            // of the process, being emitted
    std::map<PlaceId, std::int64_t> awaits_;                // how often each was passed
    std::vector<std::pair<TaskId, PlaceId>> perhaps_awaits_;
    std::vector<std::pair<TaskId, PlaceId>>
        callbacks_;              // in ticks of Node's own, and where in them
    std::set<PlaceId> batches_;  // awaits of several at a time: who does that in a loop means it
    std::map<PlaceId, std::uint32_t> combined_;  // by calls: the result that is not awaited yet
    TaskId main_;
    TaskId module_;
    bool is_main_touched_ = false;
    bool is_module_begun_ = false;
    TaskId touched_;           // the task in which code of the program was last seen
    TaskId own_tick_;          // of Node's, the last that began
    TaskId thenable_;          // runs now, nothing of the program's seen in it
    TaskId job_;               // of the pool, whose callback runs
    std::int64_t job_id_ = 0;  // its async context
    TaskId job_task_;          // between begin_job and end_job
    std::pair<TaskId, PlaceId> last_result_;
    std::int64_t prepaid_ = 0;
    std::int64_t made_ = 0;  // tasks
    std::string job_name_;
    std::unordered_map<std::string_view, v8::Eternal<v8::String>> keys_;
};

}  // namespace sim::script
