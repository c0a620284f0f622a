// Commands of a lesson: steps, playing, predicting.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ui/gui/command.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Steps";

std::size_t count_of(const AppState& state) {
    return state.document ? state.document->subject().steps.size() : 0;
}

const Step& step_of(const AppState& state, std::size_t step) {
    return state.document->subject().steps[step];
}

/// The panes of the timeline follow the step.
void follow(AppState& state) {
    const Document& document = *state.document;
    const Step& step = step_of(state, state.step);
    const sim::Trace& trace = document.trace();
    state.cursor = trace.events[step.first].at.ns;
    state.related.clear();
    state.selected.reset();
    if (step.kind != Step::Kind::runs) return;
    for (const TrackKind kind : {TrackKind::stack, TrackKind::ticks, TrackKind::microtasks}) {
        state.selected = document.find_place(kind, step.lane, state.cursor, step.task.value);
        if (state.selected) return;
    }
}

void go(AppState& state, std::size_t step) {
    state.step = step;
    state.prediction.question.reset();
    follow(state);
}

std::string text_of(const AppState& state, std::uint32_t output) {
    const sim::Trace& trace = state.document->trace();
    return std::string{trace.names.text(trace.outputs[output].text)};
}

/// Lines that are printed from `step` on, each once, at most four, sorted so that their order tells nothing.
Question ask(const AppState& state, std::size_t step) {
    Question question{.step = step, .choices = {}, .right = 0, .answer = {}};
    const std::string right = text_of(state, step_of(state, step).outputs.front());
    for (std::size_t i = step; i < count_of(state) && question.choices.size() < 4; ++i) {
        for (const std::uint32_t output : step_of(state, i).outputs) {
            const std::string text = text_of(state, output);
            const bool is_new =
                std::count(question.choices.begin(), question.choices.end(), text) == 0;
            if (is_new && question.choices.size() < 4) question.choices.push_back(text);
        }
    }
    std::sort(question.choices.begin(), question.choices.end());
    question.right = static_cast<std::size_t>(
        std::find(question.choices.begin(), question.choices.end(), right) -
        question.choices.begin());
    return question;
}

/// Goes there, unless something is printed on the way and has to be predicted first.
std::string advance(AppState& state, std::size_t step) {
    Prediction& prediction = state.prediction;
    if (prediction.question && !prediction.question->answer) {
        state.is_playing = false;
        return "predict first: choose a line, or P ends predicting";
    }
    for (std::size_t i = state.step + 1; prediction.is_on && i <= step; ++i) {
        if (step_of(state, i).outputs.empty()) continue;
        Question question = ask(state, i);
        if (question.choices.size() < 2) continue;
        if (i > state.step + 1) go(state, i - 1);
        prediction.question = std::move(question);
        prediction.verdict.clear();
        state.is_playing = false;
        return {};
    }
    if (prediction.is_on) prediction.verdict.clear();
    go(state, step);
    return {};
}

std::string next(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    if (state.step + 1 >= count_of(state)) {
        state.is_playing = false;
        return {};
    }
    return advance(state, state.step + 1);
}

std::string previous(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    state.prediction.verdict.clear();
    if (state.step > 0) go(state, state.step - 1);
    return {};
}

/// A callback of the loop itself: no tick or microtask.
bool is_callback(const AppState& state, std::size_t i) {
    const Step& step = step_of(state, i);
    if (step.kind != Step::Kind::runs) return true;
    const sim::TaskKind kind = state.document->trace().tasks[step.task.index()].kind;
    return kind != sim::TaskKind::tick && kind != sim::TaskKind::microtask;
}

std::string over(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    for (std::size_t i = state.step + 1; i < count_of(state); ++i) {
        if (is_callback(state, i)) return advance(state, i);
    }
    return count_of(state) > state.step + 1 ? advance(state, count_of(state) - 1) : std::string{};
}

std::string over_back(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    std::size_t i = state.step;
    while (i > 0 && !is_callback(state, --i)) {
    }
    go(state, i);
    return {};
}

std::string output_next(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    for (std::size_t i = state.step + 1; i < count_of(state); ++i) {
        if (!step_of(state, i).outputs.empty()) return advance(state, i);
    }
    return {};
}

std::string output_previous(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    for (std::size_t i = state.step; i > 0; --i) {
        if (step_of(state, i - 1).outputs.empty()) continue;
        go(state, i - 1);
        break;
    }
    return {};
}

std::string first(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    state.prediction.verdict.clear();
    go(state, 0);
    return {};
}

std::string last(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    return advance(state, std::max(count_of(state) - 1, state.step));
}

std::string to(AppState& state, std::string_view argument) {
    const std::optional<double> number = to_number(argument);
    const auto most = static_cast<double>(count_of(state));
    if (count_of(state) == 0) return std::string{no_steps};
    if (!number || *number < 1 || *number > most || std::floor(*number) != *number)
        return fmt::format("step.to expects a step from 1 to {}, found \"{}\"", count_of(state),
                           argument);
    state.prediction.verdict.clear();
    go(state, static_cast<std::size_t>(*number) - 1);
    return {};
}

std::string play(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    const bool is_at_end = state.step + 1 >= count_of(state);
    if (!state.is_playing && is_at_end) go(state, 0);
    state.is_playing = !state.is_playing;
    state.played_ms = 0;
    return {};
}

std::string speed(AppState& state, std::string_view argument) {
    const std::optional<double> number = to_number(argument);
    const bool is_good =
        argument == "faster" || argument == "slower" || (number && *number >= 0.1 && *number <= 50);
    if (!is_good)
        return fmt::format(
            "speed expects steps a second from 0.1 to 50, \"faster\" or \"slower\", found \"{}\"",
            argument);
    const double wanted = number ? *number : state.speed * (argument == "faster" ? 1.5 : 1 / 1.5);
    state.speed = std::clamp(wanted, 0.1, 50.0);
    return {};
}

std::string predict(AppState& state, std::string_view /*argument*/) {
    if (count_of(state) == 0) return std::string{no_steps};
    Prediction& prediction = state.prediction;
    prediction = Prediction{.is_on = !prediction.is_on, .question = {}, .verdict = {}};
    return {};
}

std::string answer(AppState& state, std::string_view argument) {
    Prediction& prediction = state.prediction;
    if (!prediction.question || prediction.question->answer) return "nothing is asked";
    const std::optional<double> number = to_number(argument);
    Question& question = *prediction.question;
    const auto most = static_cast<double>(question.choices.size());
    if (!number || *number < 1 || *number > most || std::floor(*number) != *number)
        return fmt::format("predict.answer expects a number from 1 to {}, found \"{}\"",
                           question.choices.size(), argument);
    const auto chosen = static_cast<std::size_t>(*number) - 1;
    question.answer = chosen;
    ++prediction.asked;
    const bool is_right = chosen == question.right;
    prediction.right += is_right ? 1 : 0;
    const std::string verdict =
        is_right ? std::string{"Right. "} : fmt::format("Not yet “{}”. ", question.choices[chosen]);
    const std::size_t step = question.step;
    go(state, step);
    prediction.verdict = verdict;
    return {};
}

std::string elapse(AppState& state, std::string_view argument) {
    const std::optional<double> number = to_number(argument);
    if (!number || *number < 0 || *number > 1e7)
        return fmt::format("elapse expects milliseconds, found \"{}\"", argument);
    const auto ms = static_cast<std::int64_t>(*number);
    if (state.message_ms > 0) {
        state.message_ms = std::max<std::int64_t>(state.message_ms - ms, 0);
        if (state.message_ms == 0) state.message.clear();
    }
    if (state.editor.run_in_ms >= 0) {
        state.editor.run_in_ms = std::max<std::int64_t>(state.editor.run_in_ms - ms, 0);
        if (state.editor.run_in_ms == 0 && !state.is_loading) {
            state.editor.run_in_ms = -1;
            state.effects.push_back({Effect::Kind::load, {}});
        }
    }
    if (!state.is_playing) return {};
    state.played_ms += ms;
    const auto pause = static_cast<std::int64_t>(1000 / state.speed);
    for (int i = 0; state.played_ms >= pause && state.is_playing && i < 1000; ++i) {
        state.played_ms -= pause;
        (void)next(state, {});
    }
    return {};
}

constexpr std::array rows{
    CommandRow{"step.next", "next step", group, "Right, Down", "", 't', next},
    CommandRow{"step.previous", "step back", group, "Left, Up", "", 't', previous},
    CommandRow{"step.over", "over ticks and microtasks to the next callback", group, "Shift+Right",
               "", 't', over},
    CommandRow{"step.over-back", "back to the callback before", group, "Shift+Left", "", 't',
               over_back},
    CommandRow{"output.next", "to the next output", group, "O", "", 't', output_next},
    CommandRow{"output.previous", "to the output before", group, "Shift+O", "", 't',
               output_previous},
    CommandRow{"step.first", "to the first step", group, "Home", "", 't', first},
    CommandRow{"step.last", "to the last step", group, "End", "", 't', last},
    CommandRow{"step.to", "to a step", group, "", "a number", 't', to},
    CommandRow{"play", "play or pause", group, "Space", "", 't', play},
    CommandRow{"speed", "steps a second", group, "", "a number, faster or slower", 't', speed},
    CommandRow{"predict", "predict each line before it is printed", group, "P", "", 't', predict},
    CommandRow{"predict.answer", "answer the question", group, "", "the number of a line", 't',
               answer},
    CommandRow{"elapse", "let time pass", group, "", "milliseconds", '*', elapse},
};

}  // namespace

std::span<const CommandRow> step_rows() { return rows; }

}  // namespace ui::gui
