// What the window opens: scenarios, traces, folders, and what is none of them.
#include <sstream>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/gui/fake_host.hpp"
#include "tests/ui/scene_check.hpp"
#include "ui/cli/view_host.hpp"
#include "ui/layout/lesson.hpp"

namespace {

/// A window without a display over the real files of a folder.
struct Viewed {
    cli_test::Folder folder;
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    ui::Options options;
    ui::Console console{.in = in,
                        .out = out,
                        .err = err,
                        .out_terminal = {},
                        .err_terminal = {},
                        .scenarios_folder = {},
                        .interrupt = nullptr};
    ui::ViewHost host{options, console};
    ui::gui::Session session{host, [] {}};

    const ui::gui::AppState& open(const std::string& name) {
        (void)session.apply({"open", folder.path(name)});
        session.wait();
        return session.state();
    }
};

}  // namespace

TEST_CASE("the window opens scenarios, their traces and folders of them", "[gui]") {
    Viewed viewed;
    viewed.folder.write("course/order.json", gui_test::order_text);
    REQUIRE(viewed.open("course/order.json").document);
    const std::size_t steps = viewed.session.state().document->subject().steps.size();
    CHECK(cli_test::cli(viewed.folder,
                        "export DIR/course/order.json -o DIR/order.trace --format native")
              .code == 0);
    REQUIRE(viewed.open("order.trace").document);
    CHECK(viewed.session.state().document->subject().steps.size() == steps);
    // A trace has no program to run again.
    CHECK_FALSE(viewed.session.apply({"node", "18"}).empty());
    REQUIRE(viewed.open("course").lessons.size() == 1);
    CHECK(viewed.session.state().overlay == ui::gui::Overlay::open);
    CHECK(viewed.session.apply({"lesson.next", {}}).empty());
    viewed.session.wait();
    CHECK(viewed.session.state().document->run().is_program);
}

TEST_CASE("what cannot be opened is one problem, and what was shown stays", "[gui]") {
    Viewed viewed;
    viewed.folder.write("order.json", gui_test::order_text);
    REQUIRE(viewed.open("order.json").document);
    CHECK(cli_test::cli(viewed.folder, "export DIR/order.json -o DIR/whole.trace --format native")
              .code == 0);
    const std::string whole = viewed.folder.read("whole.trace");
    viewed.folder.write("cut.trace", whole.substr(0, whole.size() / 2));
    viewed.folder.write("flipped.trace", whole.substr(0, 40) + "}]{[" + whole.substr(44));
    viewed.folder.write("bytes.json", std::string("\x00\xFF\xFE{\"main\"", 10));
    viewed.folder.write("empty.json", "");
    viewed.folder.write("folder/readme.txt", "nothing");
    for (const char* const name : {"cut.trace", "flipped.trace", "bytes.json", "empty.json",
                                   "folder", "missing.json", "missing.js"}) {
        CAPTURE(name);
        CHECK(viewed.open(name).problems.size() == 1);
        CHECK(viewed.session.state().document);
        CHECK_FALSE(viewed.session.state().problems[0].message.empty());
    }
}

TEST_CASE("a file that changes on the disk is seen", "[gui]") {
    Viewed viewed;
    viewed.folder.write("order.json", gui_test::order_text);
    REQUIRE(viewed.open("order.json").document);
    viewed.session.watch(1000);
    CHECK(viewed.session.state().effects.empty());
    viewed.folder.write("order.json", R"({ "main": [{ "log": "other and longer" }] })");
    viewed.session.watch(1000);
    viewed.session.wait();
    CHECK(ui::gui::printed(viewed.session.state()) == std::vector<std::string>{"other and longer"});
}

TEST_CASE("lessons are fit for a projector in every theme and size", "[gui]") {
    gui_test::Opened open{"order.json", gui_test::order_text};
    const ui::gui::Document& document = *open.state().document;
    for (const ui::Theme& theme : ui::themes()) {
        for (const auto& [width, height] : {std::pair{1280.0, 690.0}, std::pair{1920.0, 970.0}}) {
            for (std::size_t step = 0; step < document.subject().steps.size(); ++step) {
                ui::PictureOptions options;
                options.width = width;
                options.height = height;
                options.theme = &theme;
                options.step = step;
                CAPTURE(theme.name, width, step);
                const ui::Scene scene =
                    ui::lesson_scene(document.subject(), options, document.tracks(),
                                     document.order(), {"step", document.because(step), false});
                CHECK(scene_faults(scene) == std::vector<std::string>{});
            }
        }
    }
}
