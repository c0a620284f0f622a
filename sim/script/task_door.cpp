// The functions by which Node's own JavaScript reports to the hooks. Those that stand in the place of one of Node's are
// native, so that stack traces do not show them.
#include "sim/script/task_door.hpp"

#include <functional>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/script/door_arguments.hpp"
#include "sim/script/text_of.hpp"

namespace sim::script {

namespace {

/// Lives as long as the process.
struct Wrapped {
    NodeHost* host = nullptr;
    v8::Global<v8::Function> original;
    v8::Global<v8::Function> question{};  // asked of the receiver before `original` is called
};

Wrapped& wrapped_of(const Arguments& arguments) {
    return *static_cast<Wrapped*>(arguments.Data().As<v8::External>()->Value());
}

std::int64_t id_of(v8::Local<v8::Value> value) {
    return value->IsNumber() ? static_cast<std::int64_t>(value.As<v8::Number>()->Value()) : 0;
}

void task_init(const Arguments& arguments) {
    TaskHooks* const hooks = host_of(arguments).hooks();
    if (hooks == nullptr || !arguments[3]->IsObject()) return;
    hooks->init(id_of(arguments[0]), text_of(arguments.GetIsolate(), arguments[1]),
                arguments[3].As<v8::Object>());
}

void task_before(const Arguments& arguments) {
    if (TaskHooks* const hooks = host_of(arguments).hooks()) hooks->before(id_of(arguments[0]));
}

void task_after(const Arguments& arguments) {
    if (TaskHooks* const hooks = host_of(arguments).hooks()) hooks->after(id_of(arguments[0]));
}

void set_timers_now(const Arguments& arguments) {
    host_of(arguments).set_timers_now(id_of(arguments[0]));
}

/// The original with the same receiver and these arguments; false if it threw.
bool call_original(const Arguments& arguments, std::span<v8::Local<v8::Value>> values) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    v8::Local<v8::Value> result;
    if (!wrapped_of(arguments)
             .original.Get(isolate)
             ->Call(isolate->GetCurrentContext(), arguments.This(), static_cast<int>(values.size()),
                    values.data())
             .ToLocal(&result))
        return false;
    arguments.GetReturnValue().Set(result);
    return true;
}

bool call_original(const Arguments& arguments) {
    std::vector<v8::Local<v8::Value>> values;
    values.reserve(static_cast<std::size_t>(arguments.Length()));
    for (int i = 0; i < arguments.Length(); ++i) values.push_back(arguments[i]);
    return call_original(arguments, values);
}

/// What `call` throws waits for `after`, which may ask V8 for something: that would forget the exception.
void then(v8::Isolate* isolate, const std::function<void()>& call,
          const std::function<void()>& after) {
    v8::TryCatch thrown{isolate};
    call();
    after();
    if (thrown.HasCaught()) (void)thrown.ReThrow();
}

bool ask_question(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::TryCatch ignored{isolate};
    v8::Local<v8::Value> answer;
    return wrapped_of(arguments)
               .question.Get(isolate)
               ->Call(isolate->GetCurrentContext(), arguments.This(), 0, nullptr)
               .ToLocal(&answer) &&
           answer->IsTrue();
}

void evaluate(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    TaskHooks* const hooks = wrapped_of(arguments).host->hooks();
    if (hooks == nullptr) return (void)call_original(arguments);
    v8::Local<v8::Value> url;
    std::string name;
    if (arguments.This()->Get(isolate->GetCurrentContext(), text(isolate, "url")).ToLocal(&url))
        name = text_of(isolate, url);
    hooks->begin_module(name);
    then(
        isolate, [&] { (void)call_original(arguments); }, [&] { hooks->end_module(); });
}

bool is_text(NodeHost& host, v8::Local<v8::Value> value, std::string_view expected) {
    const Uncounted uncounted{host.young()};
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    return value->IsString() && value.As<v8::String>()->StringEquals(text(isolate, expected));
}

void emit(const Arguments& arguments) {
    NodeHost& host = *wrapped_of(arguments).host;
    TaskHooks* const hooks = host.hooks();
    if (hooks == nullptr || arguments.Length() == 0) return (void)call_original(arguments);
    v8::Isolate* const isolate = arguments.GetIsolate();
    const bool has_begun =
        hooks->begin_event(arguments.This(), arguments[0], arguments[1], arguments[2]);
    // For an 'error' that nobody hears Node takes down the stack above its own `emit`: that has to be the original.
    const bool is_error = is_text(host, arguments[0], "error");
    if (!is_error && !has_begun) return (void)call_original(arguments);
    if (is_error) host.set_emit(false);
    then(
        isolate, [&] { (void)call_original(arguments); },
        [&] {
            if (is_error) host.set_emit(true);
            if (has_begun) hooks->end_event();
        });
}

void write(const Arguments& arguments) {
    TaskHooks* const hooks = wrapped_of(arguments).host->hooks();
    if (hooks == nullptr) return (void)call_original(arguments);
    if (ask_question(arguments)) hooks->write_past_mark();
    (void)call_original(arguments);
}

/// In the place of a microtask: its data are the host, the task and the callback.
void run_microtask(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    const v8::Local<v8::Array> data = arguments.Data().As<v8::Array>();
    const auto at = [&](std::uint32_t index) { return data->Get(context, index).ToLocalChecked(); };
    NodeHost& host = *static_cast<NodeHost*>(at(0).As<v8::External>()->Value());
    const TaskId task{at(1).As<v8::Uint32>()->Value()};
    if (host.hooks() != nullptr) host.hooks()->begin_microtask(task);
    const v8::Local<v8::Function> callback = at(2).As<v8::Function>();
    then(
        isolate,
        [&] { (void)callback->Call(context, v8::Undefined(isolate), 0, nullptr).IsEmpty(); },
        [&] {
            if (host.hooks() != nullptr) host.hooks()->end_microtask(task);
        });
}

/// The question takes our hooks away if no others are there, and puts them back when it is asked again.
void queue_microtask(const Arguments& arguments) {
    NodeHost* const host = wrapped_of(arguments).host;
    if (host->hooks() == nullptr || !arguments[0]->IsFunction() || !ask_question(arguments))
        return (void)call_original(arguments);
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    std::optional<Uncounted> uncounted{std::in_place, host->young()};
    const TaskId task = host->hooks()->queue_microtask(arguments[0].As<v8::Function>());
    v8::Local<v8::Value> data[] = {v8::External::New(isolate, host),
                                   v8::Integer::NewFromUnsigned(isolate, task.value), arguments[0]};
    v8::Local<v8::Value> runs[] = {v8::Function::New(context, run_microtask,
                                                     v8::Array::New(isolate, data, std::size(data)),
                                                     0, v8::ConstructorBehavior::kThrow)
                                       .ToLocalChecked()};
    uncounted.reset();
    (void)call_original(arguments, runs);
    (void)ask_question(arguments);
}

void wrap(const Arguments& arguments, v8::FunctionCallback with) {
    if (!arguments[0]->IsFunction()) return;
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Function> original = arguments[0].As<v8::Function>();
    v8::Local<v8::Value> length;
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    if (!original->Get(context, text(isolate, "length")).ToLocal(&length)) return;
    auto* const wrapped =
        std::make_unique<Wrapped>(Wrapped{&host_of(arguments), {isolate, original}}).release();
    if (arguments[1]->IsFunction())
        wrapped->question.Reset(isolate, arguments[1].As<v8::Function>());
    const v8::Local<v8::Function> function =
        v8::Function::New(context, with, v8::External::New(isolate, wrapped),
                          static_cast<int>(id_of(length)), v8::ConstructorBehavior::kThrow)
            .ToLocalChecked();
    function->SetName(original->GetName().As<v8::String>());
    arguments.GetReturnValue().Set(function);
}

void wrap_evaluate(const Arguments& arguments) { wrap(arguments, evaluate); }
void wrap_emit(const Arguments& arguments) { wrap(arguments, emit); }
void wrap_write(const Arguments& arguments) { wrap(arguments, write); }
void wrap_queue_microtask(const Arguments& arguments) { wrap(arguments, queue_microtask); }

void set_source_questions(const Arguments& arguments) {
    host_of(arguments).keep_source_questions(arguments[0].As<v8::Function>(),
                                             arguments[1].As<v8::Function>(),
                                             arguments[2].As<v8::Function>());
}

void set_emit(const Arguments& arguments) {
    host_of(arguments).keep_emit(arguments[0].As<v8::Object>(), arguments[1].As<v8::Function>(),
                                 arguments[2].As<v8::Function>());
}

constexpr DoorRow rows[] = {
    {"taskInit", task_init},         {"taskBefore", task_before},
    {"taskAfter", task_after},       {"setTimersNow", set_timers_now},
    {"wrapEvaluate", wrap_evaluate}, {"wrapEmit", wrap_emit},
    {"wrapWrite", wrap_write},       {"wrapQueueMicrotask", wrap_queue_microtask},
    {"setEmit", set_emit},           {"setSourceQuestions", set_source_questions},
};

}  // namespace

void add_task_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host) {
    add_rows(context, door, host, rows);
}

}  // namespace sim::script
