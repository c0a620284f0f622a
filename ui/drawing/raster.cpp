// PNG, PDF and pixels by cairo, with the fonts of ui/fonts through FreeType, so that no font of the machine matters but for
// letters that those lack. Metrics are not hinted: text is as wide as the layout measured it.
#include "ui/export/raster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <cairo.h>

#include "sim/core/check.hpp"
#include "ui/drawing/other_fonts.hpp"
#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

struct Free {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_font_face_t* face) const { cairo_font_face_destroy(face); }
    void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// The fonts. A face of FreeType lives until cairo forgets the face made from it, which then ends the library.
class Fonts {
public:
    Fonts() {
        for (std::size_t i = 0; i < faces_.size(); ++i) {
            FT_Library library = nullptr;
            SIM_CHECK(FT_Init_FreeType(&library) == 0);
            const std::string_view file = font_file(static_cast<Face>(i));
            FT_Face face = nullptr;
            const int error = FT_New_Memory_Face(
                library, static_cast<const FT_Byte*>(static_cast<const void*>(file.data())),
                static_cast<FT_Long>(file.size()), 0, &face);
            SIM_CHECK(error == 0);
            faces_[i].reset(cairo_ft_font_face_create_for_ft_face(face, FT_LOAD_NO_HINTING));
            cairo_font_face_set_user_data(faces_[i].get(), &key_, library, [](void* owned) {
                FT_Done_FreeType(static_cast<FT_Library>(owned));
            });
        }
        options_.reset(cairo_font_options_create());
        cairo_font_options_set_hint_metrics(options_.get(), CAIRO_HINT_METRICS_OFF);
        cairo_font_options_set_hint_style(options_.get(), CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_antialias(options_.get(), CAIRO_ANTIALIAS_GRAY);
    }
    void use(cairo_t* context, Face face, double size) const {
        use(context, faces_[static_cast<std::size_t>(face)].get(), size);
    }
    void use(cairo_t* context, cairo_font_face_t* face, double size) const {
        cairo_set_font_face(context, face);
        cairo_set_font_size(context, size);
        cairo_set_font_options(context, options_.get());
    }
    [[nodiscard]] OtherFonts& others() const { return others_; }

private:
    cairo_user_data_key_t key_{};
    std::array<Owned<cairo_font_face_t>, face_count> faces_;
    Owned<cairo_font_options_t> options_;
    mutable OtherFonts others_;  // only finds what was there before
};

/// A part of a line: letters of our fonts, or one letter that they lack.
struct Run {
    std::string_view text;
    char32_t other = 0;
};
std::vector<Run> runs_of(Face face, std::string_view line) {
    std::vector<Run> runs;
    while (!line.empty()) {
        std::string_view rest = line;
        const char32_t code = take_code_point(rest);
        const std::string_view letter = line.substr(0, line.size() - rest.size());
        if (!has_letters(face, letter)) runs.push_back({letter, code});
        else if (runs.empty() || runs.back().other != 0) runs.push_back({letter, 0});
        else runs.back().text = {runs.back().text.data(), runs.back().text.size() + letter.size()};
        line = rest;
    }
    return runs;
}

/// Joiners, variants and the like, which no font draws.
bool is_invisible(Face face, const Run& run) {
    const bool is_mark =
        (run.other >= 0x300 && run.other < 0x370) || (run.other >= 0x20D0 && run.other < 0x2100);
    return text_width(face, 1, run.text) == 0 && !is_mark;
}

class Painter {
public:
    Painter(cairo_t* context, const Fonts& fonts) : context_(context), fonts_(fonts) {}

    void draw(const Scene& scene) {
        for (const Item& item : scene.items()) {
            switch (item.kind) {
                case ItemKind::rectangle: rectangle(item); break;
                case ItemKind::line:
                    cairo_move_to(context_, item.box.x, item.box.y);
                    cairo_line_to(context_, item.box.right(), item.box.bottom());
                    stroke(item);
                    if (item.has_arrow)
                        head({item.box.x, item.box.y}, {item.box.right(), item.box.bottom()}, item);
                    break;
                case ItemKind::text: text(scene, item); break;
                case ItemKind::path: path(scene, item); break;
            }
        }
    }

private:
    void color(Color value) {
        cairo_set_source_rgba(context_, value.red / 255.0, value.green / 255.0, value.blue / 255.0,
                              value.alpha / 255.0);
    }

    void stroke(const Item& item) {
        if (item.stroke.alpha == 0 || item.stroke_width <= 0) {
            cairo_new_path(context_);
            return;
        }
        constexpr std::array<double, 2> dashes{4, 3};
        cairo_set_dash(context_, dashes.data(), item.is_dashed ? 2 : 0, 0);
        cairo_set_line_width(context_, static_cast<double>(item.stroke_width));
        color(item.stroke);
        cairo_stroke(context_);
    }

    void outline(const Box& box, double radius) {
        constexpr double quarter = 1.57079632679489661923;
        const double r = std::min({radius, box.width / 2, box.height / 2});
        if (r <= 0) {
            cairo_rectangle(context_, box.x, box.y, box.width, box.height);
            return;
        }
        cairo_new_sub_path(context_);
        cairo_arc(context_, box.right() - r, box.y + r, r, -quarter, 0);
        cairo_arc(context_, box.right() - r, box.bottom() - r, r, 0, quarter);
        cairo_arc(context_, box.x + r, box.bottom() - r, r, quarter, 2 * quarter);
        cairo_arc(context_, box.x + r, box.y + r, r, 2 * quarter, 3 * quarter);
        cairo_close_path(context_);
    }

    void rectangle(const Item& item) {
        outline(item.box, static_cast<double>(item.radius));
        color(item.fill);
        if (item.pattern == Pattern::hatched) {
            cairo_fill(context_);
            hatch(item);
            return;
        }
        cairo_fill_preserve(context_);
        stroke(item);
    }

    void hatch(const Item& item) {
        cairo_set_dash(context_, nullptr, 0, 0);
        cairo_save(context_);
        cairo_rectangle(context_, item.box.x, item.box.y, item.box.width, item.box.height);
        cairo_clip(context_);
        color(item.stroke);
        cairo_set_line_width(context_, 2);
        // Lines on which x + y is a multiple of the step: they go on in the rectangle beside this one.
        const double step = 7 * std::sqrt(2.0);
        const double last = item.box.right() + item.box.bottom();
        for (double sum = std::ceil((item.box.x + item.box.y) / step) * step; sum < last;
             sum += step) {
            cairo_move_to(context_, sum - item.box.y, item.box.y);
            cairo_line_to(context_, sum - item.box.bottom(), item.box.bottom());
        }
        cairo_stroke(context_);
        cairo_restore(context_);
    }

    void path(const Scene& scene, const Item& item) {
        const std::span<const Point> points = scene.points(item);
        cairo_new_path(context_);  // a text leaves its end as the current point
        for (const Point& point : points) cairo_line_to(context_, point.x, point.y);
        if (item.is_closed) {
            cairo_close_path(context_);
            color(item.fill);
            cairo_fill_preserve(context_);
        }
        stroke(item);
        if (item.has_arrow && points.size() >= 2)
            head(points[points.size() - 2], points.back(), item);
    }

    void head(Point from, Point to, const Item& item) {
        const double length = std::hypot(to.x - from.x, to.y - from.y);
        if (length <= 0) return;
        const double size = 5 * static_cast<double>(item.stroke_width);
        const double dx = (to.x - from.x) / length * size;
        const double dy = (to.y - from.y) / length * size;
        cairo_move_to(context_, to.x, to.y);
        cairo_line_to(context_, to.x - dx - dy / 2, to.y - dy + dx / 2);
        cairo_line_to(context_, to.x - dx + dy / 2, to.y - dy - dx / 2);
        cairo_close_path(context_);
        color(item.stroke);
        cairo_fill(context_);
    }

    void text(const Scene& scene, const Item& item) {
        const std::string line{scene.text(item.text)};
        const auto size = static_cast<double>(item.size);
        const double width = text_width(item.face, size, line);
        const double x = item.align == TextAlign::left ? item.box.x
                         : item.align == TextAlign::middle
                             ? item.box.x + (item.box.width - width) / 2
                             : item.box.right() - width;
        color(item.fill);
        Point at{x, static_cast<double>(item.baseline)};
        for (const Run& run : runs_of(item.face, line)) {
            if (run.other == 0) {
                fonts_.use(context_, item.face, size);
                show(run.text, at);
            } else {
                other_letter(item.face, size, run, at);
            }
            at.x += text_width(item.face, size, run.text);
        }
    }

    void show(std::string_view text, Point at) {
        cairo_move_to(context_, at.x, at.y);
        cairo_show_text(context_, std::string{text}.c_str());
    }

    /// In the middle of the room that the layout left for it, smaller if it needs more; a box if no font has it.
    void other_letter(Face face, double size, const Run& run, Point at) {
        if (is_invisible(face, run)) return;
        const double room = text_width(face, size, run.text);
        cairo_font_face_t* const other = fonts_.others().find(face, run.other);
        if (other == nullptr) {
            cairo_set_dash(context_, nullptr, 0, 0);
            cairo_set_line_width(context_, 0.06 * size);
            cairo_rectangle(context_, at.x + 0.1 * size, at.y - 0.7 * size,
                            std::max(room - 0.2 * size, 0.1 * size), 0.7 * size);
            cairo_stroke(context_);
            return;
        }
        fonts_.use(context_, other, size);
        cairo_text_extents_t extents;
        cairo_text_extents(context_, std::string{run.text}.c_str(), &extents);
        if (room <= 0) {  // above the letter before; fonts of one width advance even then
            show(run.text, {at.x - extents.x_advance, at.y});
            return;
        }
        if (extents.x_advance > room) {
            cairo_set_font_size(context_, size * room / extents.x_advance);
            extents.x_advance = room;
        }
        show(run.text, {at.x + (room - extents.x_advance) / 2, at.y});
    }

    cairo_t* context_;
    const Fonts& fonts_;
};

cairo_status_t append(void* target, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(target)->append(
        static_cast<const char*>(static_cast<const void*>(bytes)), count);
    return CAIRO_STATUS_SUCCESS;
}

Owned<cairo_surface_t> image_of(const Scene& scene, double width) {
    const double zoom = width / scene.width();
    Owned<cairo_surface_t> surface{
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::lround(width)),
                                   static_cast<int>(std::lround(scene.height() * zoom)))};
    const Fonts fonts;
    const Owned<cairo_t> context{cairo_create(surface.get())};
    cairo_scale(context.get(), zoom, zoom);
    Painter{context.get(), fonts}.draw(scene);
    cairo_surface_flush(surface.get());
    SIM_CHECK(cairo_status(context.get()) == CAIRO_STATUS_SUCCESS);
    return surface;
}

}  // namespace

std::string to_png(const Scene& scene, double width) {
    const Owned<cairo_surface_t> surface = image_of(scene, width);
    std::string bytes;
    SIM_CHECK(cairo_surface_write_to_png_stream(surface.get(), append, &bytes) ==
              CAIRO_STATUS_SUCCESS);
    add_png_maker(bytes);
    return bytes;
}

Raster to_raster(const Scene& scene, double width) {
    const Owned<cairo_surface_t> surface = image_of(scene, width);
    Raster raster{.width = cairo_image_surface_get_width(surface.get()),
                  .height = cairo_image_surface_get_height(surface.get()),
                  .pixels = {}};
    const unsigned char* const data = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    const auto columns = static_cast<std::size_t>(raster.width);
    raster.pixels.resize(columns * static_cast<std::size_t>(raster.height));
    for (std::size_t row = 0; row < static_cast<std::size_t>(raster.height); ++row)
        std::memcpy(raster.pixels.data() + row * columns, data + row * stride, columns * 4);
    for (std::uint32_t& pixel : raster.pixels) pixel &= 0xFFFFFFU;
    return raster;
}

std::string undrawn_letters(std::span<const Scene> scenes) {
    OtherFonts others;
    std::string letters;
    for (const Scene& scene : scenes) {
        for (const Item& item : scene.items()) {
            if (item.kind != ItemKind::text) continue;
            for (const Run& run : runs_of(item.face, scene.text(item.text))) {
                if (run.other == 0 || is_invisible(item.face, run)) continue;
                if (letters.find(run.text) != std::string::npos) continue;
                if (others.find(item.face, run.other) == nullptr) letters += run.text;
            }
        }
    }
    return letters;
}

std::string to_pdf(std::span<const Scene> scenes, double width) {
    std::string bytes;
    const Fonts fonts;
    {
        const double zoom = width / scenes.front().width();
        const Owned<cairo_surface_t> surface{cairo_pdf_surface_create_for_stream(
            append, &bytes, width, scenes.front().height() * zoom)};
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                       scenes.front().title.c_str());
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "loopglass");
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                       "2000-01-01T00:00:00Z");
        const Owned<cairo_t> context{cairo_create(surface.get())};
        for (const Scene& scene : scenes) {
            cairo_save(context.get());
            cairo_scale(context.get(), zoom, zoom);
            Painter{context.get(), fonts}.draw(scene);
            cairo_restore(context.get());
            cairo_show_page(context.get());
        }
        cairo_surface_finish(surface.get());
        SIM_CHECK(cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS);
    }
    return bytes;
}

}  // namespace ui
