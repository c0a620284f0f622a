#include "tests/catch.hpp"

#include <set>
#include <string_view>

#include "sim/node/catalogue.hpp"

using namespace sim;

namespace {

ApiPlace place_of(std::string_view name) {
    const Api* api = find_api(name);
    INFO(name);
    REQUIRE(api != nullptr);
    return api->place;
}

Duration whole_time(const Api& api, const Profile& profile, const ApiCall& call,
                    const CostModel& costs) {
    Duration sum;
    const Trips all = trips(api, profile, call);
    for (const TripRun& run : all.runs()) {
        sum += service_time(api, run.trip, costs) * run.repeat;
    }
    return sum;
}

}  // namespace

TEST_CASE("every API has a name of its own and is found by it", "[node]") {
    std::set<std::string_view> seen;
    for (const Api& api : apis()) {
        INFO(api.name);
        CHECK(seen.insert(api.name).second);
        CHECK(find_api(api.name) == &api);
        CHECK(find_profile(api.since) != nullptr);
        CHECK(api.name.find('.') != 0);
    }
    CHECK(find_api("fs.stats") == nullptr);
    CHECK(find_api("") == nullptr);
}

// P24: whether the call starts the pool's threads.
TEST_CASE("each API works where real Node works", "[node]") {
    for (const char* name :
         {"crypto.randomBytes", "crypto.pbkdf2", "crypto.scrypt", "crypto.generateKeyPair",
          "crypto.subtle.digest", "zlib.gzip", "dns.lookup", "fs.promises.stat",
          "fs.createReadStream", "fs.watchFile"}) {
        CHECK(place_of(name) == ApiPlace::pool);
    }
    for (const char* name : {"crypto.randomBytesSync", "crypto.createHash", "crypto.randomUUID",
                             "fs.statSync", "zlib.gzipSync", "process.stdout.write"}) {
        CHECK(place_of(name) == ApiPlace::main_thread);
    }
    CHECK(place_of("dns.resolve4") == ApiPlace::os);
    CHECK(place_of("fs.watch") == ApiPlace::os);
    CHECK(place_of("dns.lookup:ip") == ApiPlace::tick);
}

TEST_CASE("only name lookups are slow work", "[node]") {
    for (const Api& api : apis()) {
        INFO(api.name);
        const bool is_lookup = api.name == "dns.lookup" || api.name == "dns.promises.lookup" ||
                               api.name == "dns.lookupService" ||
                               api.name == "dns.promises.lookupService";
        CHECK((api.kind == WorkKind::slow_io) == is_lookup);
    }
}

TEST_CASE("every callback of fs has a promise form or says so", "[node]") {
    const std::set<std::string_view> only_callback = {"fs.exists",
                                                      "fs.close",
                                                      "fs.fstat",
                                                      "fs.ftruncate",
                                                      "fs.fsync",
                                                      "fs.fdatasync",
                                                      "fs.read",
                                                      "fs.write",
                                                      "fs.readv",
                                                      "fs.writev",
                                                      "fs.realpath.native",
                                                      "fs.createReadStream",
                                                      "fs.createWriteStream",
                                                      "fs.watchFile"};
    for (const Api& api : apis()) {
        const bool is_callback =
            api.name.starts_with("fs.") && !api.is_promise && api.place == ApiPlace::pool;
        if (!is_callback || only_callback.contains(api.name)) {
            continue;
        }
        const Api* promise = find_api("fs.promises." + std::string{api.name.substr(3)});
        INFO(api.name);
        REQUIRE(promise != nullptr);
        CHECK(promise->is_promise);
    }
}

TEST_CASE("what the pool or the main thread does takes time, and every trip can be named",
          "[node]") {
    const CostModel costs = cost_model(*find_profile("24"));
    for (const Api& api : apis()) {
        for (const Profile& profile : profiles()) {
            INFO(api.name << " on " << profile.name);
            const Duration time = whole_time(api, profile, {.size_bytes = 4096}, costs);
            const bool is_free = api.place == ApiPlace::tick || api.name == "fs.watch";
            CHECK((time > Duration{}) == !is_free);
            CHECK(time < seconds(1));
        }
    }
    for (std::size_t i = 0; i < trip_kinds; ++i) {
        CHECK_FALSE(trip_name(static_cast<TripKind>(i)).empty());
    }
}

// Cost 8 takes 11 ms, and each step of the cost doubles it.
TEST_CASE("bcrypt of cost 10 takes four times that of cost 8", "[node]") {
    const Api& hash = *find_api("bcrypt.hash");
    const CostModel costs = cost_model(*find_profile("24"));
    CHECK(service_time(hash, {TripKind::work, 0}, costs) == milliseconds(44));
    CHECK(service_time(hash, {TripKind::salt, 0}, costs) < milliseconds(1));
}

TEST_CASE("service time grows with the bytes of a trip and with the machine", "[node]") {
    CostModel costs = cost_model(*find_profile("24"));
    const Api& read = *find_api("fs.readFile");
    const Duration empty = service_time(read, {TripKind::read, 0}, costs);
    const Duration chunk = service_time(read, {TripKind::read, 512 * 1024}, costs);
    CHECK(chunk - empty == nanoseconds(512 * 100));
    costs.work_scale = 2000;
    CHECK(service_time(read, {TripKind::read, 512 * 1024}, costs) == chunk * 2);
}

// Medians of Node 20 and 24 for one and for four MiB, in 12 processes: reading 0.19 to 0.27 and 0.8 to 1.5 ms, writing a new file 0.26 to
// 0.9 and 1.2 to 1.8 ms, copying to a new file 0.4 and 1.5 ms; of Node 18 to 24 randomBytes 0.88 to 1.3 and 3.8 to 5.4 ms.
TEST_CASE("bytes that go into new memory take time", "[node]") {
    const Profile& profile = *find_profile("20");
    const CostModel costs = cost_model(profile);
    const auto takes = [&](std::string_view name, std::int64_t bytes) {
        return to_ms(whole_time(*find_api(name), profile, {.size_bytes = bytes}, costs));
    };
    constexpr std::int64_t mib = 1 << 20;
    struct Row {
        std::string_view api;
        double one;
        double four;
    };
    for (const Row& row :
         {Row{"fs.readFileSync", 0.2, 0.9}, Row{"fs.writeFileSync", 0.35, 1.4},
          Row{"fs.copyFileSync", 0.42, 1.5}, Row{"crypto.randomBytesSync", 1.1, 4.4}}) {
        INFO(row.api);
        CHECK(takes(row.api, mib) == Approx(row.one).epsilon(0.55));
        CHECK(takes(row.api, 4 * mib) == Approx(row.four).epsilon(0.55));
    }
}

TEST_CASE("data that does not shrink takes longer to compress", "[node]") {
    const CostModel costs = cost_model(*find_profile("24"));
    const Profile& profile = *find_profile("24");
    const Api& gzip = *find_api("zlib.gzip");
    const ApiCall text{.size_bytes = 1 << 20, .compressible = true};
    const ApiCall random{.size_bytes = 1 << 20};
    // Real Node 20: 23.6 us a KiB of random bytes, 13.5 of JSON text.
    CHECK(whole_time(gzip, profile, random, costs) >
          whole_time(gzip, profile, text, costs) * 3 / 2);
}

TEST_CASE("the set none leaves the work and takes away what surrounds it", "[node]") {
    const CostModel none = cost_model_none();
    const CostModel node = cost_model(*find_profile("24"));
    for (const Api& api : apis()) {
        INFO(api.name);
        const Trips all = trips(api, *find_profile("24"), {.size_bytes = 4096});
        CHECK(call_time(api, all.count(), none) == Duration{});
        const bool is_json = api.name.starts_with("JSON.");  // costs of Node itself
        for (const TripRun& run : all.runs()) {
            CHECK(service_time(api, run.trip, none) ==
                  (is_json ? Duration{} : service_time(api, run.trip, node)));
        }
    }
}

// Main-thread CPU with 64 in flight: fs.promises.stat costs 1.5 us more than fs.stat.
TEST_CASE("promise forms of fs cost the main thread more per trip", "[node]") {
    const CostModel costs = cost_model(*find_profile("20"));
    CHECK(call_time(*find_api("fs.stat"), 1, costs) == Duration{});
    CHECK(call_time(*find_api("fs.promises.stat"), 1, costs) == nanoseconds(1500));
    CHECK(call_time(*find_api("fs.promises.truncate"), 3, costs) == nanoseconds(4500));
}

// fs.statSync takes 1.3 us on Node 20 and 1.0 us on Node 24.
TEST_CASE("a synchronous stat takes what was measured", "[node]") {
    const Api& stat = *find_api("fs.statSync");
    const CostModel node_20 = cost_model(*find_profile("20"));
    const CostModel node_24 = cost_model(*find_profile("24"));
    const Trip trip{TripKind::stat, 0};
    CHECK(service_time(stat, trip, node_20) + call_time(stat, 1, node_20) == nanoseconds(1300));
    CHECK(service_time(stat, trip, node_24) + call_time(stat, 1, node_24) == nanoseconds(1000));
}

TEST_CASE("an API exists from its first version on", "[node]") {
    CHECK_FALSE(is_available(*find_api("crypto.hkdf"), *find_profile("14")));
    CHECK(is_available(*find_api("crypto.hkdf"), *find_profile("16")));
    CHECK_FALSE(is_available(*find_api("zlib.zstdCompress"), *find_profile("20")));
    CHECK(is_available(*find_api("zlib.zstdCompress"), *find_profile("22")));
    CHECK_FALSE(is_available(*find_api("crypto.argon2"), *find_profile("22")));
    CHECK(is_available(*find_api("fs.stat"), *find_profile("14")));
}
