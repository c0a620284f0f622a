// A trie of the lines: a node is a run of lines that are printed without a choice between them. Leaves stand below each
// other in the order in which they were found, nodes in the middle of their leaves, columns are as wide as their texts.
#include "ui/layout/orders.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"

namespace ui {

namespace {

constexpr double leaf_gap_max = 44;
constexpr double column_gap_min = 46;
constexpr double column_gap_max = 110;
constexpr double column_width_max = 260;
constexpr double share_width = 84;       // behind a leaf
constexpr double parting_width = 300;    // behind that, if it says what decides
constexpr double zoom_most = 1.7;        // of small trees
constexpr std::size_t orders_max = 300;  // more than fit any picture

/// How much room a node takes.
struct Density {
    double text = text_normal;
    double line = 20;
    double padding = 7;
    double gap = 12;            // to the next leaf, at least
    std::size_t lines_max = 7;  // of a longer run the first and the last are shown
};
/// The first that has room for all orders is taken.
constexpr std::array<Density, 4> densities{
    {{},
     {.text = text_small, .line = 17, .padding = 4, .gap = 6},
     {.text = text_small, .line = 17, .padding = 4, .gap = 6, .lines_max = 5},
     {.text = text_small, .line = 17, .padding = 4, .gap = 6, .lines_max = 3}}};

struct Node {
    std::vector<std::string> lines;
    std::vector<std::size_t> children;
    std::size_t depth = 0;
    std::optional<std::size_t> order;  // of a leaf
    Box box;
};

class Tree {
public:
    explicit Tree(const PossibleOrders& orders) : orders_(orders) {
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < std::min(orders.orders.size(), orders_max); ++i)
            all.push_back(i);
        grow(all, 0, 0);
    }
    [[nodiscard]] std::vector<Node>& nodes() { return nodes_; }

private:
    [[nodiscard]] const std::vector<std::string>& lines(std::size_t order) const {
        return orders_.orders[order].lines;
    }

    /// The tree of `members`, which agree in their first `from` lines; gives its root.
    std::size_t grow(const std::vector<std::size_t>& members, std::size_t from, std::size_t depth) {
        const std::size_t index = nodes_.size();
        nodes_.emplace_back();
        nodes_[index].depth = depth;
        const std::vector<std::string>& first = lines(members.front());
        std::size_t end = from;
        const auto agrees = [&](std::size_t member) {
            return end < lines(member).size() && lines(member)[end] == first[end];
        };
        while (end < first.size() && std::all_of(members.begin(), members.end(), agrees)) ++end;
        nodes_[index].lines.assign(first.begin() + static_cast<std::ptrdiff_t>(from),
                                   first.begin() + static_cast<std::ptrdiff_t>(end));
        if (members.size() == 1) {
            nodes_[index].order = members.front();
            return index;
        }
        // In the order in which the ways are found.
        std::vector<std::vector<std::size_t>> ways;
        for (const std::size_t member : members) {
            const auto same = [&](const std::vector<std::size_t>& way) {
                const std::vector<std::string>& other = lines(way.front());
                if (end >= lines(member).size() || end >= other.size()) return false;
                return other[end] == lines(member)[end];
            };
            const auto way = std::find_if(ways.begin(), ways.end(), same);
            if (way == ways.end()) ways.push_back({member});
            else way->push_back(member);
        }
        for (const std::vector<std::size_t>& way : ways) {
            const std::size_t child = grow(way, end, depth + 1);
            nodes_[index].children.push_back(child);
        }
        return index;
    }

    const PossibleOrders& orders_;
    std::vector<Node> nodes_;
};

/// What a node shows: its lines, of many the first and the last ones.
std::vector<std::string> shown_lines(const Node& node, std::size_t lines_max) {
    const std::vector<std::string>& lines = node.lines;
    if (lines.empty()) return {node.order ? "(end)" : "(start)"};
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_cut = lines.size() > lines_max && i == lines_max / 2;
        if (!is_cut) {
            shown.push_back(to_plain_line(lines[i]));
            continue;
        }
        const std::size_t rest = lines.size() - lines_max + 1;
        shown.push_back(fmt::format("+ {} lines", rest));
        i += rest - 1;
    }
    return shown;
}

class Painter {
public:
    Painter(const PossibleOrders& orders, const PictureOptions& options)
        : orders_(orders),
          options_(options),
          tree_(std::move(Tree{orders}.nodes())),
          frame_(begin_frame(title(), facts(), options)) {}

    Scene paint() {
        frame_.scene.description = fmt::format("Orders in which {} may print.", orders_.program);
        for (const PossibleOrder& order : orders_.orders) {
            if (frame_.scene.description.size() > 4000) break;
            frame_.scene.description += fmt::format(" {} {}.", fmt::join(order.lines, ", "),
                                                    likelihood_text(order.likelihood));
        }
        frame_.body.height -= 24;
        lay_out_most();
        center();
        draw(0);
        const std::size_t hidden = orders_.orders.size() - placed_;
        std::string remark;
        if (hidden > 0)
            remark =
                fmt::format("{} more order{} not shown", hidden, hidden == 1 ? " is" : "s are");
        if (!orders_.is_complete)
            remark += fmt::format("{}the search was stopped: there may be more",
                                  remark.empty() ? "" : "; ");
        if (!remark.empty())
            frame_.scene.text(Role::legend,
                              {frame_.body.x, frame_.body.bottom() + 4, frame_.body.width, 20},
                              remark, {.size = text_small, .color = frame_.theme->muted});
        return std::move(frame_.scene);
    }

private:
    [[nodiscard]] std::string title() const {
        return options_.title.empty() ? orders_.program : options_.title;
    }
    [[nodiscard]] std::string facts() const {
        const std::size_t count = orders_.orders.size();
        std::string facts =
            fmt::format("Node {}  ·  {}{} possible order{}", orders_.node,
                        orders_.is_complete ? "" : "at least ", count, count == 1 ? "" : "s");
        if (orders_.samples > 0 && count > 1)
            facts += fmt::format("  ·  how many of {} runs print each", orders_.samples);
        return facts;
    }

    /// As roomy as all orders fit, or else so that the most do.
    void lay_out_most() {
        std::size_t most = 0;
        std::pair<const Density*, bool> best{&densities.front(), true};
        for (const Density& density : densities) {
            for (const bool is_spread : {true, false}) {
                lay_out(density, is_spread);
                if (placed_ == orders_.orders.size()) return;
                if (placed_ <= most) continue;
                most = placed_;
                best = {&density, is_spread};
            }
        }
        lay_out(*best.first, best.second);
    }

    /// Gives all nodes that fit their places. Spread leaves share the height, which a node before them may exceed.
    void lay_out(const Density& density, bool is_spread) {
        density_ = density;
        nodes_ = tree_;
        placed_ = 0;
        zoom_ = is_spread ? zoom_that_fits() : 1;
        measure();
        if (!is_spread) leaf_gap_ = density_.gap;
        double y = frame_.body.y;
        place(0, y);
    }

    /// Where columns begin; they are narrowed alike if they do not fit.
    void measure() {
        columns_.clear();
        std::vector<double> widths;
        for (const Node& node : nodes_) {
            widths.resize(std::max(widths.size(), node.depth + 1), 60.0 * zoom_);
            for (const std::string& line : shown(node))
                widths[node.depth] = std::max(widths[node.depth], zoom_ * width_of(line));
        }
        double total = leaf_width();
        for (const double width : widths) total += width;
        const double gap =
            std::clamp((frame_.body.width - total) / static_cast<double>(widths.size()),
                       column_gap_min * zoom_, column_gap_max * zoom_);
        total += gap * static_cast<double>(widths.size());
        const double stretch = std::min(1.0, frame_.body.width / total);
        double x = frame_.body.x;
        for (const double width : widths) {
            columns_.emplace_back(x, width * stretch);
            x += (width + gap) * stretch;
        }
        double leaves = 0;
        double count = 0;
        for (const Node& node : nodes_) {
            if (!node.order) continue;
            leaves += height_of(node);
            count += 1;
        }
        leaf_gap_ = std::clamp((frame_.body.height - leaves) / count, density_.gap * zoom_,
                               leaf_gap_max * zoom_);
    }

    /// As large as the tree can be drawn with room around it.
    [[nodiscard]] double zoom_that_fits() const {
        std::vector<double> widths;
        double height = 0;
        for (const Node& node : nodes_) {
            widths.resize(std::max(widths.size(), node.depth + 1), 60.0);
            for (const std::string& line : shown(node))
                widths[node.depth] = std::max(widths[node.depth], width_of(line));
            if (node.order)
                height += static_cast<double>(shown(node).size()) * density_.line +
                          2 * density_.padding + leaf_gap_max;
        }
        double width = share_width + (has_partings() ? parting_width : 0);
        for (const double one : widths) width += one + column_gap_max;
        const double fit =
            std::min(frame_.body.width / width, frame_.body.height / std::max(height, 1.0));
        return std::clamp(fit, 1.0, zoom_most);
    }

    [[nodiscard]] std::vector<std::string> shown(const Node& node) const {
        return shown_lines(node, density_.lines_max);
    }
    [[nodiscard]] double width_of(const std::string& line) const {
        return std::min(text_width(Face::mono, density_.text, line) + 2 * density_.padding + 4,
                        column_width_max);
    }
    [[nodiscard]] bool has_partings() const {
        return std::any_of(orders_.orders.begin(), orders_.orders.end(),
                           [](const PossibleOrder& order) { return !order.parting.empty(); });
    }
    [[nodiscard]] double leaf_width() const {
        return (share_width + (has_partings() && zoom_ > 1 ? parting_width : 0)) * zoom_;
    }
    [[nodiscard]] double height_of(const Node& node) const {
        return zoom_ *
               (static_cast<double>(shown(node).size()) * density_.line + 2 * density_.padding);
    }

    /// A small tree stands in the middle.
    void center() {
        double right = frame_.body.x;
        double bottom = frame_.body.y;
        for (const Node& node : nodes_) {
            if (node.box.width == 0) continue;
            right = std::max(right, node.box.right() + leaf_width());
            bottom = std::max(bottom, node.box.bottom());
        }
        const double across = std::max((frame_.body.right() - right) / 2, 0.0);
        const double down = std::max((frame_.body.bottom() - bottom) / 2, 0.0);
        for (Node& node : nodes_) {
            node.box.x += across;
            node.box.y += down;
        }
    }

    /// Gives the node its place, beginning with `y` for its first leaf, and moves `y` behind its last. False if it does
    /// not fit: then it is not there.
    bool place(std::size_t index, double& y) {
        Node& node = nodes_[index];
        const double height = height_of(node);
        const auto [x, width] = columns_[node.depth];
        if (y + height > frame_.body.bottom() || width < 30) return false;
        const double top = y;
        std::vector<std::size_t> placed;
        for (const std::size_t child : node.children) {
            if (!place(child, y)) break;
            placed.push_back(child);
        }
        if (!node.order && placed.empty()) return false;
        nodes_[index].children = placed;
        double middle = top + height / 2;
        if (!placed.empty()) {
            const Box& first = nodes_[placed.front()].box;
            const Box& last = nodes_[placed.back()].box;
            middle = (first.y + first.height / 2 + last.y + last.height / 2) / 2;
            y = std::max(y, top + height + leaf_gap_);
        } else {
            y += height + leaf_gap_;
            ++placed_;
        }
        const double least = top;
        nodes_[index].box = {
            x,
            std::clamp(middle - height / 2, least, std::max(least, frame_.body.bottom() - height)),
            width, height};
        return true;
    }

    void draw(std::size_t index) {
        const Node& node = nodes_[index];
        if (node.box.width == 0) return;
        Scene& scene = frame_.scene;
        const Theme& theme = *frame_.theme;
        for (const std::size_t child : node.children) {
            const Box& to = nodes_[child].box;
            const Point from{node.box.right(), node.box.y + node.box.height / 2};
            const double turn = (from.x + to.x) / 2;
            const std::vector<Point> way{{from.x, from.y},
                                         {turn, from.y},
                                         {turn, to.y + to.height / 2},
                                         {to.x, to.y + to.height / 2}};
            Item& line = scene.path(Role::arrow, way, false);
            line.stroke = theme.border;
            line.stroke_width = static_cast<float>(theme.line);
        }
        Item& back = scene.rectangle(Role::queue, node.box, theme.panel);
        back.radius = 5;
        back.stroke = node.order ? row_of(Hue::pool).fill : theme.border;
        back.stroke_width = static_cast<float>(theme.line);
        const double padding = density_.padding * zoom_;
        double y = node.box.y + padding;
        const double pitch = density_.line * zoom_;
        for (const std::string& line : shown(node)) {
            scene.text(Role::output, {node.box.x + padding, y, node.box.width - 2 * padding, pitch},
                       line,
                       {.face = Face::mono, .size = density_.text * zoom_, .color = theme.ink});
            y += pitch;
        }
        if (node.order) draw_leaf(node);
        for (const std::size_t child : node.children) draw(child);
    }

    void draw_leaf(const Node& node) {
        const PossibleOrder& order = orders_.orders[*node.order];
        if (!order.parting.empty())
            frame_.scene.set_title(frame_.scene.rectangle(Role::queue, node.box, transparent),
                                   order.parting);
        const std::string share = likelihood_text(order.likelihood);
        const double left = node.box.right() + 10 * zoom_;
        const double width = (share_width - 12) * zoom_;
        if (!share.empty())
            frame_.scene.text(Role::label, {left, node.box.y, width, node.box.height}, share,
                              {.face = Face::sans_bold,
                               .size = density_.text * zoom_,
                               .color = frame_.theme->ink});
        if (!order.parting.empty())
            draw_parting(order, node.box, left + (share.empty() ? 0 : width));
    }

    /// What decides for the order, where there is room to say it.
    void draw_parting(const PossibleOrder& order, const Box& leaf, double x) {
        const double room = frame_.body.right() - x;
        constexpr double pitch = 19;
        if (zoom_ <= 1 || room < 150) return;
        const std::vector<std::string> lines =
            wrap(Face::sans, text_normal, to_plain_line(order.parting), room, 3);
        double y = leaf.y + leaf.height / 2 - pitch * static_cast<double>(lines.size()) / 2;
        for (const std::string& line : lines) {
            frame_.scene.text(Role::label, {x, y, room, pitch}, line,
                              {.size = text_normal, .color = frame_.theme->muted});
            y += pitch;
        }
    }

    const PossibleOrders& orders_;
    const PictureOptions& options_;
    std::vector<Node> tree_;   // whole, without places
    std::vector<Node> nodes_;  // those of it that have a place are drawn
    Frame frame_;
    Density density_;
    std::vector<std::pair<double, double>> columns_;  // left edge and width
    double leaf_gap_ = 0;
    double zoom_ = 1;
    std::size_t placed_ = 0;  // orders
};

/// Within a quoted label Mermaid takes entities.
std::string mermaid_text(std::string_view text) {
    std::string safe;
    for (const char c : to_plain_line(text)) {
        if (c == '"' || c == '<' || c == '>' || c == '&' || c == '#' || c == '`')
            safe += fmt::format("#{};", static_cast<int>(c));
        else safe += c;
    }
    return safe;
}

}  // namespace

std::string likelihood_text(const std::optional<double>& likelihood) {
    if (!likelihood) return {};
    if (*likelihood <= 0) return "rare";
    if (*likelihood >= 1) return "100 %";
    return *likelihood < 0.001 ? "< 0.1 %" : fmt::format("{:.1f} %", *likelihood * 100);
}

Scene orders_picture(const PossibleOrders& orders, const PictureOptions& options) {
    return Painter{orders, options}.paint();
}

std::string orders_mermaid(const PossibleOrders& orders) {
    std::string text =
        fmt::format("%% Made by loopglass from {}\nflowchart LR\n", mermaid_text(orders.program));
    const std::vector<Node> nodes = std::move(Tree{orders}.nodes());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        std::string label;
        for (const std::string& line : shown_lines(nodes[i], Density{}.lines_max))
            label += (label.empty() ? "" : "<br/>") + mermaid_text(line);
        text += fmt::format("    n{}[\"{}\"]\n", i, label);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const std::size_t child : nodes[i].children) {
            const auto order = nodes[child].order;
            const std::string share =
                order ? likelihood_text(orders.orders[*order].likelihood) : std::string{};
            text += share.empty()
                        ? fmt::format("    n{} --> n{}\n", i, child)
                        : fmt::format("    n{} -->|\"{}\"| n{}\n", i, mermaid_text(share), child);
        }
    }
    return text;
}

}  // namespace ui
