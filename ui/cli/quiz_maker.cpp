// Programs for quizzes: a list of actions out of the topic's box, each logging a letter and, with rising difficulty,
// nesting others. What would make the order a race is left out (timers are told apart by work that takes longer than
// they do); the caller still tries seeds, since only a run knows.
#include "ui/cli/quiz_maker.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "sim/core/draws.hpp"

namespace ui {

namespace {

constexpr std::array topics{
    QuizTopic{"jobs", "ticks and promise reactions after the main script"},
    QuizTopic{"modules", "the same in an ES module"},
    QuizTopic{"phases", "timers, immediates and the jobs between them"},
    QuizTopic{"timers", "timers of several durations, one later than the other"},
    QuizTopic{"io", "what a callback of the pool sets off"},
    QuizTopic{"promises", "chains, async functions and their hops"},
    QuizTopic{"pool", "more work than threads"},
};

constexpr int letters_max = 26;
constexpr std::uint64_t attempts_max = 100;  // one in a thousand programs has to be made again

class Maker {
public:
    Maker(std::string_view topic, int difficulty, std::uint64_t seed, std::uint64_t attempt)
        : topic_(topic), difficulty_(difficulty), stream_(sim::Draws{seed, 0}.stream(0, attempt)) {}

    /// Of what was made: there is an order to ask for, and a letter for each line.
    [[nodiscard]] bool can_be_asked() const { return letters_ >= 2 && letters_ <= letters_max; }

    std::string make() {
        std::string runtime;
        if (topic_ == "modules") runtime = "  \"runtime\": { \"module\": \"esm\" },\n";
        if (topic_ == "pool") runtime = pool_runtime();
        std::vector<std::string> actions;
        const int count = 2 + difficulty_;
        actions.reserve(static_cast<std::size_t>(count) + 2);
        for (int i = 0; i < count; ++i) actions.push_back(action(difficulty_));
        if (topic_ != "pool" && topic_ != "io") actions.push_back(log());
        // Every timer is due when the loop begins: nothing depends on how fast it starts.
        if (topic_ == "phases" || topic_ == "timers") actions.emplace_back(R"({ "cpu": "60ms" })");
        if (topic_ == "io") {
            std::string inside;
            for (const std::string& each : actions) inside += fmt::format("        {},\n", each);
            inside.resize(inside.size() - 2);
            return fmt::format(
                "{{\n{}  \"main\": [\n    {{\n      \"fs.stat\": \"file\",\n      "
                "\"do\": [\n{}\n      ]\n    }}\n  ]\n}}\n",
                runtime, inside);
        }
        std::string body;
        for (const std::string& each : actions) body += fmt::format("    {},\n", each);
        body.resize(body.size() - 2);
        return fmt::format("{{\n{}  \"main\": [\n{}\n  ]\n}}\n", runtime, body);
    }

private:
    std::string log() { return fmt::format(R"({{ "log": "{}" }})", letter()); }
    std::string letter() {
        const int number = std::min(letters_++, letters_max - 1);
        return {static_cast<char>('A' + number)};
    }
    std::size_t below(std::int64_t n) { return static_cast<std::size_t>(stream_.uniform_below(n)); }

    /// A body: it logs, and at higher difficulty it sets off more.
    std::string body(int depth) {
        std::string text = log();
        if (depth > 1 && below(3) != 0) text += ", " + action(depth - 1);
        return text;
    }

    std::string action(int depth) {
        if (topic_ == "pool") return pool();
        if (topic_ == "timers") return timer(depth);
        if (topic_ == "promises") return promise(depth);
        if (topic_ == "phases" || topic_ == "io") return phase(depth);
        return job(depth);
    }

    std::string job(int depth) {
        // Jobs of the script run after its work: a timer that one of them set would race.
        const bool is_phase = topic_ == "phases" || topic_ == "io";
        const auto inside = [&] { return is_phase ? nested(depth) : body(depth); };
        switch (below(3)) {
            case 0: return fmt::format(R"({{ "nextTick": [{}] }})", inside());
            case 1: return fmt::format(R"({{ "queueMicrotask": [{}] }})", inside());
            default: return fmt::format(R"({{ "then": "resolved", "do": [{}] }})", inside());
        }
    }

    std::string phase(int depth) {
        switch (below(4)) {
            case 0: return fmt::format(R"({{ "setTimeout": 0, "do": [{}] }})", nested(depth));
            case 1: return fmt::format(R"({{ "setImmediate": [{}] }})", nested(depth));
            default: return job(depth);
        }
    }

    /// Inside of a timer or an immediate only jobs: another timer beside another immediate would race.
    std::string nested(int depth) {
        std::string text = log();
        if (depth > 1 && below(3) != 0) text += ", " + job(depth - 1);
        return text;
    }

    std::string timer(int depth) {
        static constexpr std::array durations{0, 5, 10, 20, 30};
        if (below(4) == 0) return R"({ "cpu": "6ms" })";
        return fmt::format(R"({{ "setTimeout": {}, "do": [{}] }})", durations.at(below(5)),
                           depth > 1 ? nested(depth - 1) : log());
    }

    std::string promise(int depth) {
        // One after the other: letters rise with the lines of the program.
        const std::size_t kind = below(4);
        const std::string first = kind == 0 ? log() : body(depth);
        switch (kind) {
            case 0: {
                const std::string rest = body(depth);
                return fmt::format(R"({{ "async": [{}, {{ "await": "value" }}, {}] }})", first,
                                   rest);
            }
            case 1: return fmt::format(R"({{ "chain": [[{}], [{}]] }})", first, log());
            case 2: return fmt::format(R"({{ "queueMicrotask": [{}] }})", first);
            default: return fmt::format(R"({{ "then": "resolved", "do": [{}] }})", first);
        }
    }

    /// Each time is longer than all shorter ones together, and none is taken twice: no two end together.
    static constexpr std::array<std::string_view, 5> times{"20ms", "50ms", "110ms", "230ms",
                                                           "470ms"};
    static std::string pool_runtime() {
        std::string text = "  \"runtime\": { \"threadpool\": 2 },\n  \"work\": {";
        for (const std::string_view time : times)
            text += fmt::format("{} \"work of {}\": {{ \"time\": \"{}\" }}",
                                time == times.front() ? "" : ",", time, time);
        return text + " },\n";
    }
    std::string pool() {
        std::size_t pick = below(5);
        while (is_taken_.at(pick)) pick = (pick + 1) % times.size();
        is_taken_.at(pick) = true;
        return fmt::format(R"({{ "work": "work of {}", "do": [{}] }})", times.at(pick), log());
    }

    std::array<bool, 5> is_taken_{};
    std::string_view topic_;
    int difficulty_;
    sim::Stream stream_;
    int letters_ = 0;
};

}  // namespace

std::span<const QuizTopic> quiz_topics() { return topics; }

std::string make_quiz(std::string_view topic, int difficulty, std::uint64_t seed) {
    std::string text;
    for (std::uint64_t attempt = 0; attempt < attempts_max; ++attempt) {
        Maker maker{topic, difficulty, seed, attempt};
        text = maker.make();
        if (maker.can_be_asked()) break;
    }
    return text;
}

}  // namespace ui
