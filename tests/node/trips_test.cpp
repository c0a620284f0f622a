#include "tests/catch.hpp"

#include <string>
#include <string_view>

#include "sim/node/catalogue.hpp"

using namespace sim;

namespace {

constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;

/// Trips of one call by profile, equal neighbours merged: "14-24:4 26:1".
std::string counts(std::string_view name, const ApiCall& call = {}) {
    const Api* api = find_api(name);
    REQUIRE(api != nullptr);
    std::string text;
    std::string_view first;
    std::string_view last;
    std::int64_t count = -1;
    const auto flush = [&] {
        if (count >= 0) {
            text += (text.empty() ? "" : " ") + std::string{first} +
                    (first == last ? "" : "-" + std::string{last}) + ":" + std::to_string(count);
        }
    };
    for (const Profile& profile : profiles()) {
        if (!is_available(*api, profile)) {
            continue;
        }
        const std::int64_t now = trips(*api, profile, call).count();
        if (now != count) {
            flush();
            first = profile.name;
            count = now;
        }
        last = profile.name;
    }
    flush();
    return text;
}

/// The trips of one call under a profile: "open fstat read(512K)x2 close".
std::string shape(std::string_view name, std::string_view profile, const ApiCall& call = {}) {
    std::string text;
    const Trips all = trips(*find_api(name), *find_profile(profile), call);
    for (const TripRun& run : all.runs()) {
        text += (text.empty() ? "" : ", ") + std::string{trip_name(run.trip.kind)};
        text += run.trip.bytes > 0 ? " " + std::to_string(run.trip.bytes) : "";
        text += run.repeat > 1 ? " x" + std::to_string(run.repeat) : "";
    }
    return text;
}

}  // namespace

TEST_CASE("plain file operations make one trip in every version", "[node]") {
    // P23, P43
    for (const char* name :
         {"fs.stat", "fs.access", "fs.exists", "fs.readdir", "fs.copyFile", "fs.realpath.native",
          "fs.unlink", "fs.promises.copyFile", "fs.promises.open", "fs.close"}) {
        CHECK(counts(name) == "14-26:1");
    }
}

TEST_CASE(
    "reading a file takes open, fstat, reads of 512 KiB and close, in Node 26 one trip if it is "
    "small",
    "[node]") {
    for (const char* name : {"fs.readFile", "fs.promises.readFile"}) {
        INFO(name);
        CHECK(counts(name, {.size_bytes = 0}) == "14-24:4 26:1");          // P44
        CHECK(counts(name, {.size_bytes = 100}) == "14-24:4 26:1");        // P16 P18 P19 P44
        CHECK(counts(name, {.size_bytes = 524'287}) == "14-24:4 26:1");    // P44
        CHECK(counts(name, {.size_bytes = 524'288}) == "14-24:4 26:1");    // P44
        CHECK(counts(name, {.size_bytes = 524'289}) == "14-24:5 26:4");    // P44
        CHECK(counts(name, {.size_bytes = 1'048'576}) == "14-24:5 26:4");  // P44
        CHECK(counts(name, {.size_bytes = 2 * mib}) == "14-24:7 26:6");    // P17 P20
    }
    CHECK(shape("fs.readFile", "24", {.size_bytes = 524'289}) ==
          "open, fstat, read 524288, read 1, close");
    CHECK(shape("fs.readFile", "26", {.size_bytes = 2 * mib}) ==
          "open and stat, read 524288 x4, close");
    CHECK(shape("fs.readFile", "26", {.size_bytes = 5}) == "read whole 5");
}

TEST_CASE("reading from an open file takes neither open nor close", "[node]") {
    CHECK(counts("fs.readFile", {.size_bytes = 100, .from_fd = true}) == "14-26:2");  // P34
    CHECK(counts("fs.readFile", {.size_bytes = 2 * mib, .from_fd = true}) == "14-26:5");
}

// Counted like P16, on /proc/self/status: 64 KiB at a time until nothing comes. The promise form of
// Node 18 takes a short read for the end.
TEST_CASE("a file of unknown size is read until nothing comes", "[node]") {
    const ApiCall status{.size_bytes = 1500, .regular_file = false};
    CHECK(counts("fs.readFile", status) == "14-24:5 26:1");
    CHECK(counts("fs.promises.readFile", status) == "14-16:5 18:4 20-24:5 26:1");
    CHECK(shape("fs.readFile", "20", {.size_bytes = 130 * kib, .regular_file = false}) ==
          "open, fstat, read 65536 x2, read 2048, read, close");
}

TEST_CASE("writing a file takes open, write and close, in Node 26 one trip", "[node]") {
    for (const char* name : {"fs.writeFile", "fs.appendFile"}) {
        CHECK(counts(name, {.size_bytes = 1}) == "14-24:3 26:1");        // P21 P23
        CHECK(counts(name, {.size_bytes = 2 * mib}) == "14-24:3 26:1");  // P45
        CHECK(counts(name, {.size_bytes = 0}) == "14-24:3 26:1");
        CHECK(counts(name, {.size_bytes = 1, .from_fd = true}) == "14-26:1");
    }
    for (const char* name : {"fs.promises.writeFile", "fs.promises.appendFile"}) {
        CHECK(counts(name, {.size_bytes = 1}) == "14-24:3 26:1");          // P22 P43
        CHECK(counts(name, {.size_bytes = 2 * mib}) == "14-26:6");         // P45
        CHECK(counts(name, {.size_bytes = 512 * kib}) == "14-24:3 26:1");  // counted like P45
        CHECK(counts(name, {.size_bytes = 512 * kib + 1}) == "14-26:4");   // counted like P45
        CHECK(counts(name, {.size_bytes = 0}) == "14-24:2 26:1");          // nothing to write
    }
    CHECK(shape("fs.promises.writeFile", "26", {.size_bytes = 2 * mib}) ==
          "create, write 524288 x4, close");
}

TEST_CASE("a read stream makes one trip per 64 KiB, an empty read and two for open and close",
          "[node]") {
    CHECK(counts("fs.createReadStream", {.size_bytes = 256 * kib}) == "14-26:7");  // P26
    CHECK(shape("fs.createReadStream", "20", {.size_bytes = 256 * kib}) ==
          "open, read 65536 x4, read, close");
    CHECK(counts("fs.createReadStream", {.size_bytes = 0}) == "14-26:3");
    CHECK(counts("fs.createReadStream", {.size_bytes = 2 * mib}) == "14-26:35");
    CHECK(counts("fs.createReadStream", {.size_bytes = 512 * kib + 1}) == "14-26:12");
}

TEST_CASE("a write stream gathers what is written before the file is open", "[node]") {
    CHECK(counts("fs.createWriteStream", {.size_bytes = 3, .parts = 3}) == "14:4 16-26:3");  // P39
    CHECK(counts("fs.createWriteStream", {.size_bytes = 5, .parts = 1}) == "14-26:3");
    CHECK(counts("fs.createWriteStream", {.parts = 0}) == "14-26:2");
    CHECK(counts("fs.createWriteStream", {.size_bytes = 20 * mib, .parts = 20}) == "14:4 16-26:3");
    CHECK(shape("fs.createWriteStream", "14", {.size_bytes = 30, .parts = 3}) ==
          "create, write 10, write 20, close");
}

TEST_CASE("several operations on names hide more than one trip", "[node]") {
    CHECK(counts("fs.rm") == "14-26:3");        // P51, P43
    CHECK(counts("fs.truncate") == "14-26:3");  // P23
    CHECK(counts("fs.ftruncate") == "14-26:1");
    CHECK(counts("fs.realpath", {.parts = 3}) == "14-26:3");           // P23
    CHECK(counts("fs.promises.realpath", {.parts = 3}) == "14-26:1");  // native
    CHECK(counts("fs.mkdir:recursive", {.parts = 3}) == "14-26:5");    // P50: D, D/a, D/a/b
    CHECK(counts("fs.mkdir:recursive", {.parts = 0}) == "14-26:2");    // P50: everything exists
    CHECK(counts("fs.mkdir:recursive", {.parts = 1}) == "14-26:1");    // P50: D/a exists
    CHECK(counts("fs.promises.mkdir:recursive", {.parts = 3}) == "14-26:5");
    // P35: 40 entries are a batch of 32, one of 8 and an empty one; open and close.
    CHECK(counts("fs.promises.opendir", {.parts = 40}) == "14-26:5");
    CHECK(counts("fs.promises.opendir", {.parts = 32}) == "14-26:4");
    CHECK(counts("fs.promises.opendir", {.parts = 0}) == "14-26:3");
}

TEST_CASE("compression makes a trip per write and per 16 KiB of output, then an empty flush",
          "[node]") {
    for (const char* name : {"zlib.deflate", "zlib.gzip", "zlib.brotliCompress"}) {
        CHECK(counts(name, {.size_bytes = mib, .compressible = true}) == "14-26:2");  // P27
        CHECK(counts(name, {.size_bytes = 256 * kib}) == "14-26:18");                 // P28
    }
    // Counted like P28: what comes out decides, not what goes in.
    CHECK(counts("zlib.gunzip", {.size_bytes = 256 * kib}) == "14-26:18");
    CHECK(counts("zlib.gunzip", {.size_bytes = 1040, .output_bytes = mib}) == "14-26:66");
    CHECK(counts("zlib.gzip", {.size_bytes = 256 * kib, .output_bytes = 36'000}) == "14-26:4");
    CHECK(counts("zlib.createGzip", {.size_bytes = 256 * kib, .parts = 4}) == "14-26:21");
    CHECK(counts("zlib.createGzip", {.size_bytes = 12, .parts = 4}) == "14-26:5");
    CHECK(counts("zlib.zstdCompress", {.size_bytes = mib, .compressible = true}) == "22-26:2");
}

TEST_CASE("the trips of a compression share its input", "[node]") {
    const Trips all = trips(*find_api("zlib.gzip"), *find_profile("24"), {.size_bytes = 256 * kib});
    std::int64_t bytes = 0;
    for (std::int64_t i = 0; i < all.count(); ++i) {
        bytes += all[i].bytes;
    }
    CHECK(bytes == 256 * kib);
    CHECK(all[17] == Trip{TripKind::flush_codec, 0});
}

TEST_CASE("computations and lookups make one trip, a bcrypt hash two", "[node]") {
    CHECK(counts("crypto.pbkdf2") == "14-26:1");                           // P09
    CHECK(counts("crypto.randomBytes", {.size_bytes = 16}) == "14-26:1");  // P29
    CHECK(counts("crypto.subtle.digest") == "16-26:1");                    // P36
    CHECK(counts("dns.lookup") == "14-26:1");                              // P11
    CHECK(counts("dns.promises.lookup") == "14-26:1");                     // P49
    CHECK(counts("dns.lookup:ip") == "14-26:0");                           // P25
    CHECK(counts("bcrypt.compare") == "14-26:1");
    CHECK(shape("bcrypt.hash", "24") == "salt, work");
    CHECK(counts("uv.work") == "14-26:1");
}

TEST_CASE("a file of 100 GiB takes as few entries as a small one", "[node]") {
    const Trips all =
        trips(*find_api("fs.readFile"), *find_profile("24"), {.size_bytes = 100 * 1024 * mib});
    CHECK(all.count() == 204'800 + 3);
    CHECK(all.runs().size() == 4);
    CHECK(all[0].kind == TripKind::open);
    CHECK(all[2] == Trip{TripKind::read, 512 * kib});
    CHECK(all[204'801] == Trip{TripKind::read, 512 * kib});
    CHECK(all[204'802].kind == TripKind::close);
}
