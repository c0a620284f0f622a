#include "sim/core/fingerprint.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

using namespace sim;

namespace {

std::uint64_t of_words(const std::vector<std::uint64_t>& words) {
    Fingerprint fingerprint;
    for (const std::uint64_t word : words) fingerprint.add(word);
    return fingerprint.value();
}
std::uint64_t of_texts(const std::vector<std::string_view>& texts) {
    Fingerprint fingerprint;
    for (const std::string_view text : texts) fingerprint.add(text);
    return fingerprint.value();
}

}  // namespace

TEST_CASE("equal sequences have equal fingerprints", "[fingerprint]") {
    CHECK(of_words({1, 2, 3}) == of_words({1, 2, 3}));
    CHECK(of_texts({"timers", "poll"}) == of_texts({"timers", "poll"}));
}

TEST_CASE("order, number and boundaries count", "[fingerprint]") {
    const std::set<std::uint64_t> values{of_words({}),
                                         of_words({0}),
                                         of_words({0, 0}),
                                         of_words({1, 2}),
                                         of_words({2, 1}),
                                         of_texts({""}),
                                         of_texts({"", ""}),
                                         of_texts({"ab", "c"}),
                                         of_texts({"a", "bc"}),
                                         of_texts({"abc"}),
                                         of_texts({"12345678"}),
                                         of_texts({"123456789"}),
                                         of_texts({std::string_view{"a\0", 2}}),
                                         of_texts({"a"})};
    CHECK(values.size() == 14);
}

TEST_CASE("each bit of each word changes the fingerprint", "[fingerprint]") {
    std::set<std::uint64_t> values{of_words({5, 6, 7})};
    for (int bit = 0; bit < 64; ++bit) {
        const std::uint64_t flip = std::uint64_t{1} << bit;
        values.insert(of_words({5 ^ flip, 6, 7}));
        values.insert(of_words({5, 6 ^ flip, 7}));
        values.insert(of_words({5, 6, 7 ^ flip}));
    }
    CHECK(values.size() == 1 + 3 * 64);
}

TEST_CASE("200,000 neighbouring sequences do not collide", "[fingerprint]") {
    std::set<std::uint64_t> values;
    for (std::uint64_t x = 0; x < 500; ++x) {
        for (std::uint64_t y = 0; y < 400; ++y) values.insert(of_words({x, y}));
    }
    CHECK(values.size() == 200'000);
}

TEST_CASE("fingerprints are those of all earlier releases, on every machine",
          "[fingerprint][golden]") {
    // Computed once; fingerprints in files are compared with these.
    CHECK(of_words({}) == 12151680295602934571U);
    CHECK(of_words({1, 2, 3}) == 14708181345730405220U);
    CHECK(of_texts({"loopglass", "\xC3\xA9"}) == 5221606621218365456U);
}

TEST_CASE("two words in one round count as two", "[fingerprint]") {
    std::set<std::uint64_t> values{of_words({5, 6}), of_words({5}), of_words({6})};
    const auto add = [&values](std::uint64_t word, std::uint64_t second) {
        Fingerprint fingerprint;
        fingerprint.add(word, second);
        values.insert(fingerprint.value());
    };
    add(5, 6);
    add(6, 5);
    for (int bit = 0; bit < 63; ++bit) add(5 ^ (std::uint64_t{1} << bit), 6);
    for (int bit = 0; bit < 64; ++bit) add(5, 6 ^ (std::uint64_t{1} << bit));
    CHECK(values.size() == 3 + 2 + 63 + 64);
}
