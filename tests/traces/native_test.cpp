#include "traces/native.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/trace/audit.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/golden.hpp"
#include "tests/traces/schema_check.hpp"
#include "tests/traces/written.hpp"
#include "traces/native_columns.hpp"

namespace {

using traces::Format;

/// The one diagnostic for `text`, as "line: message".
std::string read_fault(std::string_view text) {
    const auto result = traces::read_native(text, "x.json");
    if (result.has_value()) return "none";
    CHECK(result.diagnostics().size() == 1);
    CHECK(result.diagnostics()[0].place.file == "x.json");
    return std::to_string(result.diagnostics()[0].place.line) + ": " +
           result.diagnostics()[0].message;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    if (at == std::string::npos) FAIL("not in the text: " << what);
    return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("a native trace, read and written again, is the same bytes", "[traces]") {
    for (const sim::Trace& trace :
         {sample_trace(), spans_trace(), sim::Trace{}, long_trace(40'000, 100)}) {
        const std::string text = native(trace);
        const auto again = traces::read_native(text, "x.json");
        if (!again.has_value())
            FAIL(again.diagnostics()[0].place.line << ": " << again.diagnostics()[0].message);
        CHECK(native(*again) == text);
        CHECK(sim::audit(*again) == std::vector<std::string>{});
    }
}

TEST_CASE("the native form of a sample stays as it is", "[traces]") {
    CHECK(differs_from_golden("sample.json", native(sample_trace())) == "");
}

TEST_CASE("the native form fits its JSON Schema", "[traces]") {
    const auto schema = nlohmann::json::parse(read_source_file("traces/native.schema.json"));
    for (const sim::Trace& trace :
         {sample_trace(), spans_trace(), sim::Trace{}, long_trace(100, 1)}) {
        CHECK(check_schema(schema, nlohmann::json::parse(native(trace))) ==
              std::vector<std::string>{});
    }
    auto broken = nlohmann::json::parse(native(sample_trace()));
    broken["chunks"][0]["surprise"] = 1;
    broken["facts"].erase("seed");
    broken["level"] = "half";
    CHECK(check_schema(schema, broken).size() == 3);
}

TEST_CASE("no line of a native trace exceeds 1 MiB", "[traces]") {
    const std::string text = native(long_trace(60'000, 0));
    std::size_t longest = 0;
    for (std::size_t from = 0; from < text.size(); from = text.find('\n', from) + 1)
        longest = std::max(longest, text.find('\n', from) - from);
    CHECK(text.size() > (std::size_t{5} << 20));
    CHECK(longest <= std::size_t{1} << 20);
}

TEST_CASE("a native trace may come in pieces of any size", "[traces]") {
    const std::string text = native(sample_trace());
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
        std::string_view rest = text;
        const auto again = traces::read_native(
            [&] {
                const std::string_view piece = rest.substr(0, size);
                rest.remove_prefix(piece.size());
                return piece;
            },
            "x.json");
        REQUIRE(again.has_value());
        CHECK(native(*again) == text);
    }
}

TEST_CASE("the reader says what is wrong with a native trace and where", "[traces]") {
    const std::string good = native(sample_trace());
    CHECK(read_fault("") == "1: the file is empty; expected a native trace");
    CHECK(read_fault("hello") ==
          "1: no native trace; expected a first line that starts with {\"loopglass\":");
    CHECK(read_fault(replaced(good, "\"loopglass\":2,", "\"loopglass\":1,")) ==
          "1: a native trace of version 1; this loopglass reads version 2");
    CHECK(read_fault(replaced(good, "\"level\":\"full\"", "\"level\":\"half\"")) ==
          "1: unknown word \"half\"");
    CHECK(read_fault(replaced(good, "\"tick\"", "\"tock\"")) == "1: unknown word \"tock\"");
    CHECK(read_fault(replaced(good, "\"exit_code\":0", "\"exit_code\":0.5")) ==
          "11: exit_code: expected an integer");
    CHECK(read_fault(replaced(good, "\"seed\":\"18446744073709551615\"",
                              "\"seed\":\"18446744073709551616\"")) ==
          "1: \"18446744073709551616\" is no 64-bit number");
    CHECK(read_fault(
              replaced(good, "{\"names\":[\"main\",\"db\"", "{\"names\":[\"main\",\"main\"")) ==
          "4: names: \"main\" stands there twice");
    CHECK(read_fault(replaced(good, "\"cause\":[-1,0", "\"cause\":[-1,1")) ==
          "8: cause, row 1: task 1 does not precede it");
    CHECK(read_fault(replaced(good, "\"cause\":[-1,0", "\"cause\":[-1,9")) ==
          "8: cause, row 1: 9 is out of range");
    CHECK(read_fault(replaced(good, "\"cause\":[-1,0", "\"cause\":[0")) ==
          "8: name: more values than in the other columns");
    CHECK(read_fault(replaced(good, "\"cause\":[-1,0", "\"cause\":[-1,0,0")) ==
          "8: name: 8 values, expected 9");
    CHECK(read_fault(replaced(good, "\"cause\":[-1,0", "\"cause\":[-1,0.5")) ==
          "8: cause, row 1: expected an integer");
    CHECK(read_fault(replaced(good, "\"cause\":", "\"caus\":")) ==
          "8: cause: expected a column of integers");
    CHECK(read_fault(replaced(good, "{\"tasks\"", "{\"task\"")) == "8: unknown table \"task\"");
    CHECK(read_fault(
              replaced(good, "{\"events\":{\"at\":[0,500000", "{\"events\":{\"at\":[0,5000000")) ==
          "10: at, row 2: time runs back");
    CHECK(read_fault(replaced(good, "{\"spans\":{\"start\":[0,", "{\"spans\":{\"start\":[-1,")) ==
          "3: start, row 0: -1 is out of range");
    CHECK(read_fault(replaced(good, "\"latency\":{\"count\":1", "\"latency\":{\"count\":2")) ==
          "7: latency: no histogram has these parts");
    CHECK(read_fault(replaced(good, "},\n{\"spans\"", "}\n{\"spans\"")) ==
          "3: a chunk without a comma before it, or no chunk where ],\"ending\": is expected");
    CHECK(read_fault(good.substr(0, good.find("],\"ending\""))) ==
          "11: the file ends early; expected a chunk or ],\"ending\":");
    CHECK(read_fault(good.substr(0, good.find("\"index_at\""))) ==
          "13: the file ends early; expected its index");
    CHECK(read_fault(good + "x") == "14: nothing is expected after the last line");
    // What is written while the run goes on is checked when the rest is known; the line is that of the chunk.
    CHECK(read_fault(
              replaced(good, "{\"requests\":{\"number\":[0]", "{\"requests\":{\"number\":[1]")) ==
          "14: number: 1 is out of range, there are 1 requests");
    CHECK(read_fault(replaced(good, "\"to\":[", "\"to\":[1")) ==
          "14: the index does not say what the chunks hold");
    const std::string indented = nlohmann::json::parse(good).dump(2);
    CHECK(read_fault(indented) ==
          "1: no native trace; expected a first line that starts with {\"loopglass\":");
}

TEST_CASE("a chunk may have another layout than the writer's", "[traces]") {
    // Spaces send a line through the reader of JSON, which has to agree with the short way on what is right and wrong.
    const auto spaced = [](std::string text) {
        for (std::size_t at = text.find("[-"); at != std::string::npos; at = text.find("[-", at))
            text.replace(at, 1, "[ ");
        for (std::size_t at = text.find("\":["); at != std::string::npos;
             at = text.find("\":[", at))
            text.replace(at, 3, "\": [");
        // The header is looked at byte by byte.
        return text.replace(text.find("\"chunks\": ["), 11, "\"chunks\":[");
    };
    for (const sim::Trace& trace : {sample_trace(), spans_trace(), long_trace(2'000, 10)}) {
        const std::string text = native(trace);
        const auto again = traces::read_native(spaced(text), "x.json");
        REQUIRE(again.has_value());
        CHECK(native(*again) == text);
    }
    const std::string good = native(sample_trace());
    for (const auto& [what, with] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"\"cause\":[-1,0", "\"cause\":[-1,1"},
             {"\"cause\":[-1,0", "\"cause\":[-1,9"},
             {"\"cause\":[-1,0", "\"cause\":[0"},
             {"\"cause\":[-1,0", "\"cause\":[-1,0,0"},
             {"\"cause\":", "\"caus\":"},
             {"{\"tasks\"", "{\"task\""},
             {"{\"spans\":{\"start\":[0,", "{\"spans\":{\"start\":[-1,"},
             {"\"waits\":[[", "\"waits\":[[7],["},
             {"\"waits\":[[", "\"waits\":[[7,7,7,7,7,"},
             {"\"spare\":[", "\"spare\":[4294967296,"},
             {"\"spare\":[", "\"spare\":[18446744073709551616,"},
             {"\"spare\":[", "\"spare\":[00,"}}) {
        const std::string broken = replaced(good, what, with);
        CAPTURE(what, with);
        CHECK(read_fault(broken) != "none");
        CHECK(read_fault(spaced(broken)) == read_fault(broken));
    }
}

TEST_CASE("numbers of any length are read as they were written, wherever they stand", "[traces]") {
    std::mt19937_64 random{7};
    for (int round = 0; round < 300; ++round) {
        std::vector<std::int64_t> values;
        std::string line = R"({"spans":{"start":[)";
        for (auto count = random() % 200; count > 0; --count) {
            // Runs of single digits take a way of their own.
            auto value = static_cast<std::int64_t>(random() % 1'000'000'000'000'000'000U);
            for (auto cuts = round % 3 == 0 ? 17 : random() % 18; cuts > 0; --cuts) value /= 10;
            values.push_back(round % 3 == 1 && random() % 2 == 0 ? -value : value);
            line += (values.size() > 1 ? "," : "") + std::to_string(values.back());
        }
        line += "]}}";
        CAPTURE(line);
        traces::NativeColumns columns;
        REQUIRE(columns.scan(line));
        const auto list = columns.values("start");
        REQUIRE(list.has_value());
        CHECK(std::equal(values.begin(), values.end(), list->values.begin(), list->values.end()));
        if (values.empty()) continue;
        CHECK(list->least == *std::min_element(values.begin(), values.end()));
        CHECK(list->most == *std::max_element(values.begin(), values.end()));
    }
    for (std::string wrong :
         {"-", "--1", "1-", "-0", "00", "01", "1234567890123456789", "1,", ",1", "1 ", "1.5", "1:2",
          "1/2", "\xB1", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"}) {
        CAPTURE(wrong);
        std::string line = R"({"spans":{"start":[)" + wrong + "]}}";
        CHECK_FALSE(traces::NativeColumns{}.scan(line));
    }
}

TEST_CASE("a minus sign stands before digits only, at every place of a block", "[traces]") {
    for (std::size_t before = 0; before < 70; ++before) {
        CAPTURE(before);
        std::string values;
        for (std::size_t i = 0; i < before; ++i) values += i % 2 == 0 ? "7" : ",";
        if (before % 2 == 1) values += ',';
        const auto scans = [&values](const std::string& value) {
            std::string line = R"({"spans":{"start":[)" + values + value + R"(,8],"owner":[-1]}})";
            return traces::NativeColumns{}.scan(line);
        };
        CHECK(scans("-12"));
        for (const char* const wrong : {"1-2", "12-", "--12", "-", "1-,2"}) {
            CAPTURE(wrong);
            CHECK_FALSE(scans(wrong));
        }
    }
}

TEST_CASE("any bytes give a trace that can be written, or one diagnostic", "[traces]") {
    const std::string good = native(sample_trace());
    // Only the last line end may be missing.
    for (std::size_t size = 0; size + 1 < good.size(); size += 7) {
        CAPTURE(size);
        REQUIRE_FALSE(traces::read_native(good.substr(0, size), "x.json").has_value());
    }
    constexpr std::string_view bytes = "0123456789-,:[]{}\"\\\n e.\xFFtn";
    for (std::uint32_t seed = 0; seed < 4000; ++seed) {
        std::mt19937 random{seed};
        std::string text = good;
        for (auto changes = 1 + random() % 3; changes > 0; --changes) {
            const std::size_t at = random() % text.size();
            const char byte = bytes[random() % bytes.size()];
            if (random() % 3 == 0) {
                text.erase(at, 1 + random() % 3);
            } else {
                text[at] = byte;
            }
        }
        CAPTURE(seed);
        const auto result = traces::read_native(text, "x.json");
        if (!result.has_value()) continue;
        for (const traces::FormatRow& row : traces::formats())
            REQUIRE_FALSE(written(*result, row.format).empty());
        static_cast<void>(sim::audit(*result));
    }
}
