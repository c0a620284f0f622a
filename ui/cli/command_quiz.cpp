#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/explore/explore.hpp"
#include "sim/scenario/scenario.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/exploration.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/quiz_load.hpp"
#include "ui/cli/quiz_maker.hpp"
#include "ui/cli/script_job.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

/// So many seeds tell a race from an order.
constexpr std::uint64_t seeds = 64;
constexpr std::int64_t script_samples = 64;
constexpr std::size_t lines_max = 26;
constexpr int tries_max = 3;

/// The part of the JavaScript form that is the scenario's own: what stands before it reads files and prints.
std::string program_of(const std::string& javascript) {
    constexpr std::string_view mark = "\nconst v = {";
    const std::size_t at = javascript.find(mark);
    if (at == std::string::npos) return javascript;
    std::string program = javascript.substr(at + 1);
    constexpr std::string_view empty = "const v = {};\n\n";
    return program.starts_with(empty) ? program.substr(empty.size()) : program;
}

/// Of a lesson the first comment line is its title, and often gives the answer away.
std::string title_of(const std::string& file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string::npos ? file : file.substr(slash + 1);
}

void show_choice(const QuizItem& item, std::size_t number, const Console& console) {
    console.out << fmt::format("  {}  ", static_cast<char>('a' + number));
    const std::vector<std::string>& lines = item.choices[number].lines;
    for (std::size_t i = 0; i < lines.size(); ++i)
        console.out << (i > 0 ? ", " : "") << printable(lines[i]);
    console.out << '\n';
}

void ask(const QuizItem& item, const Console& console) {
    const bool has_colour = console.out_terminal.has_colour;
    console.out << paint(item.title, Ink::bold, has_colour) << "\n\n" << item.program;
    if (!item.program.ends_with('\n')) console.out << '\n';
    console.out << '\n' << item.question << '\n';
    if (item.kind == QuizKind::order) {
        for (std::size_t i = 0; i < item.shown.size(); ++i)
            console.out << fmt::format("  {}  {}\n", static_cast<char>('a' + i), item.shown[i]);
    } else {
        for (std::size_t i = 0; i < item.choices.size(); ++i) show_choice(item, i, console);
    }
}

/// The letters of an answer as numbers; empty after a message on what is wrong with it.
std::optional<std::vector<std::size_t>> read_letters(const QuizItem& item, const std::string& text,
                                                     const Console& console) {
    const bool is_order = item.kind == QuizKind::order;
    const std::size_t count = is_order ? item.shown.size() : item.choices.size();
    const char last = static_cast<char>('a' + count - 1);
    std::vector<std::size_t> numbers;
    for (const char c : text) {
        if (c == ' ' || c == ',' || c == '\t' || c == '\r') continue;
        const char letter = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (letter < 'a' || letter > last) {
            complain(console, fmt::format("found \"{}\", expected letters from a to {}", c, last));
            return std::nullopt;
        }
        const auto number = static_cast<std::size_t>(letter - 'a');
        if (std::ranges::find(numbers, number) != numbers.end()) {
            complain(console, fmt::format("{} stands there twice", letter));
            return std::nullopt;
        }
        numbers.push_back(number);
    }
    if (is_order && numbers.size() != count) {
        complain(console, fmt::format("{} of {} letters, expected each once, such as \"b a c\"",
                                      numbers.size(), count));
        return std::nullopt;
    }
    if (numbers.empty() || (item.kind == QuizKind::choose && numbers.size() != 1)) {
        complain(console, item.kind == QuizKind::choose ? "expected one letter"
                                                        : "expected one letter or more");
        return std::nullopt;
    }
    return numbers;
}

void show_truth(const QuizItem& item, const Console& console) {
    console.out << (item.possible.size() > 1 ? "Usually it prints\n" : "It prints\n");
    for (const std::string& line : item.truth) console.out << "  " << line << '\n';
}

int judge_order(const QuizItem& item, const std::vector<std::size_t>& answer,
                const Console& console) {
    std::vector<std::string> lines;
    lines.reserve(answer.size());
    for (const std::size_t number : answer) lines.push_back(item.shown[number]);
    if (lines == item.truth) {
        console.out << "Right.\n";
        return exit_done;
    }
    if (std::ranges::find(item.possible, lines) != item.possible.end()) {
        console.out << "That can happen, if the pool, the OS or the clock want it so.\n";
        show_truth(item, console);
        return exit_done;
    }
    if (!item.is_explored) {
        console.out << fmt::format(
            "Nobody can tell: it is none of the {} orders that were tried, but there are more.\n",
            format_count(static_cast<std::int64_t>(item.possible.size())));
        show_truth(item, console);
        return exit_limit;
    }
    const auto at =
        static_cast<std::size_t>(std::ranges::mismatch(lines, item.truth).in1 - lines.begin());
    console.out << fmt::format("Not quite: line {} is {}, not {}.\n", at + 1, item.truth[at],
                               lines[at]);
    console.out << wrap(item.because[at], 100, 2);
    for (const QuizChoice& wrong : item.choices) {
        if (wrong.lines == lines && !wrong.belief.empty())
            console.out << fmt::format("Your order is what comes out if {}.\n", wrong.belief);
    }
    show_truth(item, console);
    return exit_failed;
}

int judge_choice(const QuizItem& item, const std::vector<std::size_t>& answer,
                 const Console& console) {
    bool is_right = true;
    for (std::size_t i = 0; i < item.choices.size(); ++i) {
        const QuizChoice& choice = item.choices[i];
        const bool is_chosen = std::ranges::find(answer, i) != answer.end();
        if (is_chosen == choice.is_right) continue;
        is_right = false;
        const char letter = static_cast<char>('a' + i);
        if (choice.is_right) {
            console.out << fmt::format("{} {} happen.\n", letter,
                                       item.kind == QuizKind::choose ? "does" : "can");
            continue;
        }
        console.out << fmt::format(
            "{} does not happen{}.\n", letter,
            choice.belief.empty() ? std::string{} : fmt::format(": it would if {}", choice.belief));
        if (item.kind == QuizKind::choose) {
            console.out << fmt::format("Line {} is {}.\n", choice.mistake + 1,
                                       item.truth[choice.mistake])
                        << wrap(choice.because, 100, 2);
        }
    }
    if (is_right) console.out << "Right.\n";
    return is_right ? exit_done : exit_failed;
}

int judge(const QuizItem& item, const std::vector<std::size_t>& answer, const Console& console) {
    return item.kind == QuizKind::order ? judge_order(item, answer, console)
                                        : judge_choice(item, answer, console);
}

int ask_until_answered(const QuizItem& item, const Options& options, const Console& console) {
    ask(item, console);
    if (!options.answer.empty()) {
        const auto answer = read_letters(item, options.answer, console);
        return answer ? judge(item, *answer, console) : exit_bad_input;
    }
    for (int i = 0; i < tries_max; ++i) {
        console.out << "Your answer: " << std::flush;
        std::string line;
        if (!std::getline(console.in, line)) {
            console.out << '\n';
            complain(console, "no answer", "answer with letters, or with --answer \"b a c\"");
            return exit_bad_input;
        }
        if (const auto answer = read_letters(item, line, console))
            return judge(item, *answer, console);
    }
    return exit_bad_input;
}

void put_list(Json& json, std::string_view key, const std::vector<std::string>& list) {
    json.open(key, '[');
    for (const std::string& text : list) json.text({}, text);
    json.close(']');
}

int write_item(const QuizItem& item, const std::string& scenario, const Console& console) {
    const traces::Sink to_stdout = [&](std::string_view bytes) {
        return static_cast<bool>(console.out << bytes);
    };
    Json json{to_stdout};
    json.open({}, '{');
    json.text("kind", to_text(item.kind));
    json.text("title", item.title);
    json.text("question", item.question);
    json.text("node", item.node);
    json.text("language", item.language);
    json.text("program", item.program);
    if (!scenario.empty()) json.text("scenario", scenario);
    put_list(json, "shown", item.shown);
    put_list(json, "truth", item.truth);
    put_list(json, "because", item.because);
    json.open("possible", '[');
    for (const std::vector<std::string>& lines : item.possible) put_list(json, {}, lines);
    json.close(']');
    json.open("choices", '[');
    for (const QuizChoice& choice : item.choices) {
        json.open({}, '{');
        put_list(json, "lines", choice.lines);
        json.boolean("isRight", choice.is_right);
        if (!choice.is_right) {
            json.text("belief", choice.belief);
            json.integer("mistake", static_cast<std::int64_t>(choice.mistake));
            json.text("because", choice.because);
        }
        json.close('}');
    }
    json.close(']');
    json.close('}');
    (void)json.finish();
    return exit_done;
}

std::vector<sim::Trace> sample(const Job& job, const Options& options, const Console& console) {
    std::vector<sim::Trace> traces;
    for (std::uint64_t i = 0; i < seeds && !is_interrupted(console); ++i) {
        const sim::RunOptions run_options{.level = sim::TraceLevel::full,
                                          .seed = options.seed + i,
                                          .replication = 0,
                                          .interrupt = console.interrupt,
                                          .program_name = job.given,
                                          .version = version_number()};
        sim::Trace trace = sim::run(job.program, *job.profile, run_options);
        const bool is_new = std::ranges::none_of(
            traces, [&](const sim::Trace& other) { return lines_of(other) == lines_of(trace); });
        if (is_new) traces.push_back(std::move(trace));
    }
    return traces;
}

/// Something that can be asked about: two different lines at least, and no more than there are letters.
bool is_worth_asking(const std::vector<std::string>& lines) {
    return lines.size() >= 2 && lines.size() <= lines_max &&
           std::ranges::any_of(lines,
                               [&](const std::string& line) { return line != lines.front(); });
}

/// So many paths are walked for a question; if there are more, what they print is not known to be all.
constexpr std::int64_t quiz_paths = 20'000;
constexpr std::int64_t quiz_script_paths = 400;

std::vector<std::vector<std::string>> outputs_of(const sim::Orders& orders, std::int64_t seen_min) {
    std::vector<std::vector<std::string>> outputs;
    for (const sim::Order& order : orders.orders) {
        if (order.seen >= seen_min && std::ranges::find(outputs, order.lines) == outputs.end())
            outputs.push_back(order.lines);
    }
    return outputs;
}

/// The question about the first of `traces`.
Loaded<QuizItem> item_of(const QuizSource& source, const std::vector<sim::Trace>& traces,
                         const std::string& name, const Console& console) {
    if (traces.empty()) return {.value = {}, .code = exit_limit};
    if (!is_worth_asking(lines_of(traces.front()))) {
        const std::size_t count = traces.front().outputs.size();
        const std::string& failure = traces.front().ending.message;
        complain(console,
                 fmt::format("{}: prints {} {}; a quiz needs from 2 to {}, not all the same{}",
                             name, count, count == 1 ? "line" : "lines", lines_max,
                             failure.empty() ? "" : "\n    it ends with: " + failure));
        return {.value = {}, .code = exit_bad_input};
    }
    return {.value = make_item(source, traces), .code = exit_done};
}

/// Asks; exit code.
int ask_about(const Loaded<QuizItem>& item, const std::string& made, const Options& options,
              const Console& console) {
    if (!item.value) return item.code;
    if (options.is_json) return write_item(*item.value, made, console);
    return ask_until_answered(*item.value, options, console);
}

}  // namespace

Loaded<QuizItem> load_script_quiz(const Options& options, const Console& console) {
    const Loaded<ScriptJob> job = load_script(options, console);
    if (!job.value) return {.value = {}, .code = exit_bad_input};
    const std::optional<ScriptText> script = read_script(options.operands.front(), console);
    if (!script) return {.value = {}, .code = exit_bad_input};
    std::vector<sim::Trace> traces;
    Loaded<sim::Trace> trace = trace_script(*job.value, options, console);
    if (!trace.value || trace.code != exit_done) return {.value = {}, .code = trace.code};
    traces.push_back(*std::move(trace.value));
    const std::string& file = options.operands.front();
    Options own = options;
    own.paths = quiz_script_paths;
    const Loaded<Exploration> found = explore_file(script_samples, own, console);
    if (found.code != exit_done) return {.value = {}, .code = found.code};
    const QuizSource source{.kind = options.is_choosing ? QuizKind::choose : QuizKind::order,
                            .title = title_of(file),
                            .language = "javascript",
                            .program = script->code.substr(std::min(
                                script->code.find_first_not_of('\n'), script->code.size())),
                            .is_module = file.ends_with(".mjs") || file.ends_with(".mts"),
                            .seed = options.seed,
                            .possible = outputs_of(found.value->orders, 0),
                            .is_explored = found.value->orders.is_complete,
                            .seen = outputs_of(found.value->orders, 1)};
    return item_of(source, traces, file, console);
}

Loaded<QuizItem> load_quiz(const Input& input, const std::string& title, const Options& options,
                           const Console& console) {
    const Loaded<Job> job = load_job(input, options, console);
    if (!job.value) return {.value = {}, .code = job.code};
    if (!job.value->program.loads.empty()) {
        complain(console, fmt::format("{}: a scenario with a load prints no lines to put in order",
                                      input.name));
        return {.value = {}, .code = exit_bad_input};
    }
    const std::vector<sim::Trace> traces = sample(*job.value, options, console);
    QuizSource source{.kind = options.is_choosing ? QuizKind::choose : QuizKind::order,
                      .title = title.empty() ? job.value->program.title : title,
                      .language = "javascript",
                      .program = input.text,
                      .is_module = job.value->program.scripts.front().is_module,
                      .is_scenario = input.kind == InputKind::json,
                      .seed = options.seed};
    if (sim::hinders_exploring(job.value->program).empty()) {
        const sim::ExploreOptions how{.latitude = {},
                                      .runs_max = quiz_paths,
                                      .samples = 0,
                                      .seed = options.seed,
                                      .interrupt = console.interrupt,
                                      .runs = console.runs};
        const sim::Orders orders = sim::explore(job.value->program, *job.value->profile, how);
        source.possible = outputs_of(orders, 0);
        source.is_explored = orders.is_complete;
    }
    if (input.kind == InputKind::json) {
        const sim::Result<std::string> script = sim::scenario_to_javascript(input.text, input.name);
        if (script) source.program = program_of(*script);
        else source.language = "json";
    }
    return item_of(source, traces, input.name, console);
}

namespace {

int make(const Options& options, const Console& console) {
    std::vector<std::string_view> names;
    for (const QuizTopic& topic : quiz_topics()) names.push_back(topic.name);
    if (std::ranges::find(names, options.topic) == names.end()) {
        complain(
            console,
            fmt::format("unknown topic \"{}\", expected {}", options.topic, fmt::join(names, ", ")),
            guess(options.topic, names));
        return exit_bad_input;
    }
    const std::string text = make_quiz(options.topic, options.difficulty, options.seed);
    const Input input{.name = "quiz", .given = "quiz", .text = text, .kind = InputKind::json};
    const std::string title = fmt::format("{}, difficulty {}, number {}", options.topic,
                                          options.difficulty, options.seed);
    return ask_about(load_quiz(input, title, options, console), text, options, console);
}

}  // namespace

int quiz_command(const Options& options, const Console& console) {
    if (!options.topic.empty()) {
        if (options.operands.empty()) return make(options, console);
        complain(console, "--make makes a program of its own: no FILE beside it");
        return exit_bad_input;
    }
    if (options.operands.empty()) {
        complain(console, "\"loopglass quiz\" needs FILE or --make TOPIC",
                 "usage: loopglass quiz FILE");
        return exit_bad_input;
    }
    if (options.operands.front() == "-" && options.answer.empty() && !options.is_json) {
        complain(console, "stdin is the program, so the answer has to come by --answer");
        return exit_bad_input;
    }
    if (is_script(options.operands.front(), options))
        return ask_about(load_script_quiz(options, console), {}, options, console);
    const Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return input.code;
    return ask_about(load_quiz(*input.value, {}, options, console), {}, options, console);
}

}  // namespace ui
