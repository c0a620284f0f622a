// Colours as eyes see them that lack one kind of cone, by the matrices of Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency" (IEEE TVCG 2009), severity 1, on linear RGB.
// Distances are CIE 1976 in L*a*b* under D65; 2.3 is what is just noticeable side by side, 10 is seen at a glance.
#include <array>
#include <cmath>
#include <set>
#include <string>

#include "tests/catch.hpp"
#include "ui/layout/theme.hpp"

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple times(const Matrix& matrix, const Triple& v) {
    Triple result{};
    for (std::size_t i = 0; i < 3; ++i)
        result[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
    return result;
}

double to_linear(std::uint8_t byte) {
    const double value = byte / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Triple lab_of(const Triple& linear) {
    constexpr Matrix to_xyz{{{0.4124564, 0.3575761, 0.1804375},
                             {0.2126729, 0.7151522, 0.0721750},
                             {0.0193339, 0.1191920, 0.9503041}}};
    const Triple xyz = times(to_xyz, linear);
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f(xyz[0] / 0.95047);
    const double y = f(xyz[1]);
    const double z = f(xyz[2] / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(ui::Color a, ui::Color b, const Matrix& eye) {
    const auto seen = [&](ui::Color color) {
        Triple linear =
            times(eye, {to_linear(color.red), to_linear(color.green), to_linear(color.blue)});
        for (double& value : linear) value = std::min(1.0, std::max(0.0, value));
        return lab_of(linear);
    };
    const Triple one = seen(a);
    const Triple other = seen(b);
    return std::hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

struct Eye {
    const char* name;
    Matrix matrix;
};
constexpr std::array<Eye, 4> eyes{{
    {"all cones", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protanopia",
     {{{0.152286, 1.052583, -0.204868},
       {0.114503, 0.786281, 0.099216},
       {-0.003882, -0.048116, 1.051998}}}},
    {"deuteranopia",
     {{{0.367322, 0.860646, -0.227968},
       {0.280085, 0.672501, 0.047413},
       {-0.011820, 0.042940, 0.968881}}}},
    {"tritanopia",
     {{{1.255528, -0.076749, -0.178779},
       {-0.078411, 0.930809, 0.147602},
       {0.004733, 0.691367, 0.303900}}}},
}};

constexpr std::array coloured{ui::Hue::timer,     ui::Hue::immediate, ui::Hue::tick,
                              ui::Hue::microtask, ui::Hue::poll,      ui::Hue::pool,
                              ui::Hue::station};

}  // namespace

TEST_CASE("kinds of work are told apart with any two kinds of cones", "[pictures]") {
    for (const Eye& eye : eyes) {
        for (const ui::Hue a : coloured) {
            for (const ui::Hue b : coloured) {
                if (a >= b) continue;
                CAPTURE(eye.name, ui::row_of(a).name, ui::row_of(b).name);
                CHECK(distance(ui::row_of(a).fill, ui::row_of(b).fill, eye.matrix) > 10);
            }
        }
    }
}

TEST_CASE("the letters alone tell kinds apart, for print in grey", "[pictures]") {
    std::set<char> letters;
    for (std::size_t i = 0; i < ui::hue_count; ++i) {
        const ui::HueRow& row = ui::row_of(static_cast<ui::Hue>(i));
        CAPTURE(row.name);
        CHECK(letters.insert(row.letter).second);
        CHECK(ui::contrast(row.ink, row.fill) >= 4.5);
    }
}

TEST_CASE("text has contrast on everything that a theme puts behind it", "[pictures]") {
    for (const ui::Theme& theme : ui::themes()) {
        CAPTURE(theme.name);
        for (const ui::Color behind : {theme.background, theme.panel, theme.band, theme.mark})
            CHECK(ui::contrast(theme.ink, behind) >= 7);
        for (const ui::Color behind : {theme.background, theme.panel, theme.band})
            CHECK(ui::contrast(theme.muted, behind) >= 4.5);
    }
}
