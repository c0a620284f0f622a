// Commands that ask more of a program than one run: its orders, a quiz, the cells of a sweep.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ui/gui/command.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Ask";

std::string needs_program(const AppState& state) {
    if (state.path.empty()) return "nothing is open";
    if (state.document && !state.document->run().is_program)
        return "a trace is what was measured; only a program can be asked";
    return {};
}

/// A number from 1 to `most`, from 0 on.
std::optional<std::size_t> to_index(std::string_view text, std::size_t most) {
    const std::optional<double> number = to_number(text);
    if (!number || *number < 1 || *number > static_cast<double>(most) ||
        std::floor(*number) != *number)
        return std::nullopt;
    return static_cast<std::size_t>(*number) - 1;
}

std::string orders(AppState& state, std::string_view /*argument*/) {
    if (state.overlay == Overlay::orders) {
        state.overlay = Overlay::none;
        return {};
    }
    if (std::string problem = needs_program(state); !problem.empty()) return problem;
    if (!state.orders.found) state.effects.push_back({Effect::Kind::explore, {}});
    state.overlay = Overlay::orders;
    state.palette = Palette{};
    return {};
}

std::string show_order(AppState& state, std::size_t index) {
    const PossibleOrder& order = state.orders.found->orders[index];
    state.orders.current = index;
    state.knobs.replay = order.replay;
    state.message = fmt::format("order {} of {}{}{}", index + 1, state.orders.found->orders.size(),
                                order.parting.empty() ? "" : ": ", order.parting);
    state.message_ms = 6000;
    state.is_error = false;
    state.effects.push_back({Effect::Kind::load, {}});
    return {};
}

std::string order(AppState& state, std::string_view argument) {
    if (!state.orders.found) return "the orders are not explored yet; orders does that";
    const std::size_t count = state.orders.found->orders.size();
    if (const auto index = to_index(argument, count)) return show_order(state, *index);
    return fmt::format("order expects a number from 1 to {}, found \"{}\"", count, argument);
}

std::string order_beside(AppState& state, bool is_next) {
    if (!state.orders.found) {
        if (std::string problem = needs_program(state); !problem.empty()) return problem;
        state.effects.push_back({Effect::Kind::explore, {}});
        return {};
    }
    const std::size_t count = state.orders.found->orders.size();
    if (!state.orders.current) return show_order(state, is_next ? 0 : count - 1);
    return show_order(state, (*state.orders.current + (is_next ? 1 : count - 1)) % count);
}
std::string order_next(AppState& state, std::string_view /*argument*/) {
    return order_beside(state, true);
}
std::string order_previous(AppState& state, std::string_view /*argument*/) {
    return order_beside(state, false);
}

std::string order_none(AppState& state, std::string_view /*argument*/) {
    if (state.knobs.replay.empty()) return {};
    state.orders.current.reset();
    state.knobs.replay.clear();
    state.effects.push_back({Effect::Kind::load, {}});
    return {};
}

/// By its choices, whether or not the orders have been explored.
std::string replay(AppState& state, std::string_view argument) {
    if (std::string problem = needs_program(state); !problem.empty()) return problem;
    state.orders.current.reset();
    state.knobs.replay = argument;
    state.effects.push_back({Effect::Kind::load, {}});
    return {};
}

std::string quiz(AppState& state, std::string_view /*argument*/) {
    if (state.overlay == Overlay::quiz) {
        state.overlay = Overlay::none;
        return {};
    }
    if (std::string problem = needs_program(state); !problem.empty()) return problem;
    state.quiz.answer.reset();
    if (!state.quiz.card) state.effects.push_back({Effect::Kind::quiz, {}});
    state.overlay = Overlay::quiz;
    state.is_playing = false;
    return {};
}

std::string quiz_answer(AppState& state, std::string_view argument) {
    Quiz& quiz = state.quiz;
    if (!quiz.card || state.overlay != Overlay::quiz) return "nothing is asked";
    const auto index = to_index(argument, quiz.card->choices.size());
    if (!index)
        return fmt::format("quiz.answer expects a number from 1 to {}, found \"{}\"",
                           quiz.card->choices.size(), argument);
    if (!quiz.answer) {
        ++quiz.asked;
        quiz.right += quiz.card->choices[*index].is_right ? 1 : 0;
    }
    quiz.answer = *index;
    return {};
}

std::string show_cell(AppState& state, std::size_t cell) {
    const SweepFile& sweep = *state.sweep;
    const std::vector<SweepDimension>& dimensions = sweep.figures.dimensions;
    const std::size_t inner = dimensions.size() == 2 ? dimensions[1].values.size() : 1;
    state.changes.clear();
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const std::size_t at =
            i + 1 == dimensions.size() ? cell % dimensions[i].values.size() : cell / inner;
        state.changes.emplace_back(sweep.paths[i], dimensions[i].values[at]);
    }
    state.path = sweep.program;
    state.sweep_cell = cell;
    state.knobs = Knobs{};
    state.editor = Editor{};
    state.orders = {};
    state.quiz.card.reset();
    state.mode = Mode::analyse;
    state.effects.push_back({Effect::Kind::load, {}});
    return {};
}

std::string sweep_cell(AppState& state, std::string_view argument) {
    if (!state.sweep) return "no sweep is open";
    const std::size_t count = state.sweep->figures.cells.size();
    if (const auto index = to_index(argument, count)) return show_cell(state, *index);
    return fmt::format("sweep.cell expects a number from 1 to {}, found \"{}\"", count, argument);
}

/// The cell beside the one that is shown: the second field goes to the right, the first upwards.
std::string cell_beside(AppState& state, std::ptrdiff_t right, std::ptrdiff_t up) {
    if (!state.sweep) return "no sweep is open";
    const std::vector<SweepDimension>& dimensions = state.sweep->figures.dimensions;
    const bool is_map = dimensions.size() == 2;
    if (!state.sweep_cell) return show_cell(state, 0);
    const auto across = static_cast<std::ptrdiff_t>(dimensions.back().values.size());
    const auto down =
        is_map ? static_cast<std::ptrdiff_t>(dimensions[0].values.size()) : std::ptrdiff_t{1};
    const auto at = static_cast<std::ptrdiff_t>(*state.sweep_cell);
    const std::ptrdiff_t column = std::clamp<std::ptrdiff_t>(at % across + right, 0, across - 1);
    const std::ptrdiff_t row = std::clamp<std::ptrdiff_t>(at / across + up, 0, down - 1);
    return show_cell(state, static_cast<std::size_t>(row * across + column));
}
std::string cell_right(AppState& state, std::string_view /*argument*/) {
    return cell_beside(state, 1, 0);
}
std::string cell_left(AppState& state, std::string_view /*argument*/) {
    return cell_beside(state, -1, 0);
}
std::string cell_up(AppState& state, std::string_view /*argument*/) {
    return cell_beside(state, 0, 1);
}
std::string cell_down(AppState& state, std::string_view /*argument*/) {
    return cell_beside(state, 0, -1);
}

/// "p99<200ms", or "none".
std::string sweep_target(AppState& state, std::string_view argument) {
    if (argument == "none") {
        state.sweep_target.reset();
        return {};
    }
    const std::size_t at = std::min(argument.find('<'), argument.size());
    const bool is_strict = at + 1 >= argument.size() || argument[at + 1] != '=';
    const std::string_view bound =
        argument.substr(std::min(at + (is_strict ? 1U : 2U), argument.size()));
    const std::optional<Position> ns = to_position(bound);
    for (std::size_t i = 0; i < sweep_percentiles && ns && *ns > 0; ++i) {
        if (sweep_percentile_name(i) != argument.substr(0, at)) continue;
        state.sweep_target =
            SweepTarget{.percentile = i, .bound = static_cast<double>(*ns), .is_strict = is_strict};
        return {};
    }
    return fmt::format("sweep.target expects such as p99<200ms, or none, found \"{}\"", argument);
}

constexpr std::array rows{
    CommandRow{"orders", "every order in which it may print, as a list", group, "X", "", '*',
               orders},
    CommandRow{"order", "run one of the orders", group, "", "a number", '*', order},
    CommandRow{"order.next", "the next of the orders", group, "J", "", '*', order_next},
    CommandRow{"order.previous", "the order before", group, "K", "", '*', order_previous},
    CommandRow{"order.none", "as the seed has it, no order of the list", group, "Shift+X", "", '*',
               order_none},
    CommandRow{"replay", "run the path of these choices", group, "", "choices, as explore shows",
               '*', replay},
    CommandRow{"quiz", "which order comes? choose before it is shown", group, "U", "", '*', quiz},
    CommandRow{"quiz.answer", "answer the quiz", group, "", "a number", '*', quiz_answer},
    CommandRow{"sweep.cell", "run a cell of the sweep", group, "", "a number", '*', sweep_cell},
    CommandRow{"sweep.right", "the cell to the right", group, "Shift+Right", "", 'a', cell_right},
    CommandRow{"sweep.left", "the cell to the left", group, "Shift+Left", "", 'a', cell_left},
    CommandRow{"sweep.up", "the cell above", group, "Shift+Up", "", 'a', cell_up},
    CommandRow{"sweep.down", "the cell below", group, "Shift+Down", "", 'a', cell_down},
    CommandRow{"sweep.target", "draw the contour of a target", group, "", "such as p99<200ms", '*',
               sweep_target},
};

}  // namespace

std::span<const CommandRow> inquiry_rows() { return rows; }

}  // namespace ui::gui
