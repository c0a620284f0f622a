#include "traces/compressed.hpp"

#include <string>
#include <utility>

#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/written.hpp"
#include "traces/read.hpp"

namespace {

using traces::Compression;

std::string packed(std::string_view text, Compression compression) {
    std::string result;
    const traces::Sink sink = [&](std::string_view piece) {
        result += piece;
        return true;
    };
    traces::Packer packer{compression, sink};
    for (std::size_t at = 0; at < text.size(); at += 1000)
        REQUIRE(packer.write(text.substr(at, 1000)));
    REQUIRE(packer.finish());
    return result;
}

/// What comes out, and " !" with what is wrong.
std::string unpacked(std::string_view text, std::size_t piece_size) {
    const traces::Source source = [&] {
        const std::string_view piece = text.substr(0, piece_size);
        text.remove_prefix(piece.size());
        return piece;
    };
    traces::Unpacked reader{source};
    std::string result;
    for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
        result += piece;
    return reader.problem().empty() ? result : result + " !" + reader.problem();
}

}  // namespace

TEST_CASE("what was packed comes out again, in pieces of any size", "[traces]") {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919 % 1013) + ",";
    for (const Compression compression : {Compression::gzip, Compression::zstd}) {
        const std::string bytes = packed(text, compression);
        CHECK(bytes.size() < text.size() / 2);
        for (const std::size_t size : {std::size_t{1}, std::size_t{4096}, bytes.size()})
            CHECK(unpacked(bytes, size) == text);
        CHECK(unpacked(bytes + packed("end", compression), 4096) == text + "end");
        CHECK(packed(text, compression) == bytes);
    }
    CHECK(unpacked("not packed", 3) == "not packed");
    CHECK(unpacked("", 3) == "");
}

TEST_CASE("a damaged or truncated packing is one clear problem", "[traces]") {
    const std::string text(100'000, 'x');
    for (const Compression compression : {Compression::gzip, Compression::zstd}) {
        const std::string bytes = packed(text, compression);
        const std::string name = compression == Compression::gzip ? "gzip" : "zstd";
        CHECK_THAT(unpacked(bytes.substr(0, bytes.size() - 5), 64),
                   Catch::EndsWith("!packed with " + name + ": the file ends early"));
        std::string damaged = bytes;
        damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 0x55);
        CHECK_THAT(unpacked(damaged, 64), Catch::Contains("!packed with " + name + ": "));
    }
}

TEST_CASE("traces are read packed or not, whatever the name of the file", "[traces]") {
    const std::string native = written(sample_trace(), traces::Format::native);
    const auto read = [](std::string_view text) {
        return traces::read([&] { return std::exchange(text, std::string_view{}); }, "x");
    };
    for (const Compression compression :
         {Compression::none, Compression::gzip, Compression::zstd}) {
        const auto trace = read(packed(native, compression));
        REQUIRE(trace.has_value());
        CHECK(written(*trace, traces::Format::native) == native);
    }
    const auto scenario = read(packed("{\"main\": []}", Compression::gzip));
    REQUIRE_FALSE(scenario.has_value());
    CHECK(scenario.diagnostics()[0].message == "no trace of loopglass and no Chrome trace");
    CHECK(scenario.diagnostics()[0].hint == "scenarios and programs are read unpacked");
}

TEST_CASE("the ending of a file's name chooses its packing", "[traces]") {
    CHECK(traces::compression_of("a.trace.json.gz") == Compression::gzip);
    CHECK(traces::compression_of("a.json.zst") == Compression::zstd);
    CHECK(traces::compression_of("a.json") == Compression::none);
    CHECK(traces::without_compression("a.json.zst") == "a.json");
    CHECK(*traces::format_of("a.trace.json.gz") == traces::Format::chrome);
}
