#include "sim/scenario/course.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"

namespace {

std::string message(const sim::Result<sim::Course>& course) {
    return course ? std::string{} : to_text(course.diagnostics().front());
}

std::size_t words(const std::string& text) {
    std::istringstream stream{text};
    std::size_t count = 0;
    for (std::string word; stream >> word;) ++count;
    return count;
}

}  // namespace

TEST_CASE("the course has 30 to 40 lessons, each a scenario with one question and few words",
          "[course]") {
    const sim::Result<sim::Course> course =
        sim::load_course(read_source_file("scenarios/course.json"), "course.json");
    REQUIRE(message(course).empty());
    std::set<std::string> seen;
    for (const sim::Chapter& chapter : course->chapters) {
        CHECK_FALSE(chapter.title.empty());
        for (const sim::Lesson& lesson : chapter.lessons) {
            INFO(lesson.scenario);
            CHECK(seen.insert(lesson.scenario).second);
            CHECK(std::ranges::count(lesson.question, '?') >= 1);
            const std::string text = read_source_file("scenarios/" + lesson.scenario + ".json");
            const sim::Result<sim::Program> program =
                sim::load_scenario(text, lesson.scenario, [](std::string_view) {
                    return sim::Diagnostic{{}, "no files here", {}, {}};
                });
            REQUIRE(program);
            CHECK(words(program->about) >= 10);
            CHECK(words(program->about) <= 120);
            CHECK_FALSE(program->expectations.empty());
        }
    }
    CHECK(seen.size() >= 30);
    CHECK(seen.size() <= 40);
}

TEST_CASE("what is wrong with a course is said with its place", "[course]") {
    CHECK(message(sim::load_course("[]", "c.json")).find("expected an object") !=
          std::string::npos);
    CHECK(message(sim::load_course(R"({"about": "a"})", "c.json"))
              .starts_with("c.json:1:1: \"chapters\" is missing"));
    CHECK(message(sim::load_course(R"({"about": "a", "chapters": [{"title": 3, "lessons": []}]})",
                                   "c.json"))
              .starts_with("c.json:1:39: found the number 3, expected a text"));
    CHECK(message(sim::load_course(R"({"about": "a", "chapters": [], "chapter": 1})", "c.json"))
              .starts_with("c.json:1:32: unknown key \"chapter\""));
}
