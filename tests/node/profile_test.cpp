#include "tests/catch.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "sim/node/profile.hpp"

using namespace sim;

namespace {

/// The names of the profiles with a property, oldest first: "20 22 24 26".
template <class Property>
std::string names_with(Property property) {
    std::string names;
    for (const Profile& profile : profiles()) {
        if (property(profile)) {
            names += (names.empty() ? "" : " ") + std::string{profile.name};
        }
    }
    return names;
}

std::string names_with(bool Profile::*field) {
    return names_with([field](const Profile& profile) { return profile.*field; });
}

}  // namespace

TEST_CASE("the profiles are the even versions from 14 to 26 with the releases that were observed",
          "[node]") {
    std::string listed;
    for (const Profile& profile : profiles()) {
        listed += std::string{profile.name} + " " + std::string{profile.release} + " " +
                  std::string{profile.libuv} + "\n";
    }
    CHECK(listed ==
          "14 14.21.3 1.42.0\n16 16.20.2 1.43.0\n18 18.20.8 1.44.2\n20 20.20.2 1.46.0\n"
          "22 22.23.3 1.51.0\n24 24.21.0 1.52.1\n26 26.10.0 1.52.1\n");
}

TEST_CASE("a profile is found by its name alone", "[node]") {
    for (const Profile& profile : profiles()) {
        CHECK(find_profile(profile.name) == &profile);
    }
    REQUIRE(find_profile(profile_name_default) != nullptr);
    CHECK(find_profile(profile_name_default)->name == "24");
    for (const std::string_view name : {"", "15", "v20", "node-20", "20.20.2", " 20"}) {
        CHECK(find_profile(name) == nullptr);
    }
}

// The flag table of libuv features: each holds from the first release of Node that ships that
// libuv.
TEST_CASE("each libuv feature begins with the version that ships it", "[node]") {
    CHECK(names_with(&Profile::extra_pending) == "18 20 22 24 26");         // 1.44.2
    CHECK(names_with(&Profile::pending_keeps_alive) == "18 20 22 24 26");   // 1.44.2
    CHECK(names_with(&Profile::shutdown_via_pending) == "18 20 22 24 26");  // 1.44.2; S06 S29
    CHECK(names_with(&Profile::timers_last) == "20 22 24 26");              // 1.45; L08
    CHECK(names_with(&Profile::accept_one) == "20 22 24 26");               // 1.45; S02 S35
    CHECK(names_with([](const Profile& p) { return p.writes_per_event == 1; }) == "14 16 18");
    CHECK(names_with([](const Profile& p) { return p.writes_per_event == 33; }) == "20 22 24 26");
    CHECK(names_with(&Profile::timer_ready_queue) == "22 24 26");  // 1.48; L09
    CHECK(names_with(&Profile::eof_next_poll) == "24 26");         // 1.52; S40
    CHECK(names_with(&Profile::uv_metrics) == "20 22 24 26");      // E12
    CHECK(names_with([](const Profile& p) { return p.ring_fs == RingFs::unsupported; }) ==
          "14 16 18");
    CHECK(names_with([](const Profile& p) { return p.ring_fs == RingFs::opt_in; }) == "20");  // P40
}

TEST_CASE("files and streams differ where the versions were seen to differ", "[node]") {
    CHECK(names_with(&Profile::fs_one_shot) == "26");                              // P16 P21 P44
    CHECK(names_with(&Profile::stream_opens_in_tick) == "16 18 20 22 24 26");      // P26 P33
    CHECK(names_with(&Profile::write_stream_gathers_all) == "16 18 20 22 24 26");  // P39
    CHECK(names_with([](const Profile& p) { return p.stream_high_water_mark == 16'384; }) ==
          "14 16 18 20");
    CHECK(names_with([](const Profile& p) { return p.stream_high_water_mark == 65'536; }) ==
          "22 24 26");
    CHECK(names_with([](const Profile& p) { return p.read_stream_high_water_mark == 65'536; }) ==
          "14 16 18 20 22 24 26");
    CHECK(names_with(&Profile::write_result_after_sink) == "20 22 24 26");  // ST03
    CHECK(names_with([](const Profile& p) {
              return p.finish_order == FinishOrder::finish_first;
          }) == "14");
    CHECK(names_with([](const Profile& p) {
              return p.finish_order == FinishOrder::callback_first;
          }) == "16 18");
    CHECK(names_with([](const Profile& p) {
              return p.finish_order == FinishOrder::after_extra_tick;
          }) == "20 22 24 26");
    CHECK(names_with(&Profile::transform_end_first) == "16 18 20 22 24 26");  // ST16
    CHECK(names_with(&Profile::read_by_chunk) == "26");                       // ST07
    CHECK(names_with(&Profile::for_await_first_early) == "26");               // ST10
    CHECK(names_with(&Profile::pipeline_starts_late) == "14");                // ST19
    CHECK(names_with(&Profile::promises_read_stops_short) == "18");
}

TEST_CASE("errors, modules and language differ where the versions were seen to differ", "[node]") {
    CHECK(names_with(&Profile::unhandled_rejection_throws) == "16 18 20 22 24 26");  // M28
    CHECK(names_with(&Profile::leftover_ticks_drain_before_check) ==
          "14 16 18 20 22 24");                                          // M31 M53
    CHECK(names_with(&Profile::delay_warnings) == "24 26");              // T09
    CHECK(names_with(&Profile::esm_load_starts_pool) == "14 16 18 20");  // P38
    CHECK(names_with(&Profile::top_level_await) == "14 16 18 20 22 24 26");
    CHECK(names_with(&Profile::timers_promises) == "16 18 20 22 24 26");  // T22
    CHECK(names_with(&Profile::promise_any) == "16 18 20 22 24 26");      // M44
    CHECK(names_with(&Profile::abort_signal_timeout) == "16 18 20 22 24 26");
    CHECK(names_with(&Profile::webcrypto) == "16 18 20 22 24 26");  // P24
}

TEST_CASE("network and measurement differ where the versions were seen to differ", "[node]") {
    CHECK(names_with(&Profile::http_keep_alive) == "20 22 24 26");           // S15
    CHECK(names_with(&Profile::server_close_closes_idle) == "20 22 24 26");  // S34
    CHECK(names_with(&Profile::http_request_closes_first) == "14");          // S14
    CHECK(names_with([](const Profile& p) { return p.http_request_timeout == seconds(300); }) ==
          "18 20 22 24 26");
    CHECK(names_with([](const Profile& p) { return p.http_timeout_check == seconds(30); }) ==
          "18 20 22 24 26");
    CHECK(names_with([](const Profile& p) { return p.keep_alive_timeout == seconds(5); }) ==
          "14 16 18 20 22 24 26");
    CHECK(names_with(&Profile::family_autoselection) == "20 22 24 26");
    CHECK(names_with([](const Profile& p) {
              return p.family_attempt_timeout == milliseconds(250);
          }) == "20 22 24");
    CHECK(names_with([](const Profile& p) {
              return p.family_attempt_timeout == milliseconds(500);
          }) == "26");
    CHECK(names_with(&Profile::delay_sample_per_iteration) == "24 26");  // E10
    CHECK(names_with(&Profile::delay_histogram_count) == "16 18 20 22 24 26");
}
