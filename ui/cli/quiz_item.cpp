#include "ui/cli/quiz_item.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "sim/core/draws.hpp"
#include "sim/explain/quiz.hpp"
#include "sim/explain/reason.hpp"

namespace ui {

namespace {

constexpr std::size_t wrong_max = 3;
constexpr std::size_t right_max = 2;

bool ends_with_line(std::string_view text) {
    const std::size_t digits = text.find_last_not_of("0123456789") + 1;
    return digits < text.size() && text.substr(0, digits).ends_with("line ");
}

/// Cuts out " (line 3)" and " (stat, line 3)": the program is shown in its JavaScript form, whose lines are not those of the
/// scenario.
std::string without_lines(std::string_view text, std::string_view language) {
    if (language != "javascript") return std::string{text};
    std::string out;
    for (;;) {
        const std::size_t open = text.find(" (");
        if (open == text.npos) return out.append(text);
        const std::size_t inside = open + 2;
        const std::size_t end = std::min(text.find_first_of("()", inside), text.size());
        const bool is_cut =
            text.substr(end).starts_with(')') && ends_with_line(text.substr(inside, end - inside));
        out.append(text.substr(0, is_cut ? open : inside));
        text.remove_prefix(is_cut ? end + 1 : inside);
    }
}

template <class T>
void shuffle(std::vector<T>& list, std::uint64_t seed, std::uint64_t index) {
    sim::Stream stream = sim::Draws{seed, 0}.stream(0, index);
    for (std::size_t i = list.size(); i > 1; --i)
        std::swap(
            list[i - 1],
            list[static_cast<std::size_t>(stream.uniform_below(static_cast<std::int64_t>(i)))]);
}

QuizChoice wrong_choice(const sim::History& history, const sim::WrongOrder& wrong,
                        std::string_view language) {
    QuizChoice choice{.lines = texts_of(history.trace(), wrong.order),
                      .belief = std::string{wrong.belief},
                      .mistake = wrong.first_mistake,
                      .because = {}};
    if (history.run_of_output(wrong.first_mistake) != sim::history_none)
        choice.because =
            without_lines(because_output(history, wrong.first_mistake).words(), language);
    return choice;
}

}  // namespace

std::string_view to_text(QuizKind kind) {
    switch (kind) {
        case QuizKind::order: return "order";
        case QuizKind::choose: return "choose";
        case QuizKind::possible: break;
    }
    return "possible";
}

std::vector<std::string> lines_of(const sim::Trace& trace) {
    std::vector<std::string> lines;
    for (const sim::OutputLine& line : trace.outputs)
        lines.emplace_back(trace.names.text(line.text));
    return lines;
}

namespace {

/// What is not to be seen in the program: the version, how it is loaded, and the pool if it is not the usual one.
std::string node_words(const QuizSource& source, const sim::Trace& trace) {
    constexpr std::int32_t threads_usual = 4;
    const std::int32_t threads = trace.facts.threadpool;
    const std::string pool =
        threads == threads_usual
            ? std::string{}
            : fmt::format(" with a pool of {} thread{}", threads, threads == 1 ? "" : "s");
    return fmt::format("Node {}{}{}", trace.facts.profile,
                       source.is_module ? " (as an ES module)" : "", pool);
}

/// The functions that are no part of Node, if they are called.
std::string given_words(const std::string& program) {
    std::string words;
    if (program.find("cpu(") != std::string::npos) words += "cpu(n) computes for n ms. ";
    if (program.find("poolWork(") != std::string::npos)
        words += "poolWork(n) is n ms of work in the pool. ";
    return words;
}

std::string question(QuizKind kind, const std::string& node) {
    switch (kind) {
        case QuizKind::order: return fmt::format("In which order does {} print these lines?", node);
        case QuizKind::choose: return fmt::format("What does {} print?", node);
        case QuizKind::possible:
            return fmt::format("The order is a race. Which of these can {} print?", node);
    }
    return {};
}

}  // namespace

QuizItem make_item(const QuizSource& source, const std::vector<sim::Trace>& traces) {
    const sim::Trace& trace = traces.front();
    const sim::History history{trace};
    QuizItem item{.kind = source.kind,
                  .title = source.title,
                  .question = {},
                  .node = trace.facts.profile,
                  .language = source.language,
                  .program = source.program,
                  .shown = lines_of(trace),
                  .truth = lines_of(trace),
                  .because = {},
                  .possible = source.possible,
                  .is_explored = source.is_explored,
                  .choices = {}};
    std::set<std::vector<std::string>> seen{source.seen.begin(), source.seen.end()};
    for (const sim::Trace& each : traces) seen.insert(lines_of(each));
    if (seen.size() > 1) item.kind = QuizKind::possible;
    std::set<std::vector<std::string>> can{source.possible.begin(), source.possible.end()};
    can.insert(seen.begin(), seen.end());
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        const bool is_known = history.run_of_output(i) != sim::history_none;
        item.because.push_back(
            is_known ? without_lines(because_output(history, i).words(), item.language)
                     : std::string{});
    }
    for (const sim::WrongOrder& wrong : sim::wrong_orders(history, 2 * wrong_max)) {
        QuizChoice choice = wrong_choice(history, wrong, item.language);
        if (!can.contains(choice.lines)) item.choices.push_back(std::move(choice));
        if (item.choices.size() == wrong_max) break;
    }
    if (item.kind != QuizKind::order) {
        std::size_t right = 0;
        for (const std::vector<std::string>& lines : seen) {
            if (right++ == right_max) break;
            item.choices.push_back(
                {.lines = lines, .is_right = true, .belief = {}, .mistake = 0, .because = {}});
        }
        shuffle(item.choices, source.seed, 1);
    }
    shuffle(item.shown, source.seed, 2);
    const std::string given = source.is_scenario ? given_words(item.program) : std::string{};
    item.question = given + question(item.kind, node_words(source, trace));
    return item;
}

}  // namespace ui
