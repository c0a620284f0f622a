#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.hpp"

namespace ui {

enum class QuizKind : std::uint8_t {
    order,     // put all lines in order
    choose,    // one of several orders happens
    possible,  // the program races: which of several orders can happen
};
[[nodiscard]] std::string_view to_text(QuizKind kind);

/// One order to choose.
struct QuizChoice {
    std::vector<std::string> lines;
    bool is_right = false;
    std::string
        belief;  ///< of who would expect it; empty for right ones and where nothing is known
    std::size_t mistake = 0;  ///< index of the first line that is wrong
    std::string because;      ///< why the right line stands there
};

/// A question about a program, with everything that is needed to ask it and to judge the answer.
struct QuizItem {
    QuizKind kind = QuizKind::order;
    std::string title;
    std::string question;
    std::string node;
    std::string language;  ///< "javascript", or "json" where a scenario has no JavaScript form
    std::string program;
    std::vector<std::string> shown;    ///< the lines in the order in which they are shown
    std::vector<std::string> truth;    ///< as they are printed (in one run, if the program races)
    std::vector<std::string> because;  ///< by line of truth
    std::vector<std::vector<std::string>>
        possible;             ///< every order that can happen, as far as it was explored
    bool is_explored = true;  ///< `possible` are all
    std::vector<QuizChoice>
        choices;  ///< in the order in which they are shown; for order: the wrong orders
};

/// What a quiz is made of: the first run, and the outputs of all runs that were sampled.
struct QuizSource {
    QuizKind kind = QuizKind::order;
    std::string title;
    std::string language;
    std::string program;
    bool is_module = false;
    bool is_scenario =
        false;               ///< its JavaScript form may call what scenarios have and Node has not
    std::uint64_t seed = 1;  ///< of the shuffling
    /// Every order that exploring found; no wrong choice is one of them.
    std::vector<std::vector<std::string>> possible = {};
    bool is_explored = true;  ///< there are no others
    /// What samples printed besides the traces: more than one order is a race.
    std::vector<std::vector<std::string>> seen = {};
};

/// `traces`: runs of one program under several seeds, at least one, each of level full.
[[nodiscard]] QuizItem make_item(const QuizSource& source, const std::vector<sim::Trace>& traces);

/// A text a judge can compare: the lines joined.
[[nodiscard]] std::vector<std::string> lines_of(const sim::Trace& trace);

}  // namespace ui
