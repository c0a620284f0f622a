// As in a loop with one job: a thread that a timer has woken hands work to another one and sleeps until it is done.

#include "ui/host/packing_probe.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <sched.h>

namespace ui {

namespace {

constexpr std::chrono::microseconds pause{1000};
constexpr std::chrono::microseconds work{100};

enum class Turn { asker, worker, nobody };

struct Table {
    std::mutex mutex;
    std::condition_variable changed;
    Turn turn = Turn::asker;
    int worker_core = -1;

    void wait_for(Turn wanted, std::unique_lock<std::mutex>& lock) {
        changed.wait(lock, [&] { return turn == wanted || turn == Turn::nobody; });
    }
    void give(Turn to) {
        turn = to;
        changed.notify_one();
    }
};

void serve(Table& table) {
    for (;;) {
        std::unique_lock lock{table.mutex};
        table.wait_for(Turn::worker, lock);
        if (table.turn == Turn::nobody) return;
        table.worker_core = ::sched_getcpu();
        lock.unlock();
        const auto end = std::chrono::steady_clock::now() + work;
        while (std::chrono::steady_clock::now() < end) {
        }
        lock.lock();
        table.give(Turn::asker);
    }
}

}  // namespace

PackingFacts probe_packing(std::chrono::milliseconds time, const std::atomic<bool>* interrupt) {
    PackingFacts facts;
    Table table;
    std::thread worker{[&] { serve(table); }};
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end && (interrupt == nullptr || !interrupt->load())) {
        std::this_thread::sleep_for(pause);
        std::unique_lock lock{table.mutex};
        const int core = ::sched_getcpu();
        table.give(Turn::worker);
        table.wait_for(Turn::asker, lock);
        ++facts.wakes;
        facts.stayed += table.worker_core == core ? 1 : 0;
    }
    {
        const std::lock_guard lock{table.mutex};
        table.give(Turn::nobody);
    }
    worker.join();
    return facts;
}

}  // namespace ui
