// The jobs of the program: what the engine is given, and what of JavaScript runs when it says that one began or ended.
#include "sim/script/node_host.hpp"
#include "sim/script/read_steps.hpp"

#include <utility>
#include <vector>

namespace sim::script {

namespace {

/// A call as [receiver, function, ...arguments]: made from here, so that no frame of a module is beneath it.
void make_call(v8::Local<v8::Context> context, v8::Local<v8::Array> call) {
    std::vector<v8::Local<v8::Value>> values;
    for (std::uint32_t i = 0; i < call->Length(); ++i) {
        values.push_back(call->Get(context, i).ToLocalChecked());
    }
    if (values.size() < 2 || !values[1]->IsFunction()) return;
    (void)values[1]
        .As<v8::Function>()
        ->Call(context, values[0], static_cast<int>(values.size()) - 2, values.data() + 2)
        .IsEmpty();
}

}  // namespace

std::uint32_t NodeHost::submit(const HostJob& job, JobCallbacks callbacks) {
    note_call();
    note_moved(job.trip.bytes);
    pay();
    HostJob described = job;
    if (hooks_ && !is_quiet_) hooks_->describe(described);
    if (is_path_) note_step(isolate_, described);
    begun_early_.reset();
    const std::uint32_t id = engine().submit(described);
    JobCallbacks& kept = jobs_[id] = std::move(callbacks);
    kept.bytes = job.trip.bytes;
    if (hooks_) {
        kept.name = described.name;
        kept.place = described.place;
    }
    // On paths that are explored a worker may have it already.
    if (begun_early_ == id) (void)call_quietly(kept.start);
    return id;
}

void NodeHost::complete(std::uint32_t job, bool is_cancelled) {
    v8::HandleScope handles{isolate_};
    auto found = jobs_.find(job);
    if (found == jobs_.end()) return;
    const JobCallbacks callbacks = std::move(found->second);
    jobs_.erase(found);
    note_moved(callbacks.bytes);
    stopwatch_.start();
    v8::Local<v8::Value> arguments[] = {v8::Boolean::New(isolate_, is_cancelled)};
    v8::Local<v8::Object> resource =
        callbacks.resource.IsEmpty() ? v8::Object::New(isolate_) : callbacks.resource.Get(isolate_);
    node::async_context ids = callbacks.context;
    const v8::Local<v8::Context> context = context_.Get(isolate_);
    (void)call_quietly(callbacks.before);
    for (v8::Local<v8::Value> next = callbacks.complete.Get(isolate_); next->IsFunction();) {
        // What a callback throws has been reported when this ends.
        if (hooks_) hooks_->enter_job(static_cast<std::int64_t>(ids.async_id));
        const node::CallbackScope scope{isolate_, resource, ids};
        v8::Local<v8::Value> call;
        if (!next.As<v8::Function>()->Call(context, resource, 1, arguments).ToLocal(&call)) break;
        next = v8::Undefined(isolate_);
        if (!call->IsArray()) break;
        const v8::Local<v8::Array> made = call.As<v8::Array>();
        const auto part = [&](std::uint32_t index) {
            return made->Get(context, index).ToLocalChecked();
        };
        if (part(0)->IsNumber()) {
            ids = {part(0).As<v8::Number>()->Value(), part(1).As<v8::Number>()->Value()};
            resource = part(2).As<v8::Object>();
            next = part(3);
            continue;
        }
        if (part(0)->IsArray()) {
            next = part(1);
            if (part(2)->IsTrue()) ids = {0, 0};  // in no asynchronous context
        }
        make_call(context, part(0)->IsArray() ? part(0).As<v8::Array>() : made);
    }
    (void)call_quietly(callbacks.over);
    returned();
}

bool NodeHost::call_quietly(const v8::Global<v8::Function>& function) {
    if (function.IsEmpty()) return false;
    const bool was_quiet = std::exchange(is_quiet_, true);
    v8::HandleScope handles{isolate_};
    v8::Local<v8::Value> result;
    const bool is_true = function.Get(isolate_)
                             ->Call(context_.Get(isolate_), v8::Undefined(isolate_), 0, nullptr)
                             .ToLocal(&result) &&
                         result->IsTrue();
    is_quiet_ = was_quiet;
    return is_true;
}

void NodeHost::job_began(std::uint32_t job) {
    if (const auto found = jobs_.find(job); found != jobs_.end())
        (void)call_quietly(found->second.start);
    else begun_early_ = job;
}

void NodeHost::job_ended(std::uint32_t job) {
    const auto found = jobs_.find(job);
    if (found == jobs_.end()) return;
    // A further trip follows, which no hook of the program hears of; a full trace does.
    if (call_quietly(found->second.end) && !hooks_) found->second.context = {0, 0};
}

}  // namespace sim::script
