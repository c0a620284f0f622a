#include "sim/script/stack_room.hpp"

#include <cstring>

#include <v8-internal.h>

namespace sim::script {

namespace {

constexpr std::uintptr_t room_max = std::uintptr_t{1} << 20;

/// V8 does not tell its limit. It is the second word of the guard, whose place is public, if that looks like one.
/// Source: V8 src/execution/stack-guard.h, StackGuard::ThreadLocal.
std::uintptr_t limit_of(const v8::Isolate* isolate) {
    std::uintptr_t limit = 0;
    std::memcpy(&limit,
                reinterpret_cast<const char*>(isolate) +
                    v8::internal::Internals::kIsolateStackGuardOffset + sizeof(limit),
                sizeof(limit));
    const std::uintptr_t here = StackRoom::position();
    return limit < here && here - limit < room_max ? limit : 0;
}

}  // namespace

StackRoom::StackRoom(v8::Isolate* isolate) : isolate_(isolate), limit_(limit_of(isolate)) {}

std::uintptr_t StackRoom::position() {
    return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

void StackRoom::begin_main(std::uintptr_t position) {
    if (main_ == 0) main_ = position;
    else take(main_, position);
}

void StackRoom::take(std::uintptr_t real, std::uintptr_t here) {
    if (limit_ != 0 && real - here < room_max) isolate_->SetStackLimit(limit_ - (real - here));
}

void StackRoom::give_back() {
    if (limit_ != 0) isolate_->SetStackLimit(limit_);
}

}  // namespace sim::script
