// What JavaScript sees of the engine: the native part of `host`.
#include "sim/script/door.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "sim/core/names.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/script/door_arguments.hpp"
#include "sim/script/main_call.hpp"
#include "sim/script/text_of.hpp"

extern "C" [[gnu::weak]] void ERR_clear_error(void);  // of the OpenSSL in node

namespace sim::script {

namespace {

void fail(v8::Isolate* isolate, std::string_view message) {
    isolate->ThrowException(v8::Exception::TypeError(text(isolate, message)));
}

/// Reads the fields of `details`.
class Details {
public:
    Details(v8::Isolate* isolate, v8::Local<v8::Value> value)
        : isolate_(isolate), context_(isolate->GetCurrentContext()) {
        if (value->IsObject()) object_ = value.As<v8::Object>();
    }
    [[nodiscard]] v8::Local<v8::Value> get(std::string_view name) const {
        v8::Local<v8::Value> value;
        // Its own only: a script may have put anything into Object.prototype.
        const v8::Local<v8::String> key = text(isolate_, name);
        if (object_.IsEmpty() || !object_->HasOwnProperty(context_, key).FromMaybe(false) ||
            !object_->Get(context_, key).ToLocal(&value))
            return v8::Undefined(isolate_);
        return value;
    }
    [[nodiscard]] double number(std::string_view name, double otherwise) const {
        const v8::Local<v8::Value> value = get(name);
        return value->IsNumber() ? value.As<v8::Number>()->Value() : otherwise;
    }
    [[nodiscard]] bool flag(std::string_view name, bool otherwise) const {
        const v8::Local<v8::Value> value = get(name);
        return value->IsBoolean() ? value->BooleanValue(isolate_) : otherwise;
    }
    void function(std::string_view name, v8::Global<v8::Function>& into) const {
        const v8::Local<v8::Value> value = get(name);
        if (value->IsFunction()) into.Reset(isolate_, value.As<v8::Function>());
    }

private:
    v8::Isolate* isolate_;
    v8::Local<v8::Context> context_;
    v8::Local<v8::Object> object_;
};

/// What a single trip of `api` does when the caller does not say.
TripKind usual_trip(const Api& api) {
    if (api.rule == TripRule::zlib_compress) return TripKind::compress;
    if (api.rule == TripRule::zlib_decompress) return TripKind::decompress;
    if (api.steps_count > 0) return api.steps[0];
    return api.place == ApiPlace::os ? TripKind::wait : TripKind::work;
}

/// What modules call the kinds of trips, in the order of TripKind.
constexpr std::array<std::string_view, trip_kinds> trip_words{
    "open",       "create",        "close",     "stat",           "fstat",      "read",
    "write",      "truncate",      "flushFile", "name",           "directory",  "readDirectory",
    "attributes", "copy",          "openStat",  "readWhole",      "writeWhole", "lookup",
    "salt",       "work",          "compress",  "compressRandom", "decompress", "flushCodec",
    "jsonParse",  "jsonStringify", "wait"};

bool find_trip(std::string_view name, TripKind& kind) {
    const auto* const found = std::ranges::find(trip_words, name);
    if (found == trip_words.end()) return false;
    kind = static_cast<TripKind>(found - trip_words.begin());
    return true;
}

std::int64_t to_ns(double value) {
    return value >= static_cast<double>(duration_max.ns) ? duration_max.ns
                                                         : static_cast<std::int64_t>(value);
}

/// False after an exception.
bool read_job(const Arguments& arguments, HostJob& job) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const std::string name = text_of(isolate, arguments[0]);
    job.api = find_api(name);
    if (job.api == nullptr) {
        fail(isolate, "\"" + name + "\" is no row of the API catalogue");
        return false;
    }
    const Details details{isolate, arguments[1]};
    job.trip.kind = usual_trip(*job.api);
    if (const v8::Local<v8::Value> trip = details.get("trip"); trip->IsString()) {
        const std::string wanted = text_of(isolate, trip);
        if (!find_trip(wanted, job.trip.kind)) {
            fail(isolate, "\"" + wanted + "\" is no kind of trip");
            return false;
        }
    }
    job.trip.bytes = to_ns(details.number("bytes", 0));
    job.factor = details.number("factor", 1);
    const double time = details.number("time", -1);
    if (time >= 0) job.time = nanoseconds(to_ns(time));
    job.is_first = details.flag("isFirst", true);
    job.is_held = details.flag("hold", false);
    return true;
}

void submit(const Arguments& arguments) {
    HostJob job;
    if (!read_job(arguments, job)) return;
    v8::Isolate* const isolate = arguments.GetIsolate();
    if (!arguments[2]->IsFunction()) {
        fail(isolate, "complete must be a function");
        return;
    }
    const Details details{isolate, arguments[1]};
    NodeHost::JobCallbacks callbacks;
    callbacks.complete.Reset(isolate, arguments[2].As<v8::Function>());
    details.function("start", callbacks.start);
    details.function("end", callbacks.end);
    details.function("over", callbacks.over);
    if (const v8::Local<v8::Value> resource = details.get("resource"); resource->IsObject())
        callbacks.resource.Reset(isolate, resource.As<v8::Object>());
    callbacks.context = {details.number("asyncId", 0), details.number("triggerAsyncId", 0)};
    const std::uint32_t id = host_of(arguments).submit(job, std::move(callbacks));
    arguments.GetReturnValue().Set(id);
}

void ready(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    NodeHost& host = host_of(arguments);
    const std::string name = text_of(isolate, arguments[0]);
    HostJob job;
    job.name = name;
    job.api = find_api("dns.resolve");
    job.trip.kind = TripKind::wait;
    job.is_outside = true;
    job.is_signal = arguments[5]->IsTrue();
    const double when = arguments[1].As<v8::Number>()->Value();
    job.time =
        nanoseconds(std::max<std::int64_t>(0, to_ns(when) - (host.clock_ns() - boot_monotonic_ns)));
    NodeHost::JobCallbacks callbacks;
    callbacks.complete.Reset(isolate, arguments[2].As<v8::Function>());
    callbacks.context = {arguments[3].As<v8::Number>()->Value(),
                         arguments[4].As<v8::Number>()->Value()};
    const std::uint32_t id = host.submit(job, std::move(callbacks));
    if (arguments[6]->IsTrue()) host.note_task(id, to_ns(when));
    arguments.GetReturnValue().Set(id);
}

void cancel(const Arguments& arguments) {
    NodeHost& host = host_of(arguments);
    const std::uint32_t job = arguments[0].As<v8::Uint32>()->Value();
    arguments.GetReturnValue().Set(host.has_job(job) && host.engine().cancel(job));
}

void finish(const Arguments& arguments) {
    NodeHost& host = host_of(arguments);
    const std::uint32_t job = arguments[0].As<v8::Uint32>()->Value();
    if (host.has_job(job)) host.engine().finish_job(job);
}

void set_ref(const Arguments& arguments) {
    NodeHost& host = host_of(arguments);
    const std::uint32_t job = arguments[0].As<v8::Uint32>()->Value();
    if (host.has_job(job))
        host.engine().set_job_ref(job, arguments[1]->BooleanValue(arguments.GetIsolate()));
}

void spend_sync(const Arguments& arguments) {
    HostJob job;
    if (!read_job(arguments, job)) return;
    NodeHost& host = host_of(arguments);
    host.ask_engine([&](HostEngine& engine) { engine.spend_sync(job); });
}

void spend(const Arguments& arguments) {
    NodeHost& host = host_of(arguments);
    if (!arguments[0]->IsNumber()) return;
    const Duration time = nanoseconds(to_ns(arguments[0].As<v8::Number>()->Value()));
    host.ask_engine([&](HostEngine& engine) { engine.spend(time); });
}

/// Of code that runs for the first time.
void spend_first(const Arguments& arguments) {
    if (host_of(arguments).engine().is_new_code_paid()) spend(arguments);
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

void make_callback(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    std::vector<v8::Local<v8::Value>> values;
    if (arguments[2]->IsArray()) {
        const v8::Local<v8::Array> list = arguments[2].As<v8::Array>();
        for (std::uint32_t i = 0; i < list->Length(); ++i)
            values.push_back(list->Get(context, i).ToLocalChecked());
    }
    v8::Local<v8::Value> result;
    const v8::Local<v8::Object> receiver =
        arguments[0]->IsObject() ? arguments[0].As<v8::Object>() : v8::Object::New(isolate);
    const auto id = [&](int index) {
        return arguments[index]->IsNumber() ? arguments[index].As<v8::Number>()->Value() : 0;
    };
    if (node::MakeCallback(isolate, receiver, arguments[1].As<v8::Function>(),
                           static_cast<int>(values.size()), values.data(), {id(3), id(4)})
            .ToLocal(&result))
        arguments.GetReturnValue().Set(result);
}

void take_over(const Arguments& arguments) {
    host_of(arguments).take_over(arguments[0].As<v8::Function>(), arguments[1].As<v8::Function>(),
                                 arguments[2].As<v8::Function>());
}

/// Of file, line and column.
void main_call(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    v8::Local<v8::Function> call;
    if (compile_main_call(isolate->GetCurrentContext(), text_of(isolate, arguments[0]),
                          arguments[1].As<v8::Int32>()->Value(),
                          arguments[2].As<v8::Int32>()->Value())
            .ToLocal(&call))
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

/// A function of a module as Node's own JavaScript calls it: native, so that neither stack traces nor the place at which
/// an error was thrown show the module.
void call_hidden(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    std::vector<v8::Local<v8::Value>> values;
    values.reserve(static_cast<std::size_t>(arguments.Length()));
    for (int i = 0; i < arguments.Length(); ++i) values.push_back(arguments[i]);
    v8::Local<v8::Value> error;
    {
        v8::TryCatch thrown{isolate};
        v8::Local<v8::Value> result;
        if (arguments.Data()
                .As<v8::Function>()
                ->Call(isolate->GetCurrentContext(), arguments.This(), arguments.Length(),
                       values.data())
                .ToLocal(&result)) {
            arguments.GetReturnValue().Set(result);
            return;
        }
        if (!thrown.CanContinue()) {
            thrown.ReThrow();
            return;
        }
        error = thrown.Exception();
    }
    // Not ReThrow: V8 looks anew for the place of the throw, with the module's frames gone.
    isolate->ThrowException(error);
}

void hide(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Function> inner = arguments[0].As<v8::Function>();
    v8::Local<v8::Function> outer;
    const auto behavior =
        inner->IsConstructor() ? v8::ConstructorBehavior::kAllow : v8::ConstructorBehavior::kThrow;
    if (!v8::Function::New(isolate->GetCurrentContext(), call_hidden, inner, 0, behavior)
             .ToLocal(&outer))
        return;
    outer->SetName(inner->GetName().As<v8::String>());
    arguments.GetReturnValue().Set(outer);
}

/// `original` between two functions of a module, none of them on the stack while another runs. A fourth part is what
/// `original` is called on instead of the receiver.
void call_between(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    const v8::Local<v8::Array> parts = arguments.Data().As<v8::Array>();
    const auto part = [&](std::uint32_t index) {
        return parts->Get(context, index).ToLocalChecked();
    };
    std::vector<v8::Local<v8::Value>> values{v8::Undefined(isolate)};
    for (int i = 0; i < arguments.Length(); ++i) values.push_back(arguments[i]);
    const auto call = [&](v8::Local<v8::Value> function, std::size_t skipped) {
        const bool is_elsewhere = function == part(0) && part(3)->IsObject();
        return function.As<v8::Function>()->Call(
            context, is_elsewhere ? part(3) : v8::Local<v8::Value>{arguments.This()},
            static_cast<int>(values.size() - skipped), values.data() + skipped);
    };
    v8::Local<v8::Value> result;
    if (part(1)->IsFunction()) {
        if (!call(part(1), 1).ToLocal(&result)) return;
        if (result->IsArray()) {
            arguments.GetReturnValue().Set(
                result.As<v8::Array>()->Get(context, 0).ToLocalChecked());
            return;
        }
    }
    if (!call(part(0), 1).ToLocal(&result)) return;
    values[0] = result;
    if (part(2)->IsFunction() && !call(part(2), 0).ToLocal(&result)) return;
    arguments.GetReturnValue().Set(result);
}

void put_between(const Arguments& arguments) {
    v8::Isolate* const isolate = arguments.GetIsolate();
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    const v8::Local<v8::Function> original = arguments[0].As<v8::Function>();
    v8::Local<v8::Value> parts[] = {original, arguments[1], arguments[2], arguments[3]};
    v8::Local<v8::Value> length;
    v8::Local<v8::Function> outer;
    if (!original->Get(context, text(isolate, "length")).ToLocal(&length) ||
        !v8::Function::New(context, call_between, v8::Array::New(isolate, parts, 4),
                           length->Int32Value(context).FromMaybe(0))
             .ToLocal(&outer))
        return;
    outer->SetName(original->GetName().As<v8::String>());
    arguments.GetReturnValue().Set(outer);
}

struct DoorRow {
    std::string_view name;
    v8::FunctionCallback function;
};

constexpr DoorRow rows[] = {
    {"submit", submit},
    {"ready", ready},
    {"setThreadpool", set_threadpool},
    {"cancel", cancel},
    {"finish", finish},
    {"setRef", set_ref},
    {"spendSync", spend_sync},
    {"spend", spend},
    {"spendFirst", spend_first},
    {"postMessage", post_message},
    {"measure", measure},
    {"countCode", count_code},
    {"now", now},
    {"wallClock", wall_clock},
    {"random", random},
    {"meetChance", meet_chance},
    {"fillRandomly", fill_randomly},
    {"takesEffectEarly", takes_effect_early},
    {"changedWhatWasSeen", changed_what_was_seen},
    {"makeCallback", make_callback},
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
    {"endBySignal", end_by_signal},
    {"setting", setting},
    {"watchTimers", watch_timers},
    {"beforeTimer", before_timer},
    {"clearErrors", clear_errors},
    {"hide", hide},
    {"watchFinalizers", watch_finalizers},
    {"putBetween", put_between},
};

}  // namespace

v8::Local<v8::Object> make_door(v8::Isolate* isolate, v8::Local<v8::Context> context,
                                NodeHost& host) {
    const v8::Local<v8::Object> door = v8::Object::New(isolate);
    const v8::Local<v8::External> data = v8::External::New(isolate, &host);
    for (const DoorRow& row : rows) {
        const v8::Local<v8::Function> function =
            v8::Function::New(context, row.function, data, 0, v8::ConstructorBehavior::kThrow)
                .ToLocalChecked();
        function->SetName(text(isolate, row.name));
        door->Set(context, text(isolate, row.name), function).Check();
    }
    return door;
}

}  // namespace sim::script
