#pragma once

#include <cstdint>

#include <v8-isolate.h>

namespace sim::script {

/// How deep a program may call itself. V8 counts from where the process began, and between that and a callback lie other
/// frames than in real Node. So the limit is put lower by what they take more.
class StackRoom {
public:
    explicit StackRoom(v8::Isolate* isolate);

    /// What a call from here finds as the address of its own frame.
    [[gnu::noinline]] static std::uintptr_t position();

    /// `here` is at present where real Node would be at `real`; both as `position` gives them.
    void take(std::uintptr_t real, std::uintptr_t here);
    /// Where real Node would be is not known.
    void give_back();

private:
    v8::Isolate* isolate_;
    std::uintptr_t limit_;  // 0: not known
};

}  // namespace sim::script
