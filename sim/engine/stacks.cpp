// Stackful coroutines by Boost.Context. The sanitizers are told of every switch, as they keep shadow stacks.
#include "sim/engine/stacks.hpp"

#include <boost/context/fiber.hpp>
#include <boost/context/fixedsize_stack.hpp>
#include <utility>

#include "sim/core/check.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define LOOPGLASS_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define LOOPGLASS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOOPGLASS_ASAN 1
#elif __has_feature(thread_sanitizer)
#define LOOPGLASS_TSAN 1
#endif
#endif
#ifdef LOOPGLASS_ASAN
#include <sanitizer/common_interface_defs.h>
#elif defined(LOOPGLASS_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace sim {

namespace {

constexpr std::size_t stack_bytes = std::size_t{512} * 1024;

/// A stack as the sanitizers know it: address by its memory, thread by a handle.
struct Bounds {
    const void* bottom = nullptr;
    std::size_t size = 0;
    void* handle = nullptr;
};

/// Tells the sanitizer of a switch to `target`; `fake` keeps the shadow of the stack that is left. Inlined, since the
/// thread sanitizer counts calls and returns on each stack.
[[gnu::always_inline]] inline void before_switch([[maybe_unused]] void** fake,
                                                 [[maybe_unused]] const Bounds& target) {
#ifdef LOOPGLASS_ASAN
    __sanitizer_start_switch_fiber(fake, target.bottom, target.size);
#elif defined(LOOPGLASS_TSAN)
    __tsan_switch_to_fiber(target.handle, 0);
#endif
}

void after_switch([[maybe_unused]] void* fake, [[maybe_unused]] Bounds* left) {
#ifdef LOOPGLASS_ASAN
    __sanitizer_finish_switch_fiber(fake, left != nullptr ? &left->bottom : nullptr,
                                    left != nullptr ? &left->size : nullptr);
#endif
}

void* present_handle() {
#ifdef LOOPGLASS_TSAN
    return __tsan_get_current_fiber();
#else
    return nullptr;
#endif
}

void* make_handle() {
#ifdef LOOPGLASS_TSAN
    return __tsan_create_fiber(0);
#else
    return nullptr;
#endif
}

void drop_handle([[maybe_unused]] void* handle) {
#ifdef LOOPGLASS_TSAN
    __tsan_destroy_fiber(handle);
#endif
}

struct Stack {
    Stack() = default;
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    ~Stack() { drop_handle(bounds.handle); }

    Bounds bounds;
    boost::context::fiber fiber;
    void* fake = nullptr;
    bool has_ended = false;
};

}  // namespace

struct Stacks::Parts {
    std::vector<std::unique_ptr<Stack>> stacks;
    boost::context::fiber driver;
    Bounds driver_bounds;
    std::uint32_t current = 0xFFFF'FFFFU;
};

Stacks::Stacks() : parts_(std::make_unique<Parts>()) {}
Stacks::~Stacks() = default;

std::uint32_t Stacks::add(std::function<void()> entry) {
    auto stack = std::make_unique<Stack>();
    Stack* self = stack.get();
    Parts* parts = parts_.get();
    boost::context::fixedsize_stack allocator{stack_bytes};
    boost::context::stack_context memory = allocator.allocate();
    self->bounds = {static_cast<const char*>(memory.sp) - memory.size, memory.size, make_handle()};
    self->fiber = boost::context::fiber{
        std::allocator_arg, boost::context::preallocated{memory.sp, memory.size, memory}, allocator,
        [self, parts, entry = std::move(entry)](boost::context::fiber&& driver) {
            after_switch(nullptr, &parts->driver_bounds);
            parts->driver = std::move(driver);
            entry();
            self->has_ended = true;
            before_switch(nullptr, parts->driver_bounds);
            return std::move(parts->driver);
        }};
    parts_->stacks.push_back(std::move(stack));
    return static_cast<std::uint32_t>(parts_->stacks.size() - 1);
}

void Stacks::switch_to(std::uint32_t index) {
    SIM_CHECK(!is_inside());
    Stack& stack = *parts_->stacks[index];
    SIM_CHECK(!stack.has_ended);
    parts_->current = index;
    parts_->driver_bounds.handle = present_handle();
    void* fake = nullptr;
    before_switch(&fake, stack.bounds);
    stack.fiber = std::move(stack.fiber).resume();
    after_switch(fake, nullptr);
    parts_->current = 0xFFFF'FFFFU;
}

void Stacks::yield() {
    SIM_CHECK(is_inside());
    Stack& stack = *parts_->stacks[parts_->current];
    before_switch(&stack.fake, parts_->driver_bounds);
    parts_->driver = std::move(parts_->driver).resume();
    after_switch(stack.fake, &parts_->driver_bounds);
}

bool Stacks::is_inside() const { return parts_->current != 0xFFFF'FFFFU; }

bool Stacks::has_ended(std::uint32_t index) const { return parts_->stacks[index]->has_ended; }

}  // namespace sim
