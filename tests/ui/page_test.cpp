// Pages in a real browser: page_check.html plays them by their keys and writes down what it finds.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/places.hpp"

using cli_test::cli;
using cli_test::Folder;

namespace {

std::string output_of(const std::string& command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe{::popen(command.c_str(), "r"),
                                                               ::pclose};
    std::string text;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get()))
        text.push_back(static_cast<char>(c));
    return text;
}

std::string find_browser() {
    std::string name = output_of("command -v chromium chromium-browser google-chrome | head -n 1");
    while (name.ends_with('\n')) name.pop_back();
    return name;
}

/// The lines that the check wrote.
std::string check_page(const std::string& browser, const Folder& folder, const std::string& page) {
    const std::string dom = output_of(
        "timeout 120 " + browser +
        " --headless --no-sandbox --disable-gpu --allow-file-access-from-files --user-data-dir=" +
        folder.path("browser") + " --virtual-time-budget=15000 --dump-dom 'file://" +
        folder.path("check.html") + "?page=" + page + "%23step=3' 2>/dev/null");
    const std::size_t begin = dom.find("<pre id=\"out\">");
    const std::size_t end = dom.find("</pre>", begin);
    return begin == std::string::npos ? dom : dom.substr(begin + 14, end - begin - 14);
}

}  // namespace

TEST_CASE("a page plays in a browser by its keys, asks, and sends no request", "[display]") {
    const std::string browser = find_browser();
    if (browser.empty()) {
        std::cout << "skipped: no Chromium in PATH\n";
        return;
    }
    const Folder folder;
    folder.write("check.html", read_source_file("tests/ui/page_check.html"));
    for (const char* name : {"pool-completions", "six-phases"}) {
        const std::string file = std::string{name} + ".json";
        folder.write(file, read_source_file("scenarios/lessons/" + file));
        REQUIRE(cli(folder, "export DIR/" + file + " -o DIR/" + name + ".html").code == 0);
        const std::string found = check_page(browser, folder, std::string{name} + ".html");
        INFO(found);
        CHECK(found.find("FAIL") == std::string::npos);
        CHECK(found.ends_with("done"));
    }
}

TEST_CASE("a page is one small file that begins as it should", "[pictures]") {
    const Folder folder;
    folder.write("a.json",
                 R"({ "title": "</script><b>", "main": [ { "log": "</script><!-- x" } ] })");
    REQUIRE(cli(folder, "export DIR/a.json -o DIR/a.html").code == 0);
    const std::string page = folder.read("a.html");
    CHECK(page.starts_with("<!DOCTYPE html>\n<!-- Made by loopglass. -->\n"));
    CHECK(page.size() < 150'000);
    CHECK(page.find("<b>") == std::string::npos);
    CHECK(page.find("</script><!--") == std::string::npos);
    CHECK(page.find("http://") == std::string::npos);
    CHECK(page.find("https://") == std::string::npos);
    CHECK(page.find("\\u003c/script>\\u003c!-- x") != std::string::npos);
    // Its own pages are replaced; the same run gives the same bytes.
    REQUIRE(cli(folder, "export DIR/a.json -o DIR/a.html").code == 0);
    CHECK((folder.read("a.html") == page));
}

TEST_CASE("a folder of scenarios becomes a course", "[pictures]") {
    const Folder folder;
    const cli_test::Outcome empty = cli(folder, "export DIR -o DIR/site/");
    CHECK(empty.code == 2);
    CHECK(
        empty.err ==
        "loopglass: DIR: holds no scenarios, of which a site has its pages\n"
        "    a JavaScript program has a page of its own: loopglass export FILE.js -o FILE.html\n");
    folder.write("b.json", R"({ "title": "second <one>", "main": [ { "log": "b" } ] })");
    folder.write("a.json",
                 R"({ "title": "first", "about": "What it is.", "main": [ { "log": "a" } ] })");
    REQUIRE(cli(folder, "export DIR -o DIR/site/ --title Lessons").code == 0);
    const std::string index = folder.read("site/index.html");
    const std::size_t first = index.find("<a href=\"a.html\">first</a><p>What it is.</p>");
    CHECK(first != std::string::npos);
    CHECK(index.find("<a href=\"b.html\">second &lt;one&gt;</a>") > first);
    CHECK(folder.read("site/b.html").starts_with("<!DOCTYPE html>"));
    // A course.json says in which order, and asks.
    folder.write("course.json", R"({ "about": "x", "chapters": [ { "title": "Start here",
        "lessons": [ { "scenario": "b", "question": "What comes?" } ] } ] })");
    REQUIRE(cli(folder, "export DIR -o DIR/site/ --force").code == 0);
    const std::string course = folder.read("site/index.html");
    const std::size_t chapter = course.find("<h2>Start here</h2>");
    CHECK(chapter != std::string::npos);
    CHECK(course.find("second &lt;one&gt;</a><p>What comes?</p>") > chapter);
    CHECK(course.find("<h2>More</h2>") > chapter);
    CHECK(course.find("<a href=\"a.html\">") > course.find("<h2>More</h2>"));
    CHECK(cli(folder, "export DIR -o DIR/site.html").err ==
          "loopglass: DIR/site.html: a folder of scenarios becomes a folder of pages\n"
          "    loopglass export DIR -o site/\n");
}

TEST_CASE("steps become slides and an animation", "[pictures]") {
    const Folder folder;
    folder.write("a.json", R"({ "main": [ { "log": "one & two" }, { "nextTick": [] } ] })");
    REQUIRE(cli(folder, "export DIR/a.json -o DIR/a.pptx").code == 0);
    const std::string slides = folder.read("a.pptx");
    CHECK(slides.starts_with("PK"));
    for (const char* part : {"[Content_Types].xml", "ppt/presentation.xml", "ppt/slides/slide2.xml",
                             "ppt/notesSlides/notesSlide2.xml"})
        CHECK(slides.find(part) != std::string::npos);
    CHECK(slides.ends_with("Made by loopglass."));
    REQUIRE(cli(folder, "export DIR/a.json -o DIR/a.gif --size 640x360").code == 0);
    const std::string gif = folder.read("a.gif");
    CHECK(gif.starts_with(std::string("GIF89a\x80\x02\x68\x01", 10)));
    CHECK(gif.ends_with(";"));
    REQUIRE(cli(folder, "export DIR/a.json -o DIR/a.pptx").code == 0);
    REQUIRE(cli(folder, "export DIR/a.json -o DIR/a.gif --size 640x360").code == 0);
    CHECK((folder.read("a.pptx") == slides));
    CHECK((folder.read("a.gif") == gif));
}
