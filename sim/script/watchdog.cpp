#include "sim/script/watchdog.hpp"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <utility>

namespace sim::script {

namespace {

constexpr long look_interval_ns = 50'000'000;
constexpr std::int64_t grace_ms = 5'000;

}  // namespace

Watchdog::Watchdog(v8::Isolate* isolate, std::function<void()> look, std::function<void()> give_up)
    : isolate_(isolate), look_(std::move(look)), give_up_(std::move(give_up)) {
    pthread_getcpuclockid(pthread_self(), &clock_);
    std::thread{[this] { watch(); }}.detach();
}

std::int64_t Watchdog::cpu_ms() const {
    timespec now{};
    syscall(SYS_clock_gettime, clock_, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

void Watchdog::watch() {
    for (;;) {
        const timespec pause{.tv_sec = 0, .tv_nsec = look_interval_ns};
        nanosleep(&pause, nullptr);
        const std::int64_t now = cpu_ms();
        const std::int64_t since = progress_at_.load(std::memory_order_relaxed);
        if (since < 0) {
            progress_at_.store(now, std::memory_order_relaxed);
            continue;
        }
        if (now - since > seconds_max * 1000) is_late_ = true;
        if (now - since > seconds_max * 1000 + grace_ms) give_up_();
        isolate_->RequestInterrupt(
            [](v8::Isolate*, void* self) { static_cast<Watchdog*>(self)->look_(); }, this);
    }
}

}  // namespace sim::script
