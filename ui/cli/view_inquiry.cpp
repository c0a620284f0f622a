// What the window asks of a program besides its run: every order in which it may print, and a question about them.
#include <fmt/format.h>

#include "ui/cli/exploration.hpp"
#include "ui/cli/explored_orders.hpp"
#include "ui/cli/quiz_load.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/view_asked.hpp"
#include "ui/cli/view_host.hpp"

namespace ui {

namespace {

constexpr std::string_view unsaved = "a JavaScript program runs from its file: save it first";

std::optional<PossibleOrders> orders_of(Asked& asked) {
    if (asked.is_script()) {
        const Loaded<Exploration> found =
            explore_file(samples_of(asked.options), asked.options, asked.quiet);
        if (found.code != exit_done) return std::nullopt;
        return to_possible(*found.value, asked.options);
    }
    const Loaded<Job> job = asked.job();
    if (!job.value || !can_explore(*job.value, asked.quiet)) return std::nullopt;
    return explored(*job.value, asked.options, asked.quiet);
}

Loaded<QuizItem> item_of(Asked& asked) {
    if (asked.is_script()) return load_script_quiz(asked.options, asked.quiet);
    if (!asked.read()) return {.value = {}, .code = exit_bad_input};
    return load_quiz(*asked.input.value, {}, asked.options, asked.quiet);
}

/// What one would have to believe to choose it, and what refutes that.
std::string remark_of(const QuizItem& item, const QuizChoice& choice) {
    std::string remark;
    if (choice.is_right) return remark;
    if (!choice.belief.empty()) remark = fmt::format("It would be so if {}. ", choice.belief);
    if (item.kind != QuizKind::choose || choice.mistake >= item.truth.size()) return remark;
    return remark + fmt::format("Line {} is “{}”. {}", choice.mistake + 1,
                                item.truth[choice.mistake], choice.because);
}

gui::QuizCard card_of(const QuizItem& item) {
    gui::QuizCard card{.question = item.question, .choices = {}};
    for (const QuizChoice& choice : item.choices)
        card.choices.push_back({.lines = choice.lines,
                                .is_right = choice.is_right,
                                .remark = remark_of(item, choice)});
    return card;
}

}  // namespace

gui::Inquiry ViewHost::explore(const gui::LoadRequest& request, gui::LoadProgress& progress) {
    gui::Inquiry inquiry;
    Asked asked{request, with_knobs(options_, request.knobs), console_, progress};
    asked.options.replay.clear();
    if (asked.is_script() && request.text) {
        inquiry.problem = unsaved;
        return inquiry;
    }
    std::optional<PossibleOrders> orders = orders_of(asked);
    if (progress.is_cancelled) inquiry.problem = "exploring was cancelled";
    else if (!orders) inquiry.problem = asked.said();
    else inquiry.orders = std::move(orders);
    return inquiry;
}

gui::Inquiry ViewHost::quiz(const gui::LoadRequest& request, gui::LoadProgress& progress) {
    gui::Inquiry inquiry;
    Asked asked{request, with_knobs(options_, request.knobs), console_, progress};
    asked.options.is_choosing = true;
    asked.options.replay.clear();
    if (asked.is_script() && request.text) {
        inquiry.problem = unsaved;
        return inquiry;
    }
    const Loaded<QuizItem> item = item_of(asked);
    if (progress.is_cancelled) inquiry.problem = "the question was cancelled";
    else if (!item.value) inquiry.problem = asked.said();
    else if (item.value->choices.size() < 2) inquiry.problem = "there is no wrong order to choose";
    else inquiry.quiz = card_of(*item.value);
    return inquiry;
}

}  // namespace ui
