// Items become elements one by one; neighbours of one role share a group. Texts carry `textLength`, so that they keep
// their width where another font stands in for ours. Nothing but basic shapes, no style sheet: what draws programs read.
#include "ui/export/svg.hpp"

#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

class SvgWriter {
public:
    SvgWriter(const Scene& scene, double width) : scene_(scene), width_(width) {}

    std::string write() {
        begin();
        bool is_open = false;
        Role role = Role::background;
        for (const Item& item : scene_.items()) {
            if (!is_open || item.role != role) {
                if (is_open) out_ += "</g>\n";
                role = item.role;
                is_open = true;
                put("<g class=\"{}\">\n", to_text(role));
            }
            add(item);
        }
        if (is_open) out_ += "</g>\n";
        out_ += "</g>\n</svg>\n";
        return std::move(out_);
    }

private:
    template <class... Args>
    void put(fmt::format_string<Args...> form, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), form, std::forward<Args>(args)...);
    }

    /// A number with at most two decimals.
    static std::string number(double value) {
        const double rounded = std::round(value * 100) / 100;
        return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
    }

    void begin() {
        out_ += svg_mark;
        put("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} "
            "{}\" "
            "role=\"img\" aria-labelledby=\"title description\">\n",
            number(width_), number(width_ * scene_.height() / scene_.width()),
            number(scene_.width()), number(scene_.height()));
        put("<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n",
            to_xml(scene_.title), to_xml(to_plain_line(scene_.description)));
        out_ +=
            "<defs>\n<marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
            "markerWidth=\"6\" "
            "markerHeight=\"6\" orient=\"auto\"><path d=\"M0 0 L10 5 L0 10 z\" fill=\"" +
            arrow_color() + "\"/></marker>\n";
        for (const Item& item : scene_.items()) {
            if (item.pattern == Pattern::hatched) {
                put("<pattern id=\"hatch\" width=\"7\" height=\"7\" "
                    "patternUnits=\"userSpaceOnUse\" "
                    "patternTransform=\"rotate(45)\"><path d=\"M0 0 V7\" stroke=\"{}\" "
                    "stroke-width=\"2\"/></pattern>\n",
                    hex(item.stroke));
                break;
            }
        }
        out_ += "</defs>\n<g font-family=\"Inter, 'Helvetica Neue', Arial, sans-serif\">\n";
    }

    [[nodiscard]] std::string arrow_color() const {
        for (const Item& item : scene_.items()) {
            if (item.has_arrow) return hex(item.stroke);
        }
        return "#000000";
    }

    static std::string hex(Color color) {
        return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
    }

    void paint(std::string_view what, Color color) {
        if (color.alpha == 0) {
            if (what == "fill") out_ += " fill=\"none\"";
            return;
        }
        put(" {}=\"{}\"", what, hex(color));
        if (color.alpha < 255) put(" {}-opacity=\"{:.2f}\"", what, color.alpha / 255.0);
    }

    void outline(const Item& item) {
        if (item.stroke.alpha == 0 || item.stroke_width <= 0) return;
        paint("stroke", item.stroke);
        put(" stroke-width=\"{}\"", number(static_cast<double>(item.stroke_width)));
        if (item.is_dashed) out_ += " stroke-dasharray=\"4 3\"";
        if (item.has_arrow) out_ += " marker-end=\"url(#head)\"";
    }

    void name(const Item& item) {
        if (item.subject == index_absent) return;
        const int count = ++named_[{item.role, item.subject}];
        put(" id=\"{}-{}", to_text(item.role), item.subject);
        if (count > 1) put("-{}", count);
        out_ += '"';
    }

    void end(const Item& item, std::string_view element) {
        if (item.title == index_absent) {
            out_ += "/>\n";
        } else {
            put("><title>{}</title></{}>\n", to_xml(scene_.text(item.title)), element);
        }
    }

    void add(const Item& item) {
        switch (item.kind) {
            case ItemKind::rectangle: add_rectangle(item); break;
            case ItemKind::line: add_line(item); break;
            case ItemKind::text: add_text(item); break;
            case ItemKind::path: add_path(item); break;
        }
    }

    void add_rectangle(const Item& item) {
        const Box& box = item.box;
        const std::string place =
            fmt::format(" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(box.x),
                        number(box.y), number(box.width), number(box.height)) +
            (item.radius > 0 ? fmt::format(" rx=\"{}\"", number(static_cast<double>(item.radius)))
                             : std::string{});
        out_ += "<rect";
        name(item);
        out_ += place;
        paint("fill", item.fill);
        if (item.pattern == Pattern::solid) outline(item);
        end(item, "rect");
        if (item.pattern == Pattern::hatched) put("<rect{} fill=\"url(#hatch)\"/>\n", place);
    }

    void add_line(const Item& item) {
        put("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"", number(item.box.x), number(item.box.y),
            number(item.box.right()), number(item.box.bottom()));
        outline(item);
        end(item, "line");
    }

    void add_path(const Item& item) {
        out_ += "<path d=\"";
        bool is_first = true;
        for (const Point& point : scene_.points(item)) {
            put("{}{} {}", is_first ? "M" : "L", number(point.x), number(point.y));
            is_first = false;
        }
        out_ += item.is_closed ? "z\"" : "\"";
        paint("fill", item.is_closed ? item.fill : transparent);
        outline(item);
        end(item, "path");
    }

    void add_text(const Item& item) {
        const std::string_view text = scene_.text(item.text);
        const double width = text_width(item.face, static_cast<double>(item.size), text);
        const Box& box = item.box;
        const double x = item.align == TextAlign::left     ? box.x
                         : item.align == TextAlign::middle ? box.x + box.width / 2
                                                           : box.right();
        put("<text x=\"{}\" y=\"{}\" font-size=\"{}\"", number(x),
            number(static_cast<double>(item.baseline)), number(static_cast<double>(item.size)));
        if (item.align != TextAlign::left)
            put(" text-anchor=\"{}\"", item.align == TextAlign::middle ? "middle" : "end");
        if (item.face == Face::sans_bold) out_ += " font-weight=\"600\"";
        if (item.face == Face::mono)
            out_ +=
                " font-family=\"'JetBrains Mono', Menlo, Consolas, monospace\" "
                "font-variant-ligatures=\"none\"";
        // Letters of other fonts have their own widths: they are not pressed into ours.
        if (text.size() > 2 && has_letters(item.face, text))
            put(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", number(width));
        if (text.starts_with(' ') || text.find("  ") != std::string_view::npos)
            out_ += " xml:space=\"preserve\"";
        paint("fill", item.fill);
        out_ += '>';
        if (item.title != index_absent) put("<title>{}</title>", to_xml(scene_.text(item.title)));
        put("{}</text>\n", to_xml(text));
    }

    const Scene& scene_;
    double width_;
    std::string out_;
    std::map<std::pair<Role, std::uint32_t>, int> named_;
};

}  // namespace

std::string to_svg(const Scene& scene, double width) { return SvgWriter{scene, width}.write(); }

std::string to_xml(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            default: escaped += c; break;
        }
    }
    return escaped;
}

}  // namespace ui
