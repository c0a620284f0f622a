#include "ui/gui/worker.hpp"

#include <new>

namespace ui::gui {

Worker::Worker(Host& host, std::function<void()> wake)
    : host_(host), wake_(std::move(wake)), thread_([this] { live(); }) {}

Worker::~Worker() {
    {
        const std::scoped_lock lock{mutex_};
        is_ending_ = true;
        progress_.is_cancelled = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Worker::ask(LoadRequest request, bool is_other) {
    {
        const std::scoped_lock lock{mutex_};
        next_[is_other ? 1 : 0] = Job{.request = std::move(request), .is_other = is_other};
        if (running_ == (is_other ? 1 : 0)) progress_.is_cancelled = true;
    }
    changed_.notify_all();
}

void Worker::cancel() {
    const std::scoped_lock lock{mutex_};
    next_[0].reset();
    next_[1].reset();
    progress_.is_cancelled = true;
}

std::optional<Delivery> Worker::take() {
    const std::scoped_lock lock{mutex_};
    if (done_.empty()) return std::nullopt;
    Delivery first = std::move(done_.front());
    done_.erase(done_.begin());
    return first;
}

bool Worker::is_busy() {
    const std::scoped_lock lock{mutex_};
    return running_ >= 0 || next_[0] || next_[1];
}

std::pair<std::int64_t, std::int64_t> Worker::progress() const {
    return {progress_.done.load(), progress_.total.load()};
}

void Worker::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return running_ < 0 && !next_[0] && !next_[1]; });
}

Delivery to_delivery(LoadedRun run, bool is_other) {
    Delivery delivery{.run = {}, .document = {}, .is_other = is_other};
    if (!run.trace) {
        delivery.run = std::move(run);
        return delivery;
    }
    delivery.run.path = run.path;
    delivery.run.files = run.files;
    delivery.run.lessons = run.lessons;
    try {
        delivery.document = std::make_unique<Document>(std::move(run));
    } catch (const std::bad_alloc&) {
        delivery.run.problems = {sim::Diagnostic{.place = {.file = delivery.run.path},
                                                 .message = "the trace does not fit into memory",
                                                 .excerpt = {},
                                                 .hint = {}}};
    }
    return delivery;
}

void Worker::live() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return is_ending_ || next_[0] || next_[1]; });
        if (is_ending_) return;
        const std::size_t which = next_[0] ? 0 : 1;
        Job job = *std::move(next_[which]);
        next_[which].reset();
        running_ = static_cast<int>(which);
        progress_.done = 0;
        progress_.total = 0;
        progress_.is_cancelled = false;
        lock.unlock();
        Delivery delivery = to_delivery(host_.load(job.request, progress_), job.is_other);
        lock.lock();
        running_ = -1;
        // A newer request makes this one stale.
        if (!next_[which]) done_.push_back(std::move(delivery));
        changed_.notify_all();
        lock.unlock();
        wake_();
        lock.lock();
    }
}

}  // namespace ui::gui
