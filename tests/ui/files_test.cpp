#include <atomic>
#include <filesystem>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/read_file.hpp"
#include "ui/host/terminal.hpp"
#include "ui/host/watch.hpp"

using cli_test::Folder;
using Names = std::vector<std::string>;

namespace {

std::string outcome(const sim::Result<std::string>& text) {
    return text ? "read: " + *text : to_text(text.diagnostics().front());
}

}  // namespace

TEST_CASE("a file is read whole or refused with the reason", "[host]") {
    const Folder folder;
    folder.write("a.json", "text");
    folder.write("empty.json", "");
    const std::string path = folder.path("a.json");
    CHECK(outcome(ui::read_file(path)) == "read: text");
    CHECK(outcome(ui::read_file(folder.path("b.json"))) ==
          folder.path("b.json") + ": no such file\n    did you mean \"" + path + "\"?");
    CHECK(outcome(ui::read_file(path + "/x")) == path + "/x: no such file");
    CHECK(outcome(ui::read_file(folder.path())) ==
          folder.path() + ": is a directory, a file is expected");
    CHECK(outcome(ui::read_file(folder.path("empty.json"))) ==
          folder.path("empty.json") + ": the file is empty");
    CHECK(outcome(ui::read_code(folder.path("empty.json"))) == "read: ");
    CHECK(outcome(ui::read_code(folder.path("b.json"))) ==
          folder.path("b.json") + ": no such file\n    did you mean \"" + path + "\"?");
    CHECK(outcome(ui::read_file("")) == "\"\": the file name is empty");
}

TEST_CASE("a file that never ends is refused at the limit", "[host]") {
    CHECK(outcome(ui::read_file("/dev/zero", 1 << 20)) ==
          "/dev/zero: the file is larger than 1 MiB");
    const Folder folder;
    folder.write("a", std::string((1 << 20) + 1, 'x'));
    CHECK(outcome(ui::read_file(folder.path("a"), 1 << 20)) ==
          folder.path("a") + ": the file is larger than 1 MiB");
    folder.write("b", std::string(1 << 20, 'x'));
    CHECK(ui::read_file(folder.path("b"), 1 << 20).has_value());
}

TEST_CASE("a stream is read like a file", "[host]") {
    std::istringstream text{std::string{"a\0b", 3}};
    CHECK(outcome(ui::read_stream(text, "stdin")) == std::string{"read: a\0b", 9});
    std::istringstream nothing;
    CHECK(outcome(ui::read_stream(nothing, "stdin")) == "stdin: the file is empty");
    CHECK(outcome(ui::read_code(nothing, "stdin")) == "read: ");
    std::istringstream much{std::string((1 << 20) + 1, 'x')};
    CHECK(outcome(ui::read_stream(much, "stdin", 1 << 20)) ==
          "stdin: the file is larger than 1 MiB");
}

TEST_CASE("scenarios are found in a build tree and in an installation", "[host]") {
    const Folder folder;
    // bin/loopglass + share/loopglass/scenarios, or scenarios/ with its schema in a folder above
    folder.write("usr/bin/loopglass", "");
    folder.write("usr/share/loopglass/scenarios/a.json", "{}");
    folder.write("tree/build/release/loopglass", "");
    folder.write("tree/scenarios/a.json", "{}");
    CHECK(ui::find_scenarios_folder(folder.path("usr/bin/loopglass")) ==
          folder.path("usr/share/loopglass/scenarios"));
    CHECK(ui::find_scenarios_folder(folder.path("tree/build/release/loopglass")).empty());
    folder.write("tree/scenarios/schema.json", "{}");
    CHECK(ui::find_scenarios_folder(folder.path("tree/build/release/loopglass")) ==
          folder.path("tree/scenarios"));
}

TEST_CASE("an installed scenario has a name, and a short name if it is unique", "[host]") {
    const Folder folder;
    for (const std::string name : {"pool/logins.json", "pool/order.json", "order/order.json",
                                   "top.json", "schema.json", "notes.txt"}) {
        folder.write(name, "{}");
    }
    CHECK(ui::find_scenarios(folder.path()) ==
          Names{"order/order.json", "pool/logins.json", "pool/order.json", "top.json"});
    CHECK(ui::find_scenarios(folder.path("missing")).empty());
    CHECK(ui::find_scenario(folder.path(), "pool/logins") == folder.path("pool/logins.json"));
    CHECK(ui::find_scenario(folder.path(), "pool/logins.json") == folder.path("pool/logins.json"));
    CHECK(ui::find_scenario(folder.path(), "logins") == folder.path("pool/logins.json"));
    CHECK(ui::find_scenario(folder.path(), "order").empty());
    CHECK(ui::find_scenario(folder.path(), "ogins").empty());
}

TEST_CASE("what is no terminal has no colour and the width of a page", "[host]") {
    const ui::Terminal terminal = ui::find_terminal(-1);
    CHECK_FALSE(terminal.is_terminal);
    CHECK_FALSE(terminal.has_colour);
    CHECK(terminal.width == 100);
}

TEST_CASE("a watched file is noticed when it changes, comes or goes", "[host]") {
    const Folder folder;
    folder.write("a.json", "1");
    const ui::FileWatch watch{{folder.path("a.json"), folder.path("b.json")}};
    CHECK_FALSE(watch.has_changed());
    SECTION("changes") { folder.write("a.json", "22"); }
    SECTION("goes") { std::filesystem::remove(folder.path("a.json")); }
    SECTION("comes") { folder.write("b.json", "1"); }
    CHECK(watch.has_changed());
    const std::atomic<bool> interrupt{false};
    CHECK(watch.wait(interrupt));
    const std::atomic<bool> is_over{true};
    CHECK_FALSE(watch.wait(is_over));
}
