#include "sim/script/key_door.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "sim/script/derived_keys.hpp"
#include "sim/script/door_arguments.hpp"

namespace sim::script {

namespace {

/// A copy: what the script does with its buffers afterwards does not matter.
Computations::Bytes bytes_of(v8::Local<v8::Value> value) {
    const v8::Local<v8::ArrayBufferView> view = value.As<v8::ArrayBufferView>();
    Computations::Bytes bytes(view->ByteLength());
    view->CopyContents(bytes.data(), bytes.size());
    return bytes;
}

double number(v8::Local<v8::Value> value) {
    return value->IsNumber() ? value.As<v8::Number>()->Value() : 0;
}

/// All that the result depends on, told apart from any other request.
Computations::Bytes request_of(const Arguments& arguments, char kind) {
    Computations::Bytes request{static_cast<unsigned char>(kind)};
    const auto add = [&request](const void* data, std::size_t size) {
        const auto* const bytes = static_cast<const unsigned char*>(data);
        request.insert(request.end(), bytes, bytes + size);
    };
    for (int i = 0; i < arguments.Length(); ++i) {
        if (arguments[i]->IsArrayBufferView()) {
            const Computations::Bytes bytes = bytes_of(arguments[i]);
            const std::size_t size = bytes.size();
            add(&size, sizeof size);
            add(bytes.data(), size);
        } else if (arguments[i]->IsNumber()) {
            const double value = number(arguments[i]);
            add(&value, sizeof value);
        } else {
            const v8::String::Utf8Value words{arguments.GetIsolate(), arguments[i]};
            if (*words != nullptr) add(*words, static_cast<std::size_t>(words.length()) + 1);
        }
    }
    return request;
}

/// The number of the computation that has begun, or undefined. Where results are kept it is over already.
void start(const Arguments& arguments, char kind, Computations::Work work) {
    NodeHost& host = host_of(arguments);
    if (!work) return;
    if (KeptResults* const kept = host.kept_results(); kept != nullptr) {
        const Computations::Bytes request = request_of(arguments, kind);
        std::optional<Computations::Bytes> result = kept->find(request);
        if (!result && (result = work())) kept->keep(request, *result);
        arguments.GetReturnValue().Set(host.computations().put(std::move(result)));
    } else if (host.may_compute_apart()) {
        arguments.GetReturnValue().Set(host.computations().start(std::move(work)));
    }
}

bool has_views(const Arguments& arguments) {
    return arguments[0]->IsArrayBufferView() && arguments[1]->IsArrayBufferView();
}

/// (password, salt, iterations, length, digest)
void start_pbkdf2(const Arguments& arguments) {
    if (!has_views(arguments) || !arguments[4]->IsString()) return;
    const v8::String::Utf8Value digest{arguments.GetIsolate(), arguments[4]};
    start(arguments, 'p',
          derive(Pbkdf2{.password = bytes_of(arguments[0]),
                        .salt = bytes_of(arguments[1]),
                        .digest = *digest == nullptr ? "" : *digest,
                        .iterations = number(arguments[2]),
                        .length = number(arguments[3])}));
}

/// (password, salt, N, r, p, most memory, length)
void start_scrypt(const Arguments& arguments) {
    if (!has_views(arguments)) return;
    start(arguments, 's',
          derive(Scrypt{.password = bytes_of(arguments[0]),
                        .salt = bytes_of(arguments[1]),
                        .cost = number(arguments[2]),
                        .block_size = number(arguments[3]),
                        .parallel = number(arguments[4]),
                        .memory_most = number(arguments[5]),
                        .length = number(arguments[6])}));
}

/// The key of the computation with this number, once; undefined if OpenSSL refused.
void take_key(const Arguments& arguments) {
    const auto done = host_of(arguments).take_computed(arguments[0].As<v8::Uint32>()->Value());
    if (!done) return;
    const v8::Local<v8::ArrayBuffer> key =
        v8::ArrayBuffer::New(arguments.GetIsolate(), done->size());
    std::ranges::copy(*done, static_cast<unsigned char*>(key->GetBackingStore()->Data()));
    arguments.GetReturnValue().Set(key);
}

constexpr DoorRow rows[] = {
    {"startPbkdf2", start_pbkdf2},
    {"startScrypt", start_scrypt},
    {"takeKey", take_key},
};

}  // namespace

void add_key_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host) {
    add_rows(context, door, host, rows);
}

}  // namespace sim::script
