// Events of `process` are callbacks of their own; what other emitters tell says which function a callback is for.
#include "sim/script/task_hooks.hpp"

#include <algorithm>
#include <array>

#include "sim/script/text_of.hpp"

namespace sim::script {

namespace {

constexpr std::size_t error_text_max = 200;
/// Events of `process` that are callbacks of the loop or of a drain.
constexpr std::array<std::string_view, 6> process_events{
    "beforeExit", "exit", "uncaughtException", "unhandledRejection", "rejectionHandled", "warning"};

}  // namespace

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
    const Uncounted uncounted{*setting_.young};
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
    if (std::ranges::find(process_events, event) == process_events.end() &&
        !event.starts_with("SIG"))
        return false;
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

void TaskHooks::write_past_mark() {
    flush();
    const CallSite site = sites_.here(false);
    if (!site.place || !site.is_direct) return;
    touch(site);
    trace_.write_past_mark(site.place);
}

}  // namespace sim::script
