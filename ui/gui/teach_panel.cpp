#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/lesson.hpp"

namespace ui::gui {

namespace {

PictureOptions options_for(const AppState& state, const Document& document, Rect area) {
    PictureOptions options;
    options.width = static_cast<double>(area.width);
    options.height = static_cast<double>(area.height);
    options.theme = &theme_of(state);
    options.step = state.step;
    // A long run is shown to scale around its step.
    if (document.order() == nullptr && state.view != document.whole()) {
        options.from = sim::Instant{state.view.from};
        options.to = sim::Instant{state.view.to};
    }
    // Who is to predict does not see what comes.
    if (state.prediction.is_on) {
        const Step& step = document.subject().steps[state.step];
        options.from = sim::Instant{0};
        options.to = document.trace().events[step.last].at;
        if (options.to->ns == 0) options.lanes = {TrackKind::phases};
    }
    return options;
}

LessonBand band_of(const AppState& state) {
    const Prediction& prediction = state.prediction;
    LessonBand band{.number = {}, .text = band_text(state), .is_question = false};
    band.number =
        fmt::format("step {} of {}", state.step + 1, state.document->subject().steps.size());
    if (prediction.is_on && prediction.asked > 0)
        band.number += fmt::format("  ·  {} of {} right", prediction.right, prediction.asked);
    band.is_question = prediction.question && !prediction.question->answer;
    return band;
}

void draw_choices(Gui& gui, const AppState& state, Rect area) {
    const Question& question = *state.prediction.question;
    const double zoom = gui.scene_zoom;
    const auto height = static_cast<float>(40 * zoom);
    push_font(gui, state, Face::mono, 17 * gui.scene_zoom / zoom_of(gui, state));
    float x = area.x + static_cast<float>(36 * zoom) +
              static_cast<float>(text_width(Face::sans, 21, "What is printed next?") * zoom) +
              static_cast<float>(20 * zoom);
    const float y = area.y + area.height - static_cast<float>((14 + 64) * zoom);
    for (std::size_t i = 0; i < question.choices.size(); ++i) {
        const std::string text = fmt::format("{}  {}", i + 1, to_plain_line(question.choices[i]));
        const float width = std::min(
            ImGui::CalcTextSize(text.c_str()).x + static_cast<float>(28 * zoom), area.width / 3);
        ImGui::SetCursorScreenPos({x, y});
        if (ImGui::Button(text.c_str(), {width, height}))
            gui.add("predict.answer", std::to_string(i + 1));
        mark_item(gui, fmt::format("answer {}", i + 1));
        x += width + static_cast<float>(10 * zoom);
    }
    ImGui::PopFont();
}

/// Two runs beside each other: their outputs and where they part.
Scene parting_scene(const AppState& state, double width, double height) {
    Scene scene{width, height};
    const Theme& theme = theme_of(state);
    scene.rectangle(Role::background, {0, 0, width, height}, theme.background);
    const sim::Trace& a = state.document->trace();
    const sim::Trace& b = state.other->trace();
    const std::size_t part = state.parting ? state.parting->output : std::size_t(-1);
    const double column = (width - 42) / 2;
    constexpr double pitch = 22;
    const auto side = [&](double x, const sim::Trace& trace,
                          const std::optional<sim::Reason>& reason, std::string_view letter,
                          const Knobs& knobs) {
        const Box panel{x, 8, column, height - 20};
        scene.rectangle(Role::panel, panel, theme.panel).radius = 6;
        scene.text(Role::heading, {x + 12, 14, column - 24, 22},
                   fmt::format("{}   Node {}{}{} · pool of {} · seed {}", letter,
                               trace.facts.profile, knobs.module.empty() ? "" : " · ", knobs.module,
                               trace.facts.threadpool, trace.facts.seed),
                   {.face = Face::sans_bold, .size = text_normal, .color = theme.ink});
        const auto rows = static_cast<std::size_t>(std::max((height - 20 - 40 - 76) / pitch, 1.0));
        std::size_t first = 0;
        if (state.parting && part > rows / 2) first = part - rows / 2;
        double y = 42;
        for (std::size_t i = first; i < trace.outputs.size() && i < first + rows; ++i, y += pitch) {
            if (i == part)
                scene.rectangle(Role::now, {x + 6, y, column - 12, pitch}, theme.mark).radius = 3;
            scene.text(Role::output, {x + 14, y, column - 28, pitch},
                       trace.names.text(trace.outputs[i].text),
                       {.face = Face::mono, .size = text_normal, .color = theme.ink});
        }
        const std::string why = reason          ? reason->why
                                : state.parting ? std::string{"nothing more is printed"}
                                                : std::string{"both print the same"};
        y = height - 20 - 64;
        for (const std::string& line : wrap(Face::sans, 14, with_micro(why), column - 28, 3)) {
            scene.text(Role::caption, {x + 14, y, column - 28, 20}, line,
                       {.size = 14, .color = theme.ink});
            y += 20;
        }
    };
    side(14, a, state.parting ? state.parting->first : std::nullopt, "A", state.knobs);
    side(28 + column, b, state.parting ? state.parting->second : std::nullopt, "B",
         state.other_knobs.value_or(state.knobs));
    return scene;
}

}  // namespace

void draw_teach(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.document;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (state.other) {
        const float part = std::floor(area.height * 0.36F);
        const double zoom = zoom_of(gui, state);
        const Scene scene = parting_scene(state, static_cast<double>(area.width) / zoom,
                                          static_cast<double>(part) / zoom);
        draw_scene(list, gui.fonts, scene, {area.x, area.y + area.height - part}, zoom);
        gui.mark("compare", {area.x, area.y + area.height - part, area.width, part});
        area.height -= part;
    }
    const PictureOptions options = options_for(state, document, area);
    gui.scene_zoom = lesson_scale(options);
    const LessonBand band = band_of(state);
    const std::string key =
        fmt::format("{} {} {} {} {} {} {} {}", options.width, options.height, state.theme,
                    state.step, state.view.from, state.view.to, band.number, band.text);
    if (gui.lesson_of != &document || gui.lesson_key != key) {
        gui.lesson =
            lesson_scene(document.subject(), options, document.tracks(), document.order(), band);
        gui.lesson_of = &document;
        gui.lesson_key = key;
    }
    draw_scene(list, gui.fonts, gui.lesson, {area.x, area.y}, gui.scene_zoom);
    gui.mark("lesson", area);
    const Box machine = lesson_machine(document.subject(), options);
    const auto to_screen = [&](double length) {
        return static_cast<float>(length * gui.scene_zoom);
    };
    gui.mark("machine", {area.x + to_screen(machine.x), area.y + to_screen(machine.y),
                         to_screen(machine.width), to_screen(machine.height)});
    if (band.is_question) draw_choices(gui, state, area);
    gui.scenes.push_back(gui.lesson);
}

}  // namespace ui::gui
