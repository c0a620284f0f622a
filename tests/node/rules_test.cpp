#include "tests/catch.hpp"

#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "sim/node/rules.hpp"

using namespace sim;

namespace {

/// "R5.4b" as something that sorts: section, number, letter.
std::string sort_key(std::string_view number) {
    const std::size_t dot = number.find('.');
    std::string digits;
    std::string letter;
    for (const char c : number.substr(dot + 1)) {
        (std::isdigit(static_cast<unsigned char>(c)) != 0 ? digits : letter) += c;
    }
    return std::string{number.substr(1, dot)} + std::string(4 - digits.size(), '0') + digits +
           letter;
}

}  // namespace

TEST_CASE("rules are in order and each number occurs once", "[node]") {
    std::string last;
    for (const Rule& rule : rules()) {
        INFO(rule.number);
        CHECK(rule.number.front() == 'R');
        CHECK(sort_key(rule.number) > last);
        last = sort_key(rule.number);
    }
}

// Sections 1 to 8 as numbered: the second one has gaps so that its three parts begin at 1, 20 and
// 30.
TEST_CASE("the rules of all eight sections are there", "[node]") {
    std::map<char, int> per_section;
    for (const Rule& rule : rules()) {
        ++per_section[rule.number[1]];
    }
    const std::map<char, int> expected = {{'1', 24}, {'2', 28}, {'3', 7}, {'4', 10},
                                          {'5', 12}, {'6', 11}, {'7', 6}, {'8', 7}};
    CHECK(per_section == expected);
}

TEST_CASE("a rule is found by its number, with or without the letter", "[node]") {
    for (const Rule& rule : rules()) {
        INFO(rule.number);
        std::string lower{rule.number};
        lower[0] = 'r';
        CHECK(find_rule(rule.number) == &rule);
        CHECK(find_rule(lower) == &rule);
        CHECK(find_rule(rule.number.substr(1)) == &rule);
    }
    for (const char* number : {"", "R", "2", "2.", "R2.3x", "RR2.30", "R2.030", "R9.1", " R2.30"}) {
        CHECK(find_rule(number) == nullptr);
    }
}

TEST_CASE("every rule says something in full sentences and names its evidence", "[node]") {
    std::set<std::string_view> texts;
    for (const Rule& rule : rules()) {
        INFO(rule.number);
        CHECK(rule.text.size() > 40);
        CHECK(rule.text.back() == '.');
        CHECK(rule.text.find("  ") == std::string_view::npos);
        CHECK(rule.evidence.size() >= 3);
        CHECK(rule.evidence.find("  ") == std::string_view::npos);
        CHECK_FALSE(rule.section.empty());
        CHECK(texts.insert(rule.text).second);
    }
}

// What can be seen has been seen: an observable rule names at least one probe, a letter (or two)
// and two digits.
TEST_CASE("every observable rule names a probe", "[node]") {
    for (const Rule& rule : rules()) {
        if (!rule.observable) {
            continue;
        }
        INFO(rule.number);
        const std::string_view first = rule.evidence.substr(0, rule.evidence.find_first_of(" ;"));
        CHECK(std::string_view{"LTIMPSEW"}.find(first.front()) != std::string_view::npos);
        CHECK(first.substr(first.size() - 2).find_first_not_of("0123456789") ==
              std::string_view::npos);
    }
}
