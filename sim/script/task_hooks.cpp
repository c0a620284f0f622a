// Tasks from two sources. Node's async hooks tell of ticks, timers, immediates and callbacks from C++; V8's promise hook
// of reactions: a promise that `then` or `await` derives stands for the job that will settle it. What has to be read
// from an object that is still being made is read at the next report: nothing else happens in between.
#include "sim/script/task_hooks.hpp"

#include <algorithm>
#include <array>

namespace node {

/// What Node has V8 call; exported, though not in its headers. Source: Node src/node_task_queue.cc.
void PromiseRejectCallback(v8::PromiseRejectMessage message);

}  // namespace node

namespace sim::script {

namespace {

constexpr std::size_t looked_at_max = 32;
constexpr std::size_t error_text_max = 200;

TaskHooks* hooks = nullptr;  // V8's promise hook has no data of its own

/// Words at which a promise is made by the program itself, not by a function that it calls.
constexpr std::array<std::string_view, 8> makers{
    "new", "resolve", "reject", "all", "allSettled", "any", "race", "withResolvers"};
/// Words at which a promise of another class is derived.
constexpr std::array<std::string_view, 3> derivations{"then", "catch", "finally"};
constexpr std::array<std::string_view, 4> combinators{"all", "allSettled", "any", "race"};
constexpr std::array<std::string_view, 6> reactions{"then",  "catch", "finally",
                                                    "await", "yield", "return"};
/// Events of `process` that are callbacks of the loop or of a drain.
constexpr std::array<std::string_view, 6> process_events{
    "beforeExit", "exit", "uncaughtException", "unhandledRejection", "rejectionHandled", "warning"};

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string text_of(v8::Isolate* isolate, v8::Local<v8::Value> value) {
    if (value.IsEmpty() || !value->IsString()) return {};
    const v8::String::Utf8Value utf8{isolate, value};
    return *utf8 == nullptr ? std::string{}
                            : std::string{*utf8, static_cast<std::size_t>(utf8.length())};
}

std::string_view name_of_reaction(std::string_view word) {
    if (is_one_of(reactions, word)) return word;
    if (is_one_of(combinators, word)) return {};
    // Where V8 counts an await from the last call in what is awaited, that call's name stands there.
    return word == "for" ? "for await" : "await";
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view name_of_callback(HostTaskKind kind) {
    if (kind == HostTaskKind::message) return "message";
    return kind == HostTaskKind::close ? "close" : "callback";
}

}  // namespace

TaskHooks::TaskHooks(v8::Isolate* isolate, v8::Local<v8::Context> context, HostEngine& engine,
                     Setting setting)
    : isolate_(isolate),
      context_(isolate, context),
      engine_(engine),
      trace_(*engine.trace()),
      setting_(std::move(setting)),
      sites_(isolate, trace_, setting_.folder),
      promises_(1) {
    hooks = this;
    isolate->SetPromiseHook(promise_hook);
    isolate->SetPromiseRejectCallback(reject_callback);
}

// The main script and modules

void TaskHooks::begin_main() {
    main_ = trace_.make({.kind = HostTaskKind::script,
                         .name = base_name(setting_.script),
                         .place = sites_.start_of(setting_.script)});
    trace_.begin(main_);
}

void TaskHooks::end_main() {
    flush();
    trace_.end(main_);
    look_at_waiting();
}

/// The main script is a module if Node evaluates one before any code of the program has run.
void TaskHooks::begin_module(std::string_view url) {
    if (!url.starts_with("file:")) return;
    observe();
    const TaskId current = trace_.current();
    if (module_ || (current && !trace_.about(current).is_internal && current != main_)) return;
    if (current == main_ && is_main_touched_) return;
    end_stale();
    const PlaceId place = sites_.start_of(url);
    if (!is_main_touched_ && !is_module_begun_) {
        trace_.drop(main_);
        module_ =
            trace_.make({.kind = HostTaskKind::script, .name = base_name(url), .place = place});
        trace_.module_script(module_);
    } else {
        module_ = trace_.make({.kind = HostTaskKind::microtask, .name = "import", .place = place});
    }
    is_module_begun_ = true;
    trace_.begin(module_);
    touched_ = module_;
}

void TaskHooks::end_module() {
    flush();
    trace_.end(module_);
    module_ = TaskId::none();
}

// Node's async hooks

void TaskHooks::init(std::int64_t id, std::string_view type, v8::Local<v8::Object> resource) {
    flush();
    Entry entry;
    v8::Local<v8::Value> callback;
    if (type == "Timeout") {
        entry.kind =
            get(resource, "_repeat")->IsNumber() ? HostTaskKind::interval : HostTaskKind::timer;
        callback = get(resource, "_onTimeout");
    } else if (type == "Immediate") {
        entry.kind = HostTaskKind::immediate;
        callback = get(resource, "_onImmediate");
    } else if (type == "TickObject") {
        entry.kind = HostTaskKind::tick;
        callback = get(resource, "callback");
    } else if (type == "Microtask") {
        entry.kind = HostTaskKind::microtask;
    } else {
        // Promises are here once the program itself has hooks.
        if (type != "PROMISE") others_[id] = type;
        return;
    }
    const CallSite site = sites_.here(true);
    if (site.place) touch(site);
    const bool is_promised = site.is_through_timers;
    entry.is_internal = !site.is_direct && !is_promised;
    const std::string_view name = is_promised ? std::string_view{} : std::string_view{site.api};
    entry.task = make(entry.kind, site, name, entry.is_internal);
    if (!callback.IsEmpty() && callback->IsFunction() && !is_promised) {
        const v8::Local<v8::Function> function = callback.As<v8::Function>();
        if (sites_.is_of_program(function) && !entry.is_internal)
            trace_.calls(entry.task, CallSites::name_of(isolate_, function),
                         sites_.place_of(function));
    }
    entry.resource.Reset(isolate_, resource);
    if (entry.kind != HostTaskKind::tick && entry.kind != HostTaskKind::microtask)
        waiting_.push_back(id);
    new_entries_.push_back(id);
    entries_[id] = std::move(entry);
}

/// A task of Node's own is named after the call that it serves.
TaskId TaskHooks::make(HostTaskKind kind, const CallSite& site, std::string_view name,
                       bool is_internal) {
    HostTask task{.kind = kind, .name = name, .place = site.place, .is_internal = is_internal};
    if (is_internal && site.place) {
        task.name = site.api;
    } else if (is_internal) {
        const HostTask served = trace_.about(trace_.current());
        if (trace_.current() != main_) {
            task.name = served.name;
            task.place = served.place;
        }
    }
    ++made_;
    return trace_.make(task);
}

void TaskHooks::before(std::int64_t id) {
    flush();
    const auto found = entries_.find(id);
    if (found != entries_.end()) {
        end_stale();
        // An immediate counts as destroyed when it begins.
        if (found->second.kind != HostTaskKind::immediate) look_at(found->second);
        std::erase(waiting_, id);
        trace_.begin(found->second.task);
        return;
    }
    if (trace_.current()) return;
    const auto other = others_.find(id);
    if (other == others_.end() || other->second == "SIGNALWRAP") return;
    Entry entry;
    entry.kind = otherwise;
    entry.task =
        trace_.make({.kind = otherwise, .name = name_of_callback(otherwise), .is_internal = true});
    entry.is_callback = true;
    entry.made = made_;
    trace_.begin(entry.task);
    entries_[id] = std::move(entry);
}

void TaskHooks::after(std::int64_t id) {
    flush();
    if (job_ && id == job_id_) {
        trace_.end(job_);
        job_ = TaskId::none();
        return look_at_waiting();
    }
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    // An interval is armed again before its call is over.
    TaskId again;
    const v8::HandleScope handles{isolate_};
    if (!entry.resource.IsEmpty() &&
        (entry.kind == HostTaskKind::interval || entry.kind == HostTaskKind::timer)) {
        const v8::Local<v8::Object> timer = entry.resource.Get(isolate_);
        const bool is_armed = get(timer, "_destroyed")->IsFalse() &&
                              number(timer, "_idleStart") >= 0 &&
                              number(timer, "_idleTimeout") >= 0;
        if (is_armed) {
            const HostTask about = trace_.about(entry.task);
            const bool repeats = get(timer, "_repeat")->IsNumber();
            again = trace_.make({.kind = repeats ? HostTaskKind::interval : HostTaskKind::timer,
                                 .name = about.name,
                                 .place = about.place,
                                 .is_internal = entry.is_internal});
            const v8::Local<v8::Value> callback = get(timer, "_onTimeout");
            if (callback->IsFunction() && sites_.is_of_program(callback.As<v8::Function>()))
                trace_.calls(again, CallSites::name_of(isolate_, callback.As<v8::Function>()),
                             sites_.place_of(callback.As<v8::Function>()));
        }
    }
    trace_.end(entry.task);
    // A callback of Node's in which nothing happened.
    if (entry.is_callback && entry.made == made_ && touched_ != entry.task) trace_.drop(entry.task);
    if (again) {
        entry.task = again;
        entry.started_ms = -1;
        look_at(entry);
        waiting_.push_back(id);
    } else {
        entries_.erase(found);
    }
    look_at_waiting();
}

/// What threw was left without a word.
void TaskHooks::end_stale() {
    while (trace_.current()) trace_.end(trace_.current());
}

void TaskHooks::flush() {
    write_down();
    setting_.pay();
}

/// What was left for the next report.
void TaskHooks::write_down() {
    if (new_reaction_) {
        const NewReaction reaction = *std::move(new_reaction_);
        new_reaction_.reset();
        add_reaction(reaction);
    }
    if (resolving_ != 0) {
        const v8::HandleScope handles{isolate_};
        const std::uint32_t number = std::exchange(resolving_, 0);
        const v8::Local<v8::Promise> promise = resolving_promise_.Get(isolate_);
        resolving_promise_.Reset();
        PromiseRow& row = promises_[number];
        if (promise->State() != v8::Promise::kPending) {
            row.is_fulfilled = promise->State() == v8::Promise::kFulfilled;
            settle(number);
        } else if (!row.thenable) {
            // It follows something that has a `then`: a job of its own calls that.
            row.thenable = trace_.make({.kind = HostTaskKind::microtask, .is_internal = true});
        }
    }
    while (!new_entries_.empty()) {
        const std::int64_t id = new_entries_.front();
        new_entries_.pop_front();
        const auto found = entries_.find(id);
        if (found != entries_.end()) look_at(found->second);
    }
}

void TaskHooks::look_at_waiting() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < waiting_.size() && count < looked_at_max; ++count) {
        const auto found = entries_.find(waiting_[i]);
        if (found != entries_.end()) look_at(found->second);
        const bool is_over = found == entries_.end() || !trace_.is_waiting(found->second.task);
        if (is_over) waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
        else ++i;
    }
}

/// What Node does to a timer without a word: it is armed, armed anew, cleared.
void TaskHooks::look_at(Entry& entry) {
    if (entry.resource.IsEmpty() || !entry.task) return;
    const v8::HandleScope handles{isolate_};
    const v8::Local<v8::Object> resource = entry.resource.Get(isolate_);
    if (entry.kind == HostTaskKind::microtask && !entry.is_described) {
        entry.is_described = true;
        const v8::Local<v8::Value> callback = get(resource, "callback");
        if (callback->IsFunction() && sites_.is_of_program(callback.As<v8::Function>()))
            trace_.calls(entry.task, CallSites::name_of(isolate_, callback.As<v8::Function>()),
                         sites_.place_of(callback.As<v8::Function>()));
    }
    if (entry.kind == HostTaskKind::tick || entry.kind == HostTaskKind::microtask) return;
    if (get(resource, "_destroyed")->IsTrue()) return trace_.cancel(entry.task);
    if (!entry.is_unreferenced && is_unreferenced(resource)) {
        entry.is_unreferenced = true;
        trace_.unreferenced(entry.task);
    }
    if (entry.kind == HostTaskKind::immediate) return;
    const double start = number(resource, "_idleStart");
    if (start < 0 || start == entry.started_ms) return;
    if (entry.started_ms >= 0) trace_.refreshed(entry.task);
    entry.started_ms = start;
    const auto duration = static_cast<std::int64_t>(number(resource, "_idleTimeout"));
    trace_.timer_armed(entry.task, duration,
                       static_cast<std::int64_t>(start) + duration + setting_.clock_base_ms);
}

/// Asks Node's own method; not one that the program may have put in its place.
bool TaskHooks::is_unreferenced(v8::Local<v8::Object> timer) {
    const v8::Local<v8::Value> has_ref = get(timer, "hasRef");
    v8::Local<v8::Value> answer;
    return has_ref->IsFunction() && !sites_.is_of_program(has_ref.As<v8::Function>()) &&
           has_ref.As<v8::Function>()
               ->Call(context_.Get(isolate_), timer, 0, nullptr)
               .ToLocal(&answer) &&
           answer->IsFalse();
}

v8::Local<v8::Value> TaskHooks::get(v8::Local<v8::Object> object, std::string_view name) {
    auto [found, is_new] = keys_.try_emplace(name);
    if (is_new)
        found->second.Set(isolate_, v8::String::NewFromUtf8(isolate_, name.data(),
                                                            v8::NewStringType::kInternalized,
                                                            static_cast<int>(name.size()))
                                        .ToLocalChecked());
    v8::Local<v8::Value> value;
    if (!object->Get(context_.Get(isolate_), found->second.Get(isolate_)).ToLocal(&value))
        return v8::Undefined(isolate_);
    return value;
}

double TaskHooks::number(v8::Local<v8::Object> object, std::string_view name) {
    const v8::Local<v8::Value> value = get(object, name);
    return value->IsNumber() ? value.As<v8::Number>()->Value() : -1;
}

// Promises

void TaskHooks::promise_hook(v8::PromiseHookType type, v8::Local<v8::Promise> promise,
                             v8::Local<v8::Value> parent) {
    switch (type) {
        case v8::PromiseHookType::kInit: return hooks->promise_made(promise, parent);
        case v8::PromiseHookType::kResolve: return hooks->promise_resolved(promise);
        case v8::PromiseHookType::kBefore: return hooks->reaction_begins(promise);
        case v8::PromiseHookType::kAfter: return hooks->reaction_ended(promise);
    }
}

std::uint32_t TaskHooks::number_of(v8::Local<v8::Promise> promise) {
    const v8::Local<v8::Value> field = promise->GetInternalField(0).As<v8::Value>();
    if (field->IsUint32()) {
        const std::uint32_t number = field.As<v8::Uint32>()->Value();
        if (number > 0 && number < promises_.size()) return number;
    }
    const auto number = static_cast<std::uint32_t>(promises_.size());
    promises_.emplace_back();
    promise->SetInternalField(0, v8::Integer::NewFromUnsigned(isolate_, number));
    return number;
}

void TaskHooks::promise_made(v8::Local<v8::Promise> promise, v8::Local<v8::Value> parent) {
    flush();
    const v8::HandleScope handles{isolate_};
    CallSite site = sites_.here(false);
    if (site.place) touch(site);
    const std::uint32_t number = number_of(promise);
    PromiseRow& row = promises_[number];
    row.maker = trace_.current();
    row.call = site.place;
    if (parent.IsEmpty() || !parent->IsPromise()) return promise_called(row, site);
    const v8::Local<v8::Promise> from = parent.As<v8::Promise>();
    const std::uint32_t parent_number = number_of(from);
    new_reaction_ = NewReaction{.promise = number,
                                .parent = parent_number,
                                .is_settled = from->State() != v8::Promise::kPending,
                                .site = std::move(site)};
}

/// Made by a function, not derived from another promise: is it what a call of the program gives?
void TaskHooks::promise_called(PromiseRow& row, const CallSite& site) {
    if (!site.place) return;
    if (site.is_direct && is_one_of(derivations, site.word)) {
        row.reaction = trace_.make(
            {.kind = HostTaskKind::promise_job, .name = site.word, .place = site.place});
        return;
    }
    PlaceId call = site.place;
    std::string_view within = site.function;
    if (site.is_direct) {
        if (is_one_of(makers, site.word)) return;
        // The async function itself is on top: it was called from the one below.
        async_functions_.insert(site.function);
        call = site.caller;
        within = site.caller_function;
    }
    if (!call) return;
    row.call = call;
    const std::pair<TaskId, PlaceId> result{row.maker, call};
    row.is_result = site.is_direct || result != last_result_;
    last_result_ = result;
    row.is_inner_call = !within.empty() && async_functions_.contains(std::string{within});
}

void TaskHooks::add_reaction(const NewReaction& reaction) {
    PromiseRow& parent = promises_[reaction.parent];
    parent.is_asked = true;
    const CallSite& site = reaction.site;
    // With nothing on the stack it is V8's own job between two promises: it passes on what it gets.
    const bool is_internal = !site.place || !site.is_direct;
    const std::string_view name = name_of_reaction(site.word);
    const TaskId task = site.is_empty
                            ? trace_.make({.kind = HostTaskKind::promise_job, .is_internal = true})
                            : make(HostTaskKind::promise_job, site, name, is_internal);
    promises_[reaction.promise].reaction = task;
    if (!is_internal && name == "await" && !site.function.empty())
        trace_.calls(task, site.function, site.place);
    if (reaction.is_settled) return trace_.queue(task);
    PromiseRow& now = promises_[reaction.parent];
    if (now.last_waiting == 0) now.first_waiting = reaction.promise;
    else promises_[now.last_waiting].next_waiting = reaction.promise;
    now.last_waiting = reaction.promise;
}

void TaskHooks::promise_resolved(v8::Local<v8::Promise> promise) {
    const v8::HandleScope handles{isolate_};
    const std::uint32_t number = number_of(promise);
    // An await makes a promise of what is none, and resolves it at once: no job will do that.
    if (new_reaction_ && new_reaction_->promise == number) new_reaction_.reset();
    flush();
    if (thenable_ && thenable_ == trace_.current()) observe();
    resolving_ = number;
    resolving_promise_.Reset(isolate_, promise);
}

void TaskHooks::settle(std::uint32_t number) {
    PromiseRow& row = promises_[number];
    row.settled = trace_.moment();
    row.settler = trace_.current();
    for (std::uint32_t at = row.first_waiting; at != 0; at = promises_[at].next_waiting)
        trace_.queue(promises_[at].reaction);
    row.first_waiting = row.last_waiting = 0;
}

void TaskHooks::reaction_begins(v8::Local<v8::Promise> promise) {
    flush();
    end_stale();
    const v8::HandleScope handles{isolate_};
    PromiseRow& row = promises_[number_of(promise)];
    touched_ = TaskId::none();
    if (row.reaction && trace_.is_waiting(row.reaction)) {
        trace_.begin(row.reaction);
    } else if (row.thenable && trace_.is_waiting(row.thenable)) {
        thenable_ = row.thenable;
        trace_.begin(row.thenable);
    } else {
        // A promise of another class: V8 does not say what it was derived from.
        row.reaction = trace_.make(
            {.kind = HostTaskKind::promise_job, .place = row.call, .is_internal = true});
        trace_.begin(row.reaction);
    }
}

void TaskHooks::reaction_ended(v8::Local<v8::Promise> promise) {
    flush();
    const v8::HandleScope handles{isolate_};
    PromiseRow& row = promises_[number_of(promise)];
    const TaskId current = trace_.current();
    // The job is paid for while it still runs; V8 counts it when it is over.
    engine_.count({.microtasks = 1});
    ++prepaid_;
    thenable_ = TaskId::none();
    if (current && current == row.thenable) row.thenable = TaskId::none();
    end_stale();
    look_at_waiting();
}

std::int64_t TaskHooks::take_prepaid(std::int64_t counted) {
    const std::int64_t taken = std::min(counted, prepaid_);
    prepaid_ -= taken;
    return counted - taken;
}

// What runs in a task

void TaskHooks::observe() {
    flush();
    const TaskId current = trace_.current();
    if (!current || current == touched_) return;
    const CallSite site = sites_.here(false);
    if (site.place) touch(site);
}

void TaskHooks::touch(const CallSite& site) {
    const TaskId current = trace_.current();
    if (!current || current == touched_) return;
    touched_ = current;
    if (current == main_) {
        is_main_touched_ = true;
        return;
    }
    const bool is_thenable = current == thenable_;
    if (is_thenable) trace_.rename(current, "then of a thenable");
    trace_.calls(current, is_thenable ? std::string_view{} : std::string_view{site.outermost},
                 site.outermost_place);
}

// Jobs of the pool

void TaskHooks::describe(HostJob& job) {
    flush();
    const CallSite site = sites_.here(false);
    const TaskId current = trace_.current();
    if (site.place) {
        touch(site);
        job_name_ = site.api.find('.') == std::string::npos ? std::string{} : site.api;
        job.place = site.place;
        job.name = job_name_;
        return;
    }
    job.is_internal = true;
    if (!current || current == main_) return;
    if (current == job_ && touched_ != job_) job.continues = job_;
    const HostTask served = trace_.about(current);
    job.name = served.name;
    job.place = served.place;
}

void TaskHooks::enter_job(std::int64_t async_id) {
    flush();
    job_ = trace_.current();
    job_id_ = async_id;
    touched_ = TaskId::none();
}

// Events

v8::Local<v8::Function> TaskHooks::listener(v8::Local<v8::Object> emitter,
                                            v8::Local<v8::Value> name) {
    v8::Local<v8::Value> found;
    const v8::Local<v8::Value> events = get(emitter, "_events");
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    if (!events->IsObject() || !events.As<v8::Object>()->Get(context, name).ToLocal(&found))
        return {};
    const auto own = [&](v8::Local<v8::Value> value) -> v8::Local<v8::Function> {
        if (!value->IsFunction()) return {};
        // `once` wraps what it is given.
        const v8::Local<v8::Value> inner = get(value.As<v8::Object>(), "listener");
        const v8::Local<v8::Function> function =
            inner->IsFunction() ? inner.As<v8::Function>() : value.As<v8::Function>();
        return sites_.is_of_program(function) ? function : v8::Local<v8::Function>{};
    };
    if (!found->IsArray()) return own(found);
    const v8::Local<v8::Array> list = found.As<v8::Array>();
    for (std::uint32_t i = 0; i < list->Length(); ++i) {
        v8::Local<v8::Value> one;
        if (!list->Get(context, i).ToLocal(&one)) continue;
        if (const v8::Local<v8::Function> function = own(one); !function.IsEmpty()) return function;
    }
    return {};
}

bool TaskHooks::begin_event(v8::Local<v8::Object> emitter, v8::Local<v8::Value> name,
                            v8::Local<v8::Value> argument, v8::Local<v8::Value> promise) {
    if (name.IsEmpty() || !name->IsString()) return false;
    const v8::HandleScope handles{isolate_};
    const TaskId current = trace_.current();
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Local<v8::Value> process;
    const bool is_process = context->Global()
                                ->Get(context, v8::String::NewFromUtf8Literal(isolate_, "process"))
                                .ToLocal(&process) &&
                            process == emitter;
    if (!is_process) {
        if (!current || current == touched_ || !trace_.about(current).is_internal) return false;
        const v8::Local<v8::Function> function = listener(emitter, name);
        if (function.IsEmpty()) return false;
        flush();
        touched_ = current;
        trace_.emits(current, text_of(isolate_, name), sites_.place_of(function));
        return false;
    }
    flush();
    const std::string event = text_of(isolate_, name);
    if (event == "uncaughtExceptionMonitor") note_error(argument);
    if (event == "unhandledRejection") note_rejection(argument, promise);
    if (!is_one_of(process_events, event) && !event.starts_with("SIG")) return false;
    const v8::Local<v8::Function> function = listener(emitter, name);
    if (function.IsEmpty()) return false;
    const TaskId task = trace_.make(
        {.kind = event.starts_with("SIG") ? HostTaskKind::signal : HostTaskKind::process_event,
         .name = event,
         .place = sites_.place_of(function)});
    events_.push_back(task);
    trace_.begin(task);
    touched_ = task;
    return true;
}

void TaskHooks::end_event() {
    flush();
    trace_.end(events_.back());
    events_.pop_back();
}

std::string TaskHooks::text_of_error(v8::Local<v8::Value> error) {
    if (error.IsEmpty()) return {};
    const v8::TryCatch ignored{isolate_};
    std::string text;
    if (error->IsNativeError()) text = text_of(isolate_, get(error.As<v8::Object>(), "message"));
    else if (!error->IsObject() && !error->IsSymbol()) {
        const v8::String::Utf8Value utf8{isolate_, error};
        if (*utf8 != nullptr) text.assign(*utf8, static_cast<std::size_t>(utf8.length()));
    }
    if (text.size() > error_text_max)
        text.resize(text.find_last_not_of("\x80\xBF", error_text_max));
    return text;
}

void TaskHooks::note_error(v8::Local<v8::Value> error) {
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Local<v8::Value> process;
    bool is_caught = false;
    if (context->Global()
            ->Get(context, v8::String::NewFromUtf8Literal(isolate_, "process"))
            .ToLocal(&process) &&
        process->IsObject()) {
        v8::Local<v8::Value> events = get(process.As<v8::Object>(), "_events");
        is_caught =
            events->IsObject() && !get(events.As<v8::Object>(), "uncaughtException")->IsUndefined();
    }
    trace_.thrown(text_of_error(error), is_caught);
    job_ = TaskId::none();
}

void TaskHooks::note_rejection(v8::Local<v8::Value> reason, v8::Local<v8::Value> promise) {
    if (promise.IsEmpty() || !promise->IsPromise()) return;
    const PromiseRow& row = promises_[number_of(promise.As<v8::Promise>())];
    trace_.rejected(row.maker, text_of_error(reason), row.call);
}

/// V8 before 14 calls this in the middle of a resolving function that comes too late, later ones do not.
void TaskHooks::reject_callback(v8::PromiseRejectMessage message) {
#if V8_MAJOR_VERSION < 14
    const v8::PromiseRejectEvent event = message.GetEvent();
    if (event == v8::kPromiseResolveAfterResolved || event == v8::kPromiseRejectAfterResolved)
        hooks->settled_again();
#endif
    node::PromiseRejectCallback(message);
}

/// Only what the program calls itself: combinators settle theirs as often as they are told.
void TaskHooks::settled_again() {
    flush();
    const CallSite site = sites_.here(false);
    if (!site.place || !site.is_direct || is_one_of(combinators, site.word)) return;
    touch(site);
    trace_.settled_again(site.place);
}

void TaskHooks::write_past_mark() {
    flush();
    const CallSite site = sites_.here(false);
    if (!site.place || !site.is_direct) return;
    touch(site);
    trace_.write_past_mark(site.place);
}

void TaskHooks::finish() {
    isolate_->SetPromiseHook(nullptr);
    isolate_->SetPromiseRejectCallback(node::PromiseRejectCallback);
    write_down();
    for (const PromiseRow& row : promises_) {
        const bool is_late = row.settler != row.maker;
        if (!row.is_result || row.is_asked || !row.is_fulfilled || !is_late || !row.maker) continue;
        if (trace_.about(row.maker).is_internal) continue;
        trace_.unused_promise(row.maker, row.settled, row.is_inner_call, row.call);
    }
}

}  // namespace sim::script
