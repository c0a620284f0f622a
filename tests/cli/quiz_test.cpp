#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/cli/quiz_maker.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

namespace {

/// Shown as a to c in the order of the seed.
const std::string program = R"({ "title": "three queues", "main": [
    { "then": "resolved", "do": [{ "log": "promise" }] },
    { "nextTick": [{ "log": "tick" }] },
    { "log": "script" } ] })";

nlohmann::json item(const Folder& folder, const std::string& line) {
    return nlohmann::json::parse(cli(folder, line + " --json").out);
}

/// The letters of the right order.
std::string right_answer(const nlohmann::json& quiz) {
    std::string letters;
    for (const nlohmann::json& line : quiz["truth"]) {
        for (std::size_t i = 0; i < quiz["shown"].size(); ++i) {
            if (quiz["shown"][i] == line) letters += static_cast<char>('a' + i);
        }
    }
    return letters;
}

}  // namespace

TEST_CASE("a quiz takes the right order and says why the first mistake is one", "[cli]") {
    const Folder folder;
    folder.write("q.json", program);
    const nlohmann::json quiz = item(folder, "quiz DIR/q.json");
    CHECK(quiz["kind"] == "order");
    const std::string right = right_answer(quiz);
    const Outcome good = cli(folder, "quiz DIR/q.json --answer " + right);
    CHECK(good.code == 0);
    CHECK(good.out.ends_with("Right.\n"));
    // The same by stdin, with blanks and capitals.
    CHECK(cli(folder, "quiz DIR/q.json", fmt::format("{} {},{}\n", right[0], right[1], right[2]))
              .code == 0);
    std::string wrong = right;
    std::swap(wrong[1], wrong[2]);
    const Outcome bad = cli(folder, "quiz DIR/q.json --answer " + wrong);
    CHECK(bad.code == 1);
    CHECK(bad.out.find("Not quite: line 2 is tick, not promise.") != std::string::npos);
    CHECK(bad.out.find("Ticks run as soon as") == std::string::npos);
    CHECK(bad.out.find("Your order is what comes out if promises run before nextTick.") !=
          std::string::npos);
}

TEST_CASE("an answer that is none is refused with what is wrong", "[cli]") {
    const Folder folder;
    folder.write("q.json", program);
    CHECK(cli(folder, "quiz DIR/q.json --answer x").err ==
          "loopglass: found \"x\", expected letters from a to c\n");
    CHECK(cli(folder, "quiz DIR/q.json --answer aab").err == "loopglass: a stands there twice\n");
    CHECK(cli(folder, "quiz DIR/q.json --answer ab").err ==
          "loopglass: 2 of 3 letters, expected each once, such as \"b a c\"\n");
    CHECK(cli(folder, "quiz DIR/q.json").code == 2);  // the end of stdin
    CHECK(cli(folder, "quiz").code == 2);
    CHECK(cli(folder, "quiz --make magic").err.find("expected jobs, modules") != std::string::npos);
    folder.write("one.json", R"({ "main": [{ "log": "a" }] })");
    const Outcome one = cli(folder, "quiz DIR/one.json");
    CHECK(one.code == 2);
    CHECK(one.err.ends_with("prints 1 line; a quiz needs from 2 to 26, not all the same\n"));
    // A program that fails says how, as its quiz cannot.
    folder.write("fails.json", R"({ "main": [{ "log": "a" }, { "throw": "broken" }] })");
    CHECK(cli(folder, "quiz DIR/fails.json").err.find("\n    it ends with: ") != std::string::npos);
}

TEST_CASE("of the orders to choose from one is right and the others do not happen", "[cli]") {
    const Folder folder;
    folder.write("q.json", program);
    const nlohmann::json quiz = item(folder, "quiz DIR/q.json --choose");
    CHECK(quiz["kind"] == "choose");
    int right = 0;
    for (std::size_t i = 0; i < quiz["choices"].size(); ++i) {
        const nlohmann::json& choice = quiz["choices"][i];
        const bool is_right = choice["lines"] == quiz["truth"];
        CHECK(choice["isRight"] == is_right);
        right += is_right ? 1 : 0;
        const std::string answer(1, static_cast<char>('a' + i));
        CHECK(cli(folder, "quiz DIR/q.json --choose --answer " + answer).code ==
              (is_right ? 0 : 1));
    }
    CHECK(right == 1);
}

TEST_CASE("a race asks what can happen", "[cli]") {
    const Folder folder;
    folder.write("r.json", R"({ "main": [{ "setTimeout": 0, "do": [{ "log": "timer" }] },
        { "setImmediate": [{ "log": "immediate" }] } ] })");
    const nlohmann::json quiz = item(folder, "quiz DIR/r.json");
    CHECK(quiz["kind"] == "possible");
    CHECK(quiz["choices"].size() == 2);
    CHECK(cli(folder, "quiz DIR/r.json --answer ab").code == 0);
    const Outcome half = cli(folder, "quiz DIR/r.json --answer a");
    CHECK(half.code == 1);
    CHECK(half.out.ends_with("b can happen.\n"));
}

TEST_CASE("what is made has no more lines than there are letters", "[cli]") {
    const Folder folder;
    // As first drawn it has 27 lines.
    const nlohmann::json quiz = item(folder, "quiz --make promises --difficulty 3 --seed 18");
    CHECK(quiz["truth"].size() <= 26);
}

TEST_CASE("made quizzes are sound: one order under every seed, and the same again", "[cli]") {
    const Folder folder;
    for (const ui::QuizTopic& topic : ui::quiz_topics()) {
        for (int difficulty = 1; difficulty <= 3; ++difficulty) {
            std::set<std::string> programs;
            for (int seed = 1; seed <= 4; ++seed) {
                const std::string line = fmt::format("quiz --make {} --difficulty {} --seed {}",
                                                     topic.name, difficulty, seed);
                INFO(line);
                const nlohmann::json quiz = item(folder, line);
                CHECK(quiz["kind"] == "order");
                CHECK(quiz["truth"].size() >= 2);
                CHECK(cli(folder, line + " --answer " + right_answer(quiz)).code == 0);
                CHECK(item(folder, line) == quiz);
                programs.insert(quiz["program"].get<std::string>());
            }
            CHECK(programs.size() > 1);
        }
    }
}
