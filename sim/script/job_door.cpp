// Work that JavaScript hands to the engine: calls of the catalogue's APIs, in the pool, outside or on the spot.
#include "sim/script/job_door.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/node/catalogue.hpp"
#include "sim/script/door_arguments.hpp"
#include "sim/script/text_of.hpp"

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
    job.trip.bytes = std::max<std::int64_t>(0, to_ns(details.number("bytes", 0)));
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
    details.function("before", callbacks.before);
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
    const Details details{isolate, arguments[3]};
    HostJob job;
    job.name = name;
    job.api = find_api("dns.resolve");
    job.trip.kind = TripKind::wait;
    job.is_outside = true;
    job.is_signal = details.flag("isSignal", false);
    job.is_file_event = details.flag("isFileEvent", false);
    job.is_file_watch = details.flag("isFileWatch", false);
    job.is_task = details.flag("isTask", false);
    const double when = arguments[1].As<v8::Number>()->Value();
    job.time =
        nanoseconds(std::max<std::int64_t>(0, to_ns(when) - (host.clock_ns() - boot_monotonic_ns)));
    NodeHost::JobCallbacks callbacks;
    callbacks.complete.Reset(isolate, arguments[2].As<v8::Function>());
    callbacks.context = {details.number("asyncId", 0), details.number("triggerAsyncId", 0)};
    if (const v8::Local<v8::Value> resource = details.get("resource"); resource->IsObject())
        callbacks.resource.Reset(isolate, resource.As<v8::Object>());
    const std::uint32_t id = host.submit(job, std::move(callbacks));
    if (job.is_task) host.note_task(id, to_ns(when));
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
    host.note_moved(job.trip.bytes);
    host.ask_engine([&](HostEngine& engine) { engine.spend_sync(job); });
    host.note_moved(job.trip.bytes);
}

constexpr DoorRow rows[] = {
    {"submit", submit}, {"ready", ready},    {"cancel", cancel},
    {"finish", finish}, {"setRef", set_ref}, {"spendSync", spend_sync},
};

}  // namespace

void add_job_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host) {
    add_rows(context, door, host, rows);
}

}  // namespace sim::script
