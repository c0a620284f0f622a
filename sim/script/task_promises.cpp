// A promise that `then` or `await` derives stands for the job that will settle it, which V8's promise hook tells of. Of a
// promise of another class (Node's own code has one) it does not say what it was derived from: one that is settled is
// taken to have a job that waits for it, until the order in which jobs begin shows that it has none.
#include "sim/script/task_hooks.hpp"

#include <algorithm>
#include <array>

namespace node {

/// What Node has V8 call; exported, though not in its headers. Source: Node src/node_task_queue.cc.
void PromiseRejectCallback(v8::PromiseRejectMessage message);

}  // namespace node

namespace sim::script {

namespace {

TaskHooks* hooks = nullptr;  // V8's promise hook has no data of its own

/// Words at which a promise is made by the program itself, not by a function that it calls.
constexpr std::array<std::string_view, 8> makers{
    "new", "resolve", "reject", "all", "allSettled", "any", "race", "withResolvers"};
/// Words at which a promise of another class is derived.
constexpr std::array<std::string_view, 3> derivations{"then", "catch", "finally"};
constexpr std::array<std::string_view, 4> combinators{"all", "allSettled", "any", "race"};
constexpr std::array<std::string_view, 6> reactions{"then",  "catch", "finally",
                                                    "await", "yield", "return"};
template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string_view name_of_reaction(const CallSite& site) {
    const std::string_view word = site.word;
    // Where V8 counts an await from the last call in what is awaited, that call's name stands there: scheduler.yield().
    const bool is_keyword = !site.is_member || is_one_of(derivations, word);
    if (is_keyword && is_one_of(reactions, word)) return word;
    return word == "for" ? "for await" : "await";
}

v8::Local<v8::Value> prototype_of(v8::Local<v8::Object> object) {
#if V8_MAJOR_VERSION < 13
    return object->GetPrototype();
#else
    return object->GetPrototypeV2();
#endif
}

}  // namespace

void TaskHooks::watch_promises() {
    hooks = this;
    const Uncounted uncounted{*setting_.young};
    const v8::HandleScope handles{isolate_};
    promise_prototype_.Reset(
        isolate_,
        prototype_of(
            v8::Promise::Resolver::New(context_.Get(isolate_)).ToLocalChecked()->GetPromise()));
    isolate_->SetPromiseHook(promise_hook);
    isolate_->SetPromiseRejectCallback(reject_callback);
}

void TaskHooks::promise_hook(v8::PromiseHookType type, v8::Local<v8::Promise> promise,
                             v8::Local<v8::Value> parent) {
    const Uncounted uncounted{*hooks->setting_.young};
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
    if (parent.IsEmpty() || !parent->IsPromise()) {
        row.is_of_other_class = is_of_other_class(promise);
        if (site.is_direct && is_one_of(combinators, site.word))
            combined_.try_emplace(site.place, number);
        return promise_called(row, site);
    }
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
    // forEach drops what its callbacks return.
    row.is_inner_call = (site.is_direct && site.caller_word == "forEach") ||
                        (!within.empty() && async_functions_.contains(std::string{within}));
}

void TaskHooks::add_reaction(const NewReaction& reaction) {
    PromiseRow& parent = promises_[reaction.parent];
    parent.is_asked = true;
    const CallSite& site = reaction.site;
    // With nothing on the stack it is V8's own job between two promises: it passes on what it gets.
    const bool is_of_element = is_element(reaction);
    const bool is_internal = !site.place || !site.is_direct || is_of_element;
    const std::string_view name = is_of_element ? std::string_view{} : name_of_reaction(site);
    const TaskId task = site.is_empty
                            ? trace_.make({.kind = HostTaskKind::promise_job, .is_internal = true})
                            : make(HostTaskKind::promise_job, site, name, is_internal);
    PromiseRow& derived = promises_[reaction.promise];
    derived.reaction = task;
    derived.is_derived = !is_internal && (name == "then" || name == "finally");
    PromiseRow& now = promises_[reaction.parent];
    if (now.follower == 0) now.follower = reaction.promise;
    const bool is_derivation = is_one_of(derivations, name);
    const bool is_made_here = now.call == site.place && now.maker == trace_.current();
    if (!is_internal && is_derivation && is_made_here)
        perhaps_awaits_.push_back({task, site.place});
    if (!is_internal && name == "await") {
        if (is_one_of(combinators, site.word)) batches_.insert(site.place);
        else ++awaits_[site.place];
        if (!site.function.empty()) trace_.calls(task, site.function, site.place);
    }
    if (reaction.is_settled) return queue_reaction(derived);
    if (now.last_waiting == 0) now.first_waiting = reaction.promise;
    else promises_[now.last_waiting].next_waiting = reaction.promise;
    now.last_waiting = reaction.promise;
}

/// Of what Promise.all or its like waits for, not of its result: an await of that has the same place.
bool TaskHooks::is_element(const NewReaction& reaction) {
    const CallSite& site = reaction.site;
    if (!site.place || !site.is_direct || !is_one_of(combinators, site.word)) return false;
    const auto result = combined_.find(site.place);
    if (result == combined_.end() || result->second != reaction.parent) return true;
    combined_.erase(result);
    return false;
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
        queue_reaction(promises_[at]);
    row.first_waiting = row.last_waiting = 0;
    if (!row.is_of_other_class) return;
    const TaskId guess =
        trace_.make({.kind = HostTaskKind::promise_job, .place = row.call, .is_internal = true});
    trace_.queue(guess);
    guesses_.push_back({guess, ++queued_});
}

void TaskHooks::queue_reaction(PromiseRow& row) {
    row.order = ++queued_;
    trace_.queue(row.reaction);
}

bool TaskHooks::is_of_other_class(v8::Local<v8::Promise> promise) {
    return prototype_of(promise) != promise_prototype_.Get(isolate_);
}

void TaskHooks::drop_guesses(std::int64_t order) {
    while (!guesses_.empty() && guesses_.front().order < order) {
        trace_.drop(guesses_.front().task);
        guesses_.pop_front();
    }
}

TaskId TaskHooks::take_guess() {
    if (guesses_.empty()) return TaskId::none();
    const TaskId task = guesses_.front().task;
    guesses_.pop_front();
    return task;
}

void TaskHooks::reaction_begins(v8::Local<v8::Promise> promise) {
    flush();
    end_stale();
    const v8::HandleScope handles{isolate_};
    PromiseRow& row = promises_[number_of(promise)];
    touched_ = TaskId::none();
    row.begun = trace_.moment();
    if (row.reaction && trace_.is_waiting(row.reaction)) {
        if (row.order != 0) drop_guesses(row.order);
        else trace_.drop(take_guess());
        trace_.begin(row.reaction);
    } else if (row.thenable && trace_.is_waiting(row.thenable)) {
        thenable_ = row.thenable;
        trace_.begin(row.thenable);
    } else {
        row.reaction = take_guess();
        if (!row.reaction)
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

/// V8 before 14 calls this in the middle of a resolving function that comes too late, later ones do not.
void TaskHooks::reject_callback(v8::PromiseRejectMessage message) {
#if V8_MAJOR_VERSION < 14
    const v8::PromiseRejectEvent event = message.GetEvent();
    if (event == v8::kPromiseResolveAfterResolved || event == v8::kPromiseRejectAfterResolved)
        hooks->settled_again();
#endif
    node::PromiseRejectCallback(message);
}

/// A derived promise is left alone where it was made, unless the chain in which it was made goes on before it is done.
void TaskHooks::tell_unused() {
    std::map<TaskId, const PromiseRow*> chains;  // by what settles them
    for (const PromiseRow& row : promises_) {
        if (row.reaction) chains[row.reaction] = &row;
    }
    for (const PromiseRow& row : promises_) {
        const bool is_late = row.settler != row.maker;
        if (row.is_asked || !row.is_fulfilled || !is_late || !row.maker) continue;
        if (trace_.about(row.maker).is_internal) continue;
        const auto found = chains.find(row.maker);
        const bool is_in_chain = found != chains.end() && found->second->is_derived;
        const bool has_gone_on = is_in_chain && goes_on_before(*found->second, row);
        if (!row.is_result && !(row.is_derived && has_gone_on)) continue;
        DroppedBy by = row.is_inner_call ? DroppedBy::async_function : DroppedBy::callback;
        if (is_in_chain && !has_gone_on) by = DroppedBy::end_of_chain;
        trace_.unused_promise(row.maker, row.settled, by, row.call);
    }
}

/// Whether what waits for `chain` has begun before `row` was settled.
bool TaskHooks::goes_on_before(const PromiseRow& chain, const PromiseRow& row) const {
    const PromiseRow& next = promises_[chain.follower];
    return chain.follower != 0 && next.begun.ns >= 0 && next.begun < row.settled;
}

/// Only what the program calls itself: combinators settle theirs as often as they are told.
void TaskHooks::settled_again() {
    flush();
    const CallSite site = sites_.here(false);
    if (!site.place || !site.is_direct || is_one_of(combinators, site.word)) return;
    touch(site);
    trace_.settled_again(site.place);
}

/// An await of what then() gives has the place of that call.
void TaskHooks::name_awaits(const Questions& questions) {
    std::map<PlaceId, bool> known;
    for (const auto& [task, place] : perhaps_awaits_) {
        const auto [answer, is_new] = known.try_emplace(place);
        const std::optional<SourceSpot> spot = is_new ? sites_.find(place) : std::nullopt;
        if (spot) answer->second = questions.is_awaited(*spot);
        if (!answer->second) continue;
        ++awaits_[place];
        trace_.rename(task, "await", place);
    }
}

void TaskHooks::finish(const Questions& questions) {
    isolate_->SetPromiseHook(nullptr);
    isolate_->SetPromiseRejectCallback(node::PromiseRejectCallback);
    write_down();
    drop_guesses(queued_ + 1);
    tell_unused();
    name_awaits(questions);
    name_callbacks(questions);
    for (const PlaceId place : batches_) trace_.await_chained(place);
    for (const auto& [place, count] : awaits_) {
        const std::optional<SourceSpot> spot = count > 1 ? sites_.find(place) : std::nullopt;
        if (spot && questions.is_chained(*spot)) trace_.await_chained(place);
    }
}

}  // namespace sim::script
