// Office Open XML (ECMA-376, part 1): items become shapes one by one, in DrawingML; what surrounds them stands in
// pptx_parts.cpp. A pixel of the scene is 1/96 inch.
#include "ui/export/pptx.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "ui/export/pptx_parts.hpp"
#include "ui/export/svg.hpp"
#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

std::int64_t emu(double pixels) { return std::llround(pixels * 9525); }

class SlideWriter {
public:
    explicit SlideWriter(const Scene& scene) : scene_(scene) {}

    std::string write() {
        for (const Item& item : scene_.items()) {
            switch (item.kind) {
                case ItemKind::rectangle: add_rectangle(item); break;
                case ItemKind::line: add_line(item); break;
                case ItemKind::text: add_text(item); break;
                case ItemKind::path: add_path(item); break;
            }
        }
        return std::move(out_);
    }

private:
    template <class... Args>
    void put(fmt::format_string<Args...> form, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), form, std::forward<Args>(args)...);
    }

    static std::string colour(Color color) {
        const std::string alpha =
            color.alpha == 255 ? std::string{}
                               : fmt::format("<a:alpha val=\"{}\"/>", color.alpha * 100'000 / 255);
        return fmt::format("<a:srgbClr val=\"{:02X}{:02X}{:02X}\">{}</a:srgbClr>", color.red,
                           color.green, color.blue, alpha);
    }

    static std::string fill(const Item& item) {
        if (item.pattern == Pattern::hatched)
            return fmt::format(
                "<a:pattFill "
                "prst=\"wdUpDiag\"><a:fgClr>{}</a:fgClr><a:bgClr>{}</a:bgClr></a:pattFill>",
                colour(item.stroke), colour(item.fill));
        if (item.fill.alpha == 0) return "<a:noFill/>";
        return fmt::format("<a:solidFill>{}</a:solidFill>", colour(item.fill));
    }

    static std::string outline(const Item& item) {
        if (item.stroke.alpha == 0 || item.stroke_width <= 0 || item.pattern == Pattern::hatched)
            return "<a:ln><a:noFill/></a:ln>";
        return fmt::format("<a:ln w=\"{}\"><a:solidFill>{}</a:solidFill>{}{}</a:ln>",
                           emu(static_cast<double>(item.stroke_width)), colour(item.stroke),
                           item.is_dashed ? "<a:prstDash val=\"dash\"/>" : "",
                           item.has_arrow ? "<a:tailEnd type=\"triangle\"/>" : "");
    }

    /// Opens a shape: its number, name and what it tells those who do not see it.
    void open(const Item& item, std::string_view extra = {}) {
        const std::string_view title =
            item.title == index_absent ? std::string_view{} : scene_.text(item.title);
        ++count_;
        put("<p:sp><p:nvSpPr><p:cNvPr id=\"{}\" name=\"{} {}\"", count_ + 1, to_text(item.role),
            count_);
        if (!title.empty()) put(" descr=\"{}\"", to_xml(title));
        put("/><p:cNvSpPr{}/><p:nvPr/></p:nvSpPr>", extra);
    }

    static std::string frame(const Box& box, std::string_view flips = {}) {
        return fmt::format(
            "<a:xfrm{}><a:off x=\"{}\" y=\"{}\"/><a:ext cx=\"{}\" cy=\"{}\"/></a:xfrm>", flips,
            emu(box.x), emu(box.y), emu(box.width), emu(box.height));
    }

    void add_rectangle(const Item& item) {
        open(item);
        const double side = std::min(item.box.width, item.box.height);
        put("<p:spPr>{}", frame(item.box));
        if (item.radius > 0 && side > 0) {
            const double share = std::min(static_cast<double>(item.radius) / side, 0.5);
            put("<a:prstGeom prst=\"roundRect\"><a:avLst><a:gd name=\"adj\" fmla=\"val "
                "{}\"/></a:avLst></a:prstGeom>",
                std::lround(share * 100'000));
        } else {
            out_ += "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>";
        }
        put("{}{}</p:spPr></p:sp>\n", fill(item), outline(item));
    }

    void add_line(const Item& item) {
        ++count_;
        const Box& box = item.box;
        const Box all{std::min(box.x, box.right()), std::min(box.y, box.bottom()),
                      std::abs(box.width), std::abs(box.height)};
        const std::string flips = std::string{box.width < 0 ? " flipH=\"1\"" : ""} +
                                  (box.height < 0 ? " flipV=\"1\"" : "");
        put("<p:cxnSp><p:nvCxnSpPr><p:cNvPr id=\"{}\" name=\"{} "
            "{}\"/><p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>",
            count_ + 1, to_text(item.role), count_);
        put("<p:spPr>{}<a:prstGeom prst=\"line\"><a:avLst/></a:prstGeom>{}</p:spPr></p:cxnSp>\n",
            frame(all, flips), outline(item));
    }

    void add_path(const Item& item) {
        const std::span<const Point> points = scene_.points(item);
        if (points.empty()) return;
        double left = points.front().x;
        double top = points.front().y;
        double right = left;
        double bottom = top;
        for (const Point& point : points) {
            left = std::min(left, point.x);
            right = std::max(right, point.x);
            top = std::min(top, point.y);
            bottom = std::max(bottom, point.y);
        }
        open(item);
        put("<p:spPr>{}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l=\"0\" "
            "t=\"0\" r=\"r\" b=\"b\"/>"
            "<a:pathLst><a:path w=\"{}\" h=\"{}\"{}>",
            frame({left, top, right - left, bottom - top}), emu(right - left), emu(bottom - top),
            item.is_closed ? "" : " fill=\"none\"");
        for (std::size_t i = 0; i < points.size(); ++i) {
            const std::string_view verb = i == 0 ? "moveTo" : "lnTo";
            put("<a:{0}><a:pt x=\"{1}\" y=\"{2}\"/></a:{0}>", verb, emu(points[i].x - left),
                emu(points[i].y - top));
        }
        put("{}</a:path></a:pathLst></a:custGeom>{}{}</p:spPr></p:sp>\n",
            item.is_closed ? "<a:close/>" : "",
            item.is_closed ? fill(item) : std::string{"<a:noFill/>"}, outline(item));
    }

    void add_text(const Item& item) {
        const std::string_view text = scene_.text(item.text);
        const auto size = static_cast<double>(item.size);
        // As wide as the room, so that a replaced font may run on; the baseline decides the height.
        const double height = size * 1.3;
        const Box box{item.box.x, static_cast<double>(item.baseline) - size * 0.355 - height / 2,
                      item.box.width, height};
        open(item, " txBox=\"1\"");
        put("<p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>",
            frame(box));
        put("<p:txBody><a:bodyPr wrap=\"none\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" "
            "anchor=\"ctr\"/><a:p>"
            "<a:pPr algn=\"{}\"/><a:r><a:rPr lang=\"en-US\" sz=\"{}\"{} "
            "dirty=\"0\"><a:solidFill>{}</a:solidFill>"
            "<a:latin typeface=\"{}\"/></a:rPr><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>\n",
            item.align == TextAlign::left     ? "l"
            : item.align == TextAlign::middle ? "ctr"
                                              : "r",
            std::lround(size * 75), item.face == Face::sans_bold ? " b=\"1\"" : "",
            colour(item.fill), family_of(item.face), to_xml(text));
    }

    const Scene& scene_;
    std::string out_;
    int count_ = 0;
};

}  // namespace

std::string to_pptx(std::span<const Scene> scenes, double /*width*/) {
    std::vector<SlideText> slides;
    for (const Scene& scene : scenes)
        slides.push_back(
            {.shapes = SlideWriter{scene}.write(), .notes = to_xml(to_plain_line(scene.caption))});
    return to_presentation(
        slides, {.width = emu(scenes.front().width()), .height = emu(scenes.front().height())});
}

}  // namespace ui
