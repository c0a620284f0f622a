#include "sim/script/watchdog.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <utility>

namespace sim::script {

namespace {

constexpr long look_interval_ns = 50'000'000;
constexpr std::int64_t grace_ms = 2'000;

}  // namespace

Watchdog::Watchdog(v8::Isolate* isolate, std::int64_t most_ms, std::function<void()> look,
                   std::function<void()> give_up)
    : isolate_(isolate), look_(std::move(look)), give_up_(std::move(give_up)), most_ms_(most_ms) {
    pthread_getcpuclockid(pthread_self(), &clock_);
    watching_ = std::thread{[this] { watch(); }};
}

void Watchdog::stop() {
    const std::lock_guard lock{mutex_};
    is_stopped_ = true;
}

void Watchdog::halt() {
    stop();
    is_halted_ = 1;
    syscall(SYS_futex, &is_halted_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    if (watching_.joinable()) watching_.join();
}

Watchdog::~Watchdog() {
    if (watching_.joinable()) watching_.detach();
}

std::int64_t Watchdog::cpu_ms() const {
    timespec now{};
    syscall(SYS_clock_gettime, clock_, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 + elsewhere_ms_;
}

void Watchdog::watch() {
    const std::int64_t start = cpu_ms();
    std::int64_t callback_start = start;
    std::uint64_t returns = 0;
    for (;;) {
        const timespec pause{.tv_sec = 0, .tv_nsec = look_interval_ns};
        // By the kernel itself, as clocks are simulated.
        syscall(SYS_futex, &is_halted_, FUTEX_WAIT_PRIVATE, 0, &pause, nullptr, 0);
        {
            const std::lock_guard lock{mutex_};
            if (is_stopped_) return;
        }
        const std::int64_t now = cpu_ms();
        if (const std::uint64_t seen = returns_.load(std::memory_order_relaxed); seen != returns) {
            returns = seen;
            callback_start = now;
        }
        is_in_one_callback_ = now - callback_start > most_ms_ / 2;
        if (now - start > most_ms_) is_late_ = true;
        if (now - start > most_ms_ + grace_ms) give_up_();
        const std::lock_guard lock{mutex_};
        if (is_stopped_) return;
        isolate_->RequestInterrupt(
            [](v8::Isolate*, void* self) { static_cast<Watchdog*>(self)->look_(); }, this);
    }
}

}  // namespace sim::script
