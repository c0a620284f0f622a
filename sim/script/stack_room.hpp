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

    // Positions, as `position` gives them.

    /// Where the main module begins: in real Node the first time, from then on here.
    void begin_main(std::uintptr_t position);
    /// Where callbacks begin that libuv calls.
    void note_loop(std::uintptr_t position) { loop_ = position; }
    /// From where such a callback is called here.
    void begin_callbacks(std::uintptr_t position) { take(loop_, position); }
    /// What comes next begins where nobody knows in real Node.
    void give_back();

private:
    void take(std::uintptr_t real, std::uintptr_t here);

    v8::Isolate* isolate_;
    std::uintptr_t limit_;     // 0: not known
    std::uintptr_t main_ = 0;  // of real Node, as is the next
    std::uintptr_t loop_ = 0;
};

}  // namespace sim::script
