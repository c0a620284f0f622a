#include "ui/gui/session.hpp"

#include <utility>

#include <fmt/format.h>

namespace ui::gui {

namespace {

constexpr std::int64_t watch_ms = 400;
constexpr std::int64_t note_ms = 4000;

}  // namespace

Session::Session(Host& host, std::function<void()> wake)
    : host_(host), worker_(host, std::move(wake)) {}

std::string Session::apply(const Command& command) { return gui::apply(state_, command); }

bool Session::settle(std::span<const Scene> scenes, double width) {
    bool has_changed = !state_.effects.empty();
    while (!state_.effects.empty()) {
        const Effect effect = state_.effects.front();
        state_.effects.pop_front();
        handle(effect, scenes, width);
    }
    while (std::optional<Delivery> delivery = worker_.take()) {
        const bool is_other = delivery->errand == Errand::other;
        if (is_other && !state_.other_knobs) continue;  // nobody wants it any more
        if (is_other || delivery->errand == Errand::run)
            take_loaded(state_, std::move(delivery->run), std::move(delivery->document), is_other);
        else take_inquiry(state_, std::move(delivery->inquiry));
        has_changed = true;
    }
    state_.is_loading = worker_.is_busy();
    return has_changed;
}

void Session::handle(const Effect& effect, std::span<const Scene> scenes, double width) {
    LoadRequest request{
        .path = state_.path,
        .text = state_.editor.is_changed ? std::optional{state_.editor.text} : std::nullopt,
        .knobs = state_.knobs,
        .changes = state_.changes};
    switch (effect.kind) {
        case Effect::Kind::load:
            worker_.ask(request, Errand::run);
            // What is looked at is asked of the new program.
            if (state_.overlay == Overlay::orders && !state_.orders.found)
                worker_.ask(request, Errand::orders);
            if (state_.overlay == Overlay::quiz && !state_.quiz.card)
                worker_.ask(request, Errand::quiz);
            return;
        case Effect::Kind::explore: worker_.ask(request, Errand::orders); return;
        case Effect::Kind::quiz: worker_.ask(request, Errand::quiz); return;
        case Effect::Kind::load_other:
            if (!state_.other_knobs) return;
            request.knobs = *state_.other_knobs;
            if (!state_.other_path.empty())
                request = {.path = state_.other_path, .text = {}, .knobs = {}, .changes = {}};
            worker_.ask(request, Errand::other);
            return;
        case Effect::Kind::cancel: worker_.cancel(); return;
        case Effect::Kind::save: {
            const LoadedRun* const program = program_of(state_);
            const std::string path = program != nullptr ? program->path : state_.path;
            const std::string problem = host_.save_text(path, state_.editor.text);
            if (problem.empty()) {
                state_.editor.is_changed = false;
                state_.effects.push_back({Effect::Kind::load, {}});
            }
            say(problem, path + " is saved");
            return;
        }
        case Effect::Kind::export_scene:
            say(scenes.empty() ? "nothing is seen that could be exported"
                               : host_.save_picture(effect.argument, scenes, width),
                effect.argument + " is written");
            return;
        case Effect::Kind::screenshot: screenshots_.push_back(effect.argument); return;
        case Effect::Kind::quit: is_quitting_ = true; return;
    }
}

void Session::say(const std::string& problem, const std::string& done) {
    state_.is_error = !problem.empty();
    state_.message = problem.empty() ? done : problem;
    state_.message_ms = note_ms;
}

void Session::watch(std::int64_t elapsed_ms) {
    watched_ms_ += elapsed_ms;
    if (watched_ms_ < watch_ms || state_.is_loading || state_.path.empty()) return;
    watched_ms_ = 0;
    if (!state_.editor.is_changed && host_.has_changed())
        state_.effects.push_back({Effect::Kind::load, {}});
}

void Session::wait() {
    for (int i = 0; i < 100; ++i) {
        (void)settle({}, 0);
        worker_.wait();
        if (!settle({}, 0) && !worker_.is_busy()) return;
    }
}

double Session::loaded() const {
    const auto [done, total] = worker_.progress();
    return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : -1;
}

std::int64_t Session::explored() const { return worker_.runs(); }

std::vector<std::string> Session::take_screenshots() { return std::exchange(screenshots_, {}); }

std::string Session::settings() const {
    std::string lines = fmt::format("theme {}\nmode {}\nspeed {:.6g}\n", theme_of(state_).name,
                                    state_.mode == Mode::teach ? "teach" : "analyse", state_.speed);
    if (state_.window_size)
        lines += fmt::format("window.size {}x{}\n", state_.window_size->first,
                             state_.window_size->second);
    if (!state_.has_drawer) lines += "drawer none\n";
    else lines += fmt::format("drawer {}\n", to_text(state_.drawer));
    for (const std::string& path : state_.recent)
        lines += fmt::format("recent {}\n", host_.full_path(path));
    return lines;
}

}  // namespace ui::gui
