// What JavaScript sees of the engine: the native part of `host`. Here are its clocks, costs, settings and reports; each of the
// larger parts has a file of its own.
#include "sim/script/door.hpp"

#include <poll.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>

#include "sim/script/call_door.hpp"
#include "sim/script/door_arguments.hpp"
#include "sim/script/job_door.hpp"
#include "sim/script/key_door.hpp"
#include "sim/script/main_call.hpp"
#include "sim/script/task_door.hpp"
#include "sim/script/text_of.hpp"

extern "C" [[gnu::weak]] void ERR_clear_error(void);  // of the OpenSSL in node

namespace sim::script {

namespace {

Duration time_of(v8::Local<v8::Value> value) {
    return value->IsNumber() ? nanoseconds(to_ns(value.As<v8::Number>()->Value())) : Duration{};
}

void spend(const Arguments& arguments) {
    const Duration time = time_of(arguments[0]);
    host_of(arguments).ask_engine([&](HostEngine& engine) { engine.spend(time); });
}

/// Of code that runs for the first time, just before this or behind it.
void spend_first(const Arguments& arguments) {
    NodeHost& host = host_of(arguments);
    if (!host.engine().is_new_code_paid()) return;
    host.note_charged(time_of(arguments[0]));
    spend(arguments);
    host.note_charged(time_of(arguments[0]));
}

void post_message(const Arguments& arguments) {
    host_of(arguments).ask_engine([](HostEngine& engine) { engine.post_message(); });
}

void measure(const Arguments& arguments) {
    host_of(arguments).measure(arguments[0]->BooleanValue(arguments.GetIsolate()));
}

void count_code(const Arguments& arguments) {
    host_of(arguments).count_code(arguments[0]->BooleanValue(arguments.GetIsolate()));
}

void note_call(const Arguments& arguments) { host_of(arguments).note_call(); }

void now(const Arguments& arguments) {
    const std::int64_t ns = host_of(arguments).clock_ns() - boot_monotonic_ns;
    arguments.GetReturnValue().Set(static_cast<double>(ns));
}

void wall_clock(const Arguments& arguments) {
    constexpr double ms = 1e6;
    const std::int64_t ns = host_of(arguments).clock_ns() - boot_monotonic_ns;
    arguments.GetReturnValue().Set(static_cast<double>(boot_wall_ns) / ms +
                                   static_cast<double>(ns) / ms);
}

void random(const Arguments& arguments) {
    const auto bits = static_cast<double>(host_of(arguments).engine().random_bits());
    arguments.GetReturnValue().Set(bits / 9007199254740992.0);
}

void meet_chance(const Arguments& arguments) { host_of(arguments).engine().meet_chance(); }

/// As `random` times 256 would, byte by byte.
void fill_randomly(const Arguments& arguments) {
    constexpr int bits_below = 53 - 8;
    HostEngine& engine = host_of(arguments).engine();
    const v8::Local<v8::ArrayBufferView> view = arguments[0].As<v8::ArrayBufferView>();
    auto* const first = static_cast<std::uint8_t*>(view->Buffer()->GetBackingStore()->Data());
    for (std::uint8_t& byte : std::span{first + view->ByteOffset(), view->ByteLength()})
        byte = static_cast<std::uint8_t>(engine.random_bits() >> bits_below);
}

void takes_effect_early(const Arguments& arguments) {
    arguments.GetReturnValue().Set(host_of(arguments).engine().takes_effect_early());
}

void changed_what_was_seen(const Arguments& arguments) {
    host_of(arguments).engine().changed_what_was_seen();
}

void take_over(const Arguments& arguments) {
    host_of(arguments).take_over(arguments[0].As<v8::Function>(), arguments[1].As<v8::Function>(),
                                 arguments[2].As<v8::Function>(), arguments[3].As<v8::Function>());
}

void main_call(const Arguments& arguments) {
    v8::Local<v8::Function> call;
    if (compile_main_call(arguments.GetIsolate()->GetCurrentContext()).ToLocal(&call))
        arguments.GetReturnValue().Set(call);
}

void note_main_stack(const Arguments& arguments) {
    host_of(arguments).note_main_stack(StackRoom::position());
}

/// The number at `index` of an array of Node's that lives as long as the process.
double* element(v8::Local<v8::Value> array, v8::Local<v8::Value> index) {
    const v8::Local<v8::Float64Array> fields = array.As<v8::Float64Array>();
    auto* const bytes = static_cast<char*>(fields->Buffer()->GetBackingStore()->Data());
    return reinterpret_cast<double*>(bytes + fields->ByteOffset()) +
           index.As<v8::Uint32>()->Value();
}

void set_counter(const Arguments& arguments) {
    host_of(arguments).counters().set_resources(element(arguments[0], arguments[1]));
}

void set_loop_milestones(const Arguments& arguments) {
    host_of(arguments).set_loop_milestones(element(arguments[0], arguments[1]),
                                           element(arguments[0], arguments[2]));
}

void set_milestone(const Arguments& arguments) {
    host_of(arguments).set_milestone(element(arguments[0], arguments[1]),
                                     arguments[2].As<v8::Number>()->Value());
}

void set_execution_id(const Arguments& arguments) {
    host_of(arguments).set_execution_id(element(arguments[0], arguments[1]));
}

void watch_finalizers(const Arguments& arguments) { host_of(arguments).watch_finalizers(); }

void note_refusal(const Arguments& arguments) {
    host_of(arguments).refusals().note(text_of(arguments.GetIsolate(), arguments[0]));
}

void note_withheld(const Arguments& arguments) {
    host_of(arguments).refusals().note_withheld(text_of(arguments.GetIsolate(), arguments[0]));
}

void note_uncaught_refusal(const Arguments& arguments) {
    host_of(arguments).refusals().note_uncaught(text_of(arguments.GetIsolate(), arguments[0]));
}

void note_missed(const Arguments& arguments) { host_of(arguments).refusals().note_missed(); }

void end_by_signal(const Arguments& arguments) {
    host_of(arguments).end_by_signal(arguments[0].As<v8::Int32>()->Value(), arguments[1]);
}

void setting(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const std::string value = host_of(arguments).settings().get(text_of(isolate, arguments[0]));
    arguments.GetReturnValue().Set(text(isolate, value));
}

/// Node's jobs of crypto take what stands in OpenSSL's queue of errors for their own. A worker's queue is empty; that of the
/// main thread has what others left there.
void clear_errors(const Arguments& /*none*/) {
    if (ERR_clear_error != nullptr) ERR_clear_error();
}

/// Whether nobody writes to stdin any more, a pipe, so that nothing comes after what is there.
void is_input_over(const Arguments& arguments) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    arguments.GetReturnValue().Set(::poll(&input, 1, 0) > 0 && (input.revents & POLLHUP) != 0);
}

void set_threadpool(const Arguments& arguments) {
    constexpr double workers_max = 1024;
    const double count = arguments[0]->IsNumber() ? arguments[0].As<v8::Number>()->Value() : 0;
    if (count >= 1 && count <= workers_max)
        host_of(arguments).engine().set_threadpool(static_cast<std::int32_t>(count));
}

void watch_timers(const Arguments& arguments) {
    host_of(arguments).watch_timers(arguments[0].As<v8::Function>(),
                                    arguments[1].As<v8::Function>());
}

void before_timer(const Arguments& arguments) {
    if (arguments[0]->IsNumber())
        host_of(arguments).before_timer(to_ns(arguments[0].As<v8::Number>()->Value()));
}

constexpr DoorRow rows[] = {
    {"setThreadpool", set_threadpool},
    {"spend", spend},
    {"spendFirst", spend_first},
    {"postMessage", post_message},
    {"measure", measure},
    {"countCode", count_code},
    {"noteCall", note_call},
    {"now", now},
    {"wallClock", wall_clock},
    {"random", random},
    {"meetChance", meet_chance},
    {"fillRandomly", fill_randomly},
    {"takesEffectEarly", takes_effect_early},
    {"changedWhatWasSeen", changed_what_was_seen},
    {"takeOver", take_over},
    {"mainCall", main_call},
    {"noteMainStack", note_main_stack},
    {"setCounter", set_counter},
    {"setLoopMilestones", set_loop_milestones},
    {"setMilestone", set_milestone},
    {"setExecutionId", set_execution_id},
    {"noteRefusal", note_refusal},
    {"noteWithheld", note_withheld},
    {"noteUncaughtRefusal", note_uncaught_refusal},
    {"noteMissed", note_missed},
    {"endBySignal", end_by_signal},
    {"setting", setting},
    {"watchTimers", watch_timers},
    {"beforeTimer", before_timer},
    {"clearErrors", clear_errors},
    {"watchFinalizers", watch_finalizers},
    {"isInputOver", is_input_over},
};

}  // namespace

v8::Local<v8::Object> make_door(v8::Local<v8::Context> context, NodeHost& host) {
    const v8::Local<v8::Object> door = v8::Object::New(v8::Isolate::GetCurrent());
    add_rows(context, door, host, rows);
    add_job_door(context, door, host);
    add_call_door(context, door, host);
    add_task_door(context, door, host);
    add_key_door(context, door, host);
    return door;
}

}  // namespace sim::script
