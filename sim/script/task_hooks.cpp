// Tasks from two sources. Node's async hooks tell of ticks, timers, immediates and callbacks from C++; V8's promise hook
// of reactions (task_promises.cpp). What has to be read from an object that is still being made is read at the next report:
// nothing else happens in between.
#include "sim/script/task_hooks.hpp"

#include <algorithm>
#include <array>

namespace sim::script {

namespace {

constexpr std::size_t looked_at_max = 32;

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
    watch_promises();
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
    const Uncounted uncounted{*setting_.young};
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
    if (!callback.IsEmpty() && !is_promised && !entry.is_internal)
        name_callback(entry.task, callback);
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
    const Uncounted uncounted{*setting_.young};
    flush();
    const auto found = entries_.find(id);
    if (found != entries_.end()) {
        end_stale();
        const HostTaskKind kind = found->second.kind;
        const bool is_drained = kind == HostTaskKind::tick || kind == HostTaskKind::microtask;
        if (!is_drained) drop_guesses(queued_ + 1);
        // An immediate counts as destroyed when it begins.
        if (kind != HostTaskKind::immediate) look_at(found->second);
        std::erase(waiting_, id);
        const bool is_own = kind == HostTaskKind::tick && found->second.is_internal;
        own_tick_ = is_own ? found->second.task : TaskId::none();
        trace_.begin(found->second.task);
        return;
    }
    if (trace_.current()) return;
    const auto other = others_.find(id);
    if (other == others_.end() || other->second == "SIGNALWRAP") return;
    drop_guesses(queued_ + 1);
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
    const Uncounted uncounted{*setting_.young};
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
            name_callback(again, get(timer, "_onTimeout"));
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

void TaskHooks::name_callback(TaskId task, v8::Local<v8::Value> callback) {
    if (!callback->IsFunction()) return;
    const v8::Local<v8::Function> function = callback.As<v8::Function>();
    if (sites_.is_of_program(function))
        trace_.calls(task, CallSites::name_of(isolate_, function), sites_.place_of(function));
}

TaskId TaskHooks::queue_microtask(v8::Local<v8::Function> callback) {
    flush();
    const CallSite site = sites_.here(true);
    if (site.place) touch(site);
    const TaskId task = make(HostTaskKind::microtask, site, "queueMicrotask", !site.is_direct);
    name_callback(task, callback);
    return task;
}

void TaskHooks::begin_microtask(TaskId task) {
    flush();
    end_stale();
    trace_.begin(task);
}

void TaskHooks::end_microtask(TaskId task) {
    flush();
    trace_.end(task);
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
        name_callback(entry.task, get(resource, "callback"));
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
    if (current == own_tick_) callbacks_.emplace_back(current, site.outermost_place);
    const bool is_thenable = current == thenable_;
    if (is_thenable) trace_.rename(current, "then of a thenable", PlaceId::none());
    trace_.calls(current, is_thenable ? std::string_view{} : std::string_view{site.outermost},
                 site.outermost_place);
}

/// A tick has the name of the call that it serves, or of the callback that queued it; the callback that it calls may have been
/// given to another one.
void TaskHooks::name_callbacks(const Questions& questions) {
    std::map<PlaceId, std::optional<NamedCall>> known;
    for (const auto& [task, place] : callbacks_) {
        const auto [call, is_new] = known.try_emplace(place);
        const std::optional<SourceSpot> spot = is_new ? sites_.find(place) : std::nullopt;
        if (spot) call->second = questions.call_of(*spot);
        if (!call->second) continue;
        const HostTask about = trace_.about(task);
        const PlaceId given = sites_.beside(place, *call->second);
        // Its present name says more: "zlib.gzip".
        if (about.place == given && about.name.ends_with(call->second->name)) continue;
        trace_.rename(task, call->second->name, given);
    }
}

// Jobs of the pool

void TaskHooks::describe(HostJob& job) {
    const Uncounted uncounted{*setting_.young};
    flush();
    const CallSite site = sites_.here(false);
    const TaskId current = trace_.current();
    if (site.place) {
        touch(site);
        job.place = site.place;
        // What Node asks the outside for on behalf of another call has no name that the program knows.
        const bool is_served =
            job.is_outside && !site.is_direct && !job.name.ends_with("." + std::string{site.api});
        if (site.api.find('.') == std::string::npos && !is_served) return;
        job_name_ = site.api;
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

void TaskHooks::begin_job(std::string_view name, PlaceId place) {
    flush();
    end_stale();
    job_task_ =
        trace_.make({.kind = HostTaskKind::io, .name = name, .place = place, .is_internal = true});
    trace_.begin(job_task_);
}

void TaskHooks::end_job() {
    flush();
    trace_.end(job_task_);
}

void TaskHooks::enter_job(std::int64_t async_id) {
    flush();
    drop_guesses(queued_ + 1);
    job_ = trace_.current();
    job_id_ = async_id;
    touched_ = TaskId::none();
}

}  // namespace sim::script
