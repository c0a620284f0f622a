// The window looks as its pictures in README do: letters may differ by a version of FreeType or of the graphics driver, panels
// may not.
#include <cairo.h>

#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "tests/places.hpp"
#include "ui/host/process.hpp"

namespace {

constexpr int area =
    4;  // pixels each way: edges of letters differ, how much ink they have does not

/// Red, green and blue of each area, 0 to 1; empty if there is no picture.
std::vector<double> areas_of(const std::string& path) {
    const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> picture{
        cairo_image_surface_create_from_png(path.c_str()), cairo_surface_destroy};
    if (cairo_surface_status(picture.get()) != CAIRO_STATUS_SUCCESS) return {};
    const int columns = cairo_image_surface_get_width(picture.get()) / area;
    const int rows = cairo_image_surface_get_height(picture.get()) / area;
    const int stride = cairo_image_surface_get_stride(picture.get());
    const unsigned char* const bytes = cairo_image_surface_get_data(picture.get());
    std::vector<double> sums(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) *
                             3);
    for (int y = 0; y < rows * area; ++y) {
        for (int x = 0; x < columns * area; ++x) {
            const std::size_t place = static_cast<std::size_t>(y / area * columns + x / area) * 3;
            for (int channel = 0; channel < 3; ++channel)
                sums[place + static_cast<std::size_t>(channel)] +=
                    bytes[y * stride + x * 4 + channel] / (255.0 * area * area);
        }
    }
    return sums;
}

/// Mean distance of two pictures, 0 to 1, which is that of pictures of different sizes.
double distance(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.empty() || a.size() != b.size()) return 1;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("the window looks as README shows it", "[display]") {
    const std::string images = source_path("ui/gui/images");
    const cli_test::Folder folder;
    if (ui::run_process({.arguments = {"sh", "-c", "command -v Xvfb"}}).code != 0) {
        std::cout << "skipped: Xvfb is not installed\n";
        return;
    }
    const ui::ProcessResult made = ui::run_process(
        {.arguments = {"bash", images + "/make.sh", program_path(), folder.path()}});
    if (made.err.find("built without its window") != std::string::npos) {
        std::cout << "skipped: no window in this build\n";
        return;
    }
    INFO(made.err);
    REQUIRE(made.code == 0);
    const std::vector<double> teach = areas_of(images + "/teach.png");
    const std::vector<double> analyse = areas_of(images + "/analyse.png");
    INFO("ui/gui/images/make.sh makes them anew");
    CHECK(distance(teach, areas_of(folder.path("teach.png"))) < 0.01);
    CHECK(distance(analyse, areas_of(folder.path("analyse.png"))) < 0.01);
    CHECK(distance(teach, analyse) > 0.05);  // the measure sees what differs
}
