// Functions that call others without a frame of JavaScript in between.
#include "sim/script/call_door.hpp"

#include <cstdint>
#include <vector>

#include <v8.h>

#include "sim/script/door_arguments.hpp"
#include "sim/script/text_of.hpp"

namespace sim::script {

namespace {

int length_of(v8::Local<v8::Context> context, v8::Local<v8::Function> function) {
    v8::Local<v8::Value> length;
    if (!function->Get(context, text(v8::Isolate::GetCurrent(), "length")).ToLocal(&length))
        return 0;
    return length->Int32Value(context).FromMaybe(0);
}

v8::ConstructorBehavior behavior_of(v8::Local<v8::Function> function) {
    return function->IsConstructor() ? v8::ConstructorBehavior::kAllow
                                     : v8::ConstructorBehavior::kThrow;
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
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    const v8::Local<v8::Function> inner = arguments[0].As<v8::Function>();
    v8::Local<v8::Function> outer;
    if (!v8::Function::New(context, call_hidden, inner, length_of(context, inner),
                           behavior_of(inner))
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
    v8::Local<v8::Function> outer;
    if (!v8::Function::New(context, call_between, v8::Array::New(isolate, parts, 4),
                           length_of(context, original), behavior_of(original))
             .ToLocal(&outer))
        return;
    outer->SetName(original->GetName().As<v8::String>());
    arguments.GetReturnValue().Set(outer);
}

constexpr DoorRow rows[] = {
    {"hide", hide},
    {"putBetween", put_between},
};

}  // namespace

void add_call_door(v8::Local<v8::Context> context, v8::Local<v8::Object> door, NodeHost& host) {
    add_rows(context, door, host, rows);
}

}  // namespace sim::script
