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

void Worker::ask(LoadRequest request, Errand errand) {
    {
        const std::scoped_lock lock{mutex_};
        const auto which = static_cast<std::size_t>(errand);
        next_[which] = std::move(request);
        if (running_ == which) progress_.is_cancelled = true;
        if (errand == Errand::run) drop_inquiries();
    }
    changed_.notify_all();
}

void Worker::drop_inquiries() {
    for (const Errand errand : {Errand::orders, Errand::quiz}) {
        const auto which = static_cast<std::size_t>(errand);
        next_[which].reset();
        if (running_ != which) continue;
        progress_.is_cancelled = true;
        is_stale_ = true;
    }
}

void Worker::cancel() {
    const std::scoped_lock lock{mutex_};
    next_ = {};
    progress_.is_cancelled = true;
}

std::optional<std::size_t> Worker::next_errand() const {
    for (std::size_t i = 0; i < next_.size(); ++i) {
        if (next_[i]) return i;
    }
    return std::nullopt;
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
    return running_ || next_errand();
}

std::pair<std::int64_t, std::int64_t> Worker::progress() const {
    return {progress_.done.load(), progress_.total.load()};
}

void Worker::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !running_ && !next_errand(); });
}

Delivery to_delivery(LoadedRun run, Errand errand) {
    Delivery delivery{.run = {}, .document = {}, .errand = errand, .inquiry = {}};
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

Delivery Worker::run(Errand errand, const LoadRequest& request) {
    Delivery delivery{.run = {}, .document = {}, .errand = errand, .inquiry = {}};
    switch (errand) {
        case Errand::run:
        case Errand::other: return to_delivery(host_.load(request, progress_), errand);
        case Errand::orders: delivery.inquiry = host_.explore(request, progress_); break;
        case Errand::quiz: delivery.inquiry = host_.quiz(request, progress_); break;
    }
    return delivery;
}

void Worker::live() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return is_ending_ || next_errand(); });
        if (is_ending_) return;
        const std::size_t which = *next_errand();
        const LoadRequest request = *std::move(next_[which]);
        next_[which].reset();
        running_ = which;
        progress_.done = 0;
        progress_.total = 0;
        progress_.runs = 0;
        is_stale_ = false;
        progress_.is_cancelled = false;
        lock.unlock();
        Delivery delivery = run(static_cast<Errand>(which), request);
        lock.lock();
        running_.reset();
        progress_.runs = 0;
        // So does a newer request of the same kind.
        if (!is_stale_ && !next_[which]) done_.push_back(std::move(delivery));
        changed_.notify_all();
        lock.unlock();
        wake_();
        lock.lock();
    }
}

}  // namespace ui::gui
