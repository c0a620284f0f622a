// The addon's side of a script run: the engine for it, and where its end and its trace go.
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <deque>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/engine/hosted_run.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/script/settings.hpp"
#include "traces/native.hpp"
#include "ui/host/known_states.hpp"
#include "ui/host/path_text.hpp"

namespace ui {

namespace {

/// Virtual time after which a program that nothing else ends is over: a hundred days.
constexpr sim::Duration until_script = sim::seconds(std::int64_t{100} * 24 * 3600);

std::int64_t number(const std::string& text, std::int64_t otherwise) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

sim::TraceLevel level_of(const std::string& text) {
    if (text == "full") return sim::TraceLevel::full;
    return text == "spans" ? sim::TraceLevel::spans : sim::TraceLevel::none;
}

/// What overrides_text wrote.
void read_overrides(const std::string& text, sim::Runtime& runtime) {
    std::istringstream numbers{text};
    std::uint32_t field = 0;
    std::int64_t value = 0;
    while (numbers >> field >> value && field < sim::cost_fields().size())
        runtime.cost_overrides.emplace_back(field, value);
}

sim::HostedRunOptions options_of(const sim::script::Settings& settings, sim::Path* path) {
    sim::HostedRunOptions options;
    options.run.path = path;
    options.run.level = level_of(settings.get("level"));
    options.run.seed = static_cast<std::uint64_t>(number(settings.get("seed"), 1));
    options.run.replication = static_cast<std::uint64_t>(number(settings.get("replication"), 0));
    options.run.program_name = settings.get("name");
    options.run.version = settings.get("version");
    options.runtime.threadpool = static_cast<std::int32_t>(number(settings.get("threadpool"), 4));
    options.runtime.cores = static_cast<std::int32_t>(number(settings.get("cores"), 4));
    const std::string scheduler = settings.get("scheduler");
    if (scheduler == "ps") options.runtime.scheduler = sim::Scheduler::ps;
    if (scheduler == "unlimited") options.runtime.scheduler = sim::Scheduler::unlimited;
    options.runtime.costs_none = settings.get("costs") == "none";
    read_overrides(settings.get("cost_overrides"), options.runtime);
    options.runtime.events_max = number(settings.get("events"), -1);
    const std::int64_t until = number(settings.get("until"), -1);
    options.runtime.until = until >= 0 ? sim::Duration{until} : until_script;
    options.script_name = settings.get("name");
    return options;
}

class ScriptOutside : public sim::script::Outside {
public:
    ScriptOutside(sim::Host& host, const sim::script::Settings& settings)
        : path_(read_path_settings(settings.get("path"), settings.get("late"),
                                   settings.get("texts"))),
          has_path_(!settings.get("late").empty()),
          run_(host, *sim::find_profile(settings.get("node")), run_options(settings)),
          report_(static_cast<int>(number(settings.get("report"), -1))),
          known_(static_cast<int>(number(settings.get("known"), -1))),
          wants_lines_(settings.get("lines") == "1"),
          has_trace_(level_of(settings.get("level")) != sim::TraceLevel::none) {}

    sim::HostEngine& engine() override { return run_; }

    void serve(std::function<std::string()> next_run) override {
        next_run_ = std::move(next_run);
        if (!has_path_) return;
        path_.cut = [this] {
            ended(sim::script::HostEnd::done, 0, {});
            ::_exit(0);
        };
        path_.before_choice = [this](sim::Path&) { stop(); };
    }

    void note_unmodelled_cpu(sim::Duration cpu) override { unmodelled_cpu_ = cpu; }

    /// One line that says how it ended and with which exit code, with a path one of the choices met, one of the CPU time that
    /// the model does not see (0 unless it is measured), then the trace, or only its output.
    void ended(sim::script::HostEnd end, std::optional<int> exit_code,
               std::string_view message) override {
        if (path_.before_choice && path_.stop_at > 0) ::_exit(1);  // there was no such choice
        if (path_.before_choice) stop();
        run_.go_without_chance();
        if (report_ < 0) return;
        using sim::script::HostEnd;
        std::string line = end == HostEnd::limit      ? "limit "
                           : end == HostEnd::refused  ? "refused "
                           : end == HostEnd::withheld ? "withheld "
                           : end == HostEnd::killed   ? "killed "
                                                      : "done ";
        line += exit_code && end != HostEnd::killed ? fmt::format("{} ", *exit_code) : no_code;
        line.append(message);
        for (char& character : line) {
            if (character == '\n' || character == '\0') character = ' ';
        }
        line += '\n';
        if (has_path_) line += taken_line(path_);
        line += fmt::format("{}\n", unmodelled_cpu_.ns);
        if (!send(line) || (!has_trace_ && !wants_lines_)) return;
        const sim::EndKind kind = end == HostEnd::limit ? sim::EndKind::limit
                                  : end == HostEnd::exited || end == HostEnd::killed
                                      ? sim::EndKind::exit_called
                                      : sim::EndKind::done;
        const sim::Trace trace = run_.finish(kind, exit_code.value_or(0), std::string{message});
        if (wants_lines_) (void)send(output_texts(trace));
        else
            (void)traces::write_native(trace,
                                       [this](std::string_view bytes) { return send(bytes); });
    }

    void cut_off(std::string_view message) override {
        if (report_ >= 0) (void)send(fmt::format("limit {}{}\n", no_code, message));
    }

    void hang_up() override {
        if (report_ >= 0) ::close(report_);
    }

private:
    static constexpr std::string_view no_code = "- ";

    sim::HostedRunOptions run_options(const sim::script::Settings& settings) {
        sim::HostedRunOptions options = options_of(settings, has_path_ ? &path_ : nullptr);
        options.may_keep_seed = sim::script::asks_for_seed(settings);
        const bool is_asked = options.may_keep_seed || sim::script::parts_at_chance(settings);
        if (has_path_ || !is_asked) return options;
        options.ask_seed = [this] {
            const sim::script::Settings asked{next_run_()};
            return static_cast<std::uint64_t>(number(asked.get("seed"), 1));
        };
        return options;
    }

    /// Where a choice is that many paths have in common. What returns is a process that goes along one of them; or this one
    /// on the way to its next stop.
    void stop() {
        while (path_.before_choice && path_.taken.size() >= path_.stop_at) {
            const sim::script::Settings asked{next_run_()};
            if (asked.get("go") != "1") {
                path_.picks = read_path_settings(asked.get("path"), {}, {}).picks;
                path_.wander = static_cast<std::uint64_t>(number(asked.get("wander"), 0));
                const std::vector<std::uint32_t> stops =
                    read_path_settings(asked.get("stops"), {}, {}).picks;
                stops_.assign(stops.begin(), stops.end());
                if (stops_.empty()) {
                    path_.before_choice = nullptr;
                    if (known_.is_open())
                        path_.knows = [this](std::uint64_t state) { return known_.has(state); };
                    return;
                }
            }
            if (stops_.empty()) ::_exit(0);
            path_.stop_at = stops_.front();
            stops_.pop_front();
        }
    }

    [[nodiscard]] bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(report_, bytes.data(), bytes.size());
            if (written < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }

    sim::Path path_;
    bool has_path_;
    sim::HostedRun run_;
    int report_;
    KnownStates known_;
    std::function<std::string()> next_run_;
    std::deque<std::size_t> stops_;  // of a process from which several paths part
    bool wants_lines_;               // instead of a trace
    bool has_trace_;
    sim::Duration unmodelled_cpu_{};
};

}  // namespace

}  // namespace ui

namespace sim::script {

std::unique_ptr<Outside> make_outside(Host& host, const Settings& settings) {
    return std::make_unique<ui::ScriptOutside>(host, settings);
}

}  // namespace sim::script
