#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "ui/gui/document.hpp"
#include "ui/gui/host.hpp"

namespace ui::gui {

/// What the worker can be asked for.
enum class Errand : std::uint8_t { run, other, orders, quiz };
constexpr std::size_t errand_count = 4;

/// What a load gave: `document` is null if it failed or was a folder.
struct Delivery {
    LoadedRun run;
    std::unique_ptr<Document> document;
    Errand errand = Errand::run;
    Inquiry inquiry;  // of orders and quiz
};

/// Loads beside the window: runs, readers and the making of documents never hold up a frame. One load at a time; a newer
/// request of the same kind takes the place of an older one, which is cancelled.
class Worker {
public:
    /// `wake` is called on the worker's thread when something is there to take.
    Worker(Host& host, std::function<void()> wake);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker();

    /// A run makes inquiries stale: what is under way of them ends, and gives nothing.
    void ask(LoadRequest request, Errand errand);
    void cancel();
    [[nodiscard]] std::optional<Delivery> take();
    [[nodiscard]] bool is_busy();
    /// Bytes read, and of how many; 0 of 0 while a program runs.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> progress() const;
    /// What exploring has run; 0 while something else is under way.
    [[nodiscard]] std::int64_t runs() const { return progress_.runs.load(); }
    /// Waits until nothing is under way: for scripts and tests.
    void wait();

private:
    [[nodiscard]] Delivery run(Errand errand, const LoadRequest& request);
    [[nodiscard]] std::optional<std::size_t> next_errand() const;
    /// With the lock held.
    void drop_inquiries();
    void live();

    Host& host_;
    std::function<void()> wake_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::array<std::optional<LoadRequest>, errand_count> next_;
    std::vector<Delivery> done_;
    LoadProgress progress_;
    std::optional<std::size_t> running_;  // the errand under way
    bool is_stale_ = false;               // nobody wants what is under way any more
    bool is_ending_ = false;
    std::thread thread_;  // last: it uses all of the above
};

/// A document of the run's trace; null, with a problem in the run, if the trace is too large to show.
[[nodiscard]] Delivery to_delivery(LoadedRun run, Errand errand);

}  // namespace ui::gui
