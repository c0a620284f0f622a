#include "ui/cli/explore_report.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/replay.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

constexpr std::size_t shown_max = 40;  // orders; --json has them all
constexpr std::size_t facts_max = 24;

std::string plural(std::int64_t count, std::string_view one) {
    return fmt::format("{} {}{}", format_count(count), one, count == 1 ? "" : "s");
}

/// How late the main thread may be, in words.
std::string bounds_text(const Options& options) {
    const sim::Latitude latitude = latitude_of(options);
    const auto one = [](sim::Duration most) {
        return most >= sim::latitude_any ? std::string{"any time"}
                                         : "up to " + sim::format_duration(most);
    };
    return fmt::format(
        "the main thread may be {} late in the script and {} in a turn of the loop; "
        "pool and OS take any time",
        one(latitude.script), one(latitude.turn));
}

std::string share_text(const sim::Order& order, const sim::Orders& orders) {
    if (orders.samples == 0) return {};
    const double share = static_cast<double>(order.seen) / static_cast<double>(orders.samples);
    return order.seen == 0 ? fmt::format("0 of {}", orders.samples) : format_percent(share);
}

/// A line of output.
std::string brief(std::string_view line) { return shorten(printable(line), 40); }

/// The orders as a tree of lines: what they have in common stands once.
class Tree {
public:
    Tree(const sim::Orders& orders, const ExploreView& view) : orders_(orders), view_(view) {
        for (std::size_t i = 0; i < std::min(orders.orders.size(), shown_max); ++i)
            all_.push_back(i);
        std::stable_sort(all_.begin(), all_.end(), [&](std::size_t a, std::size_t b) {
            return orders.orders[a].seen > orders.orders[b].seen;
        });
        // Words part by themselves; lines of several words do not.
        for (const std::size_t i : all_) {
            for (const std::string& line : order(i).lines)
                if (line.find(' ') != std::string::npos) between_ = " · ";
        }
    }

    std::string text() {
        branch(all_, 0, "", "");
        return std::move(text_);
    }

private:
    [[nodiscard]] const sim::Order& order(std::size_t i) const { return orders_.orders[i]; }

    /// Lines that all of `members` have from `depth` on, then one branch for each way on.
    void branch(const std::vector<std::size_t>& members, std::size_t depth, const std::string& lead,
                const std::string& indent) {
        std::string line = lead;
        std::size_t end = depth;
        while (has_common_line(members, end)) {
            std::string word{end == depth ? std::string_view{} : between_};
            word += brief(order(members.front()).lines[end]);
            if (display_width(line) + display_width(word) > view_.width && end > depth) {
                text_ += line + '\n';
                line = indent;
                line += "  ";
                line += word;
            } else {
                line += word;
            }
            ++end;
        }
        if (members.size() == 1) {
            if (end == depth && depth > 0) line += "(end)";
            text_ += line + ending(members.front()) + '\n';
            return;
        }
        if (!line.empty()) text_ += line + '\n';
        std::vector<std::vector<std::size_t>> ways;
        for (const std::size_t member : members) {
            const auto same = std::find_if(ways.begin(), ways.end(), [&](const auto& way) {
                return way_of(way.front(), end) == way_of(member, end);
            });
            if (same != ways.end()) same->push_back(member);
            else ways.push_back({member});
        }
        for (std::size_t i = 0; i < ways.size(); ++i) {
            const bool is_last = i + 1 == ways.size();
            if (ways[i].size() == members.size()) {  // they differ in how they end only
                for (const std::size_t member : ways[i])
                    text_ += indent + "└─ (end)" + ending(member) + '\n';
                return;
            }
            branch(ways[i], end, indent + (is_last ? "└─ " : "├─ "),
                   indent + (is_last ? "   " : "│  "));
        }
    }

    [[nodiscard]] bool has_common_line(const std::vector<std::size_t>& members,
                                       std::size_t at) const {
        return std::all_of(members.begin(), members.end(), [&](std::size_t member) {
            return at < order(member).lines.size() &&
                   order(member).lines[at] == order(members.front()).lines[at];
        });
    }

    [[nodiscard]] std::string way_of(std::size_t member, std::size_t at) const {
        return at < order(member).lines.size() ? '=' + order(member).lines[at] : std::string{};
    }

    [[nodiscard]] std::string ending(std::size_t member) const {
        const sim::Order& found = order(member);
        std::string text = fmt::format("  [{}]", member + 1);
        const std::string share = share_text(found, orders_);
        if (!share.empty()) text += ' ' + share;
        if (found.ending != "done") text += fmt::format(" ends: {}", found.ending);
        else if (found.exit_code != 0) text += fmt::format(" exit code {}", found.exit_code);
        return paint(text, Ink::dim, view_.has_colour);
    }

    const sim::Orders& orders_;
    const ExploreView& view_;
    std::vector<std::size_t> all_;
    std::string_view between_ = " ";  // lines in a row
    std::string text_;
};

/// "what ends the sleep in poll: fs.stat (line 3) is done, instead of: the timer is due".
std::string parting_text(const sim::Order& order) {
    const sim::OrderChoice& choice = order.choices.back();
    if (choice.picked >= choice.texts.size()) return choice.point;
    return fmt::format("{}: {}, instead of: {}", choice.point, choice.texts[choice.picked],
                       choice.texts.front());
}

std::string partings_text(const sim::Orders& orders, const ExploreView& view) {
    std::string text;
    for (std::size_t i = 0; i < std::min(orders.orders.size(), shown_max); ++i) {
        const sim::Order& order = orders.orders[i];
        const std::string head = fmt::format("[{}] ", i + 1);
        const std::string told =
            i > 0 && order.neighbour < 0 ? std::string{"found by chance, on a path far off"}
            : order.choices.empty() || order.neighbour < 0
                ? std::string{"nothing is late and everything outside is quick"}
                : fmt::format("parts from [{}] by {}", order.neighbour + 1, parting_text(order));
        text += head + wrap(told, view.width - head.size(), head.size()).substr(head.size());
        if (text.back() != '\n') text += '\n';
        text += paint(
            fmt::format("{:{}}--replay {}\n", "", head.size(), picks_text(order, *view.options)),
            Ink::dim, view.has_colour);
    }
    if (orders.orders.size() > shown_max)
        text += fmt::format("and {} more; --json has them all\n", orders.orders.size() - shown_max);
    return text;
}

std::string facts_text(const sim::Orders& orders, const ExploreView& view) {
    const std::string_view always = orders.is_complete ? "always" : "in all orders seen";
    const std::size_t column = always.size() + 2;
    std::string text;
    std::size_t shown = 0;
    for (const sim::OrderFact& fact : orders.facts) {
        if (++shown > facts_max) {
            text +=
                fmt::format("and {} more; --json has them all\n", orders.facts.size() - facts_max);
            break;
        }
        if (fact.is_always) {
            text += fmt::format("{}  {} before {}\n", paint(always, Ink::green, view.has_colour),
                                brief(fact.first), brief(fact.second));
            continue;
        }
        std::string told = fmt::format("{} and {}", brief(fact.first), brief(fact.second));
        if (fact.decided_in >= 0) {
            const sim::Order& order = orders.orders[static_cast<std::size_t>(fact.decided_in)];
            if (!order.choices.empty()) told += ", decided by " + order.choices.back().point;
        }
        text += paint("race", Ink::yellow, view.has_colour) + std::string(column - 4, ' ') +
                wrap(told, view.width - column, column).substr(column);
        if (text.back() != '\n') text += '\n';
    }
    return text;
}

std::string shares_text(const sim::Orders& orders) {
    std::string text = fmt::format("Shares are of {} runs under the cost model", orders.samples);
    if (orders.samples_outside > 0)
        text += fmt::format("; {} of them printed something else, {}", orders.samples_outside,
                            orders.is_complete
                                ? "which --from-start or --under-load may show, or which is random"
                                : "as the orders are incomplete: --paths looks at more; or else "
                                  "--from-start or --under-load may show it");
    return text + '.';
}

std::string end_text(const sim::Orders& orders) {
    return orders.is_complete
               ? fmt::format("complete after {}", plural(orders.runs, "path"))
               : fmt::format("stopped after {}: incomplete", plural(orders.runs, "path"));
}

void write_choice(Json& json, const sim::OrderChoice& choice) {
    json.open({}, '{');
    json.text("point", choice.point);
    json.integer("pick", choice.picked);
    json.text("picked", choice.picked < choice.texts.size() ? choice.texts[choice.picked] : "");
    json.open("alternatives", '[');
    for (const std::string& text : choice.texts) json.text({}, text);
    json.close(']');
    json.close('}');
}

void write_order(Json& json, const sim::Order& order, const sim::Orders& orders,
                 const Options& options) {
    json.open({}, '{');
    json.open("lines", '[');
    for (const std::string& line : order.lines) json.text({}, line);
    json.close(']');
    json.open("stderr", '[');
    for (const std::uint32_t line : order.error_lines) json.integer({}, line);
    json.close(']');
    json.text("ends", order.ending);
    json.integer("exitCode", order.exit_code);
    if (orders.samples > 0)
        json.real("likelihood",
                  static_cast<double>(order.seen) / static_cast<double>(orders.samples));
    else json.null("likelihood");
    json.text("replay", picks_text(order, options));
    json.open("choices", '[');
    for (const sim::OrderChoice& choice : order.choices) write_choice(json, choice);
    json.close(']');
    if (order.neighbour >= 0) json.integer("partsFrom", order.neighbour);
    else json.null("partsFrom");
    json.close('}');
}

}  // namespace

std::string explore_text(const sim::Orders& orders, const ExploreView& view) {
    const auto count = static_cast<std::int64_t>(orders.orders.size());
    const bool is_seen_otherwise = orders.samples_outside > 0;
    std::string text =
        paint(orders.is_complete && count == 1 && !is_seen_otherwise
                  ? "one order: nothing that the OS, the pool or the clock may do changes it\n"
                  : fmt::format("{}{}, {}\n", orders.is_complete ? "" : "at least ",
                                plural(count, "order"), end_text(orders)),
              Ink::bold, view.has_colour);
    text += wrap(fmt::format("node {}; {}", view.node, bounds_text(*view.options)), view.width, 0);
    if (text.back() != '\n') text += '\n';
    text += '\n' + Tree{orders, view}.text();
    if (count > 1 || !orders.is_complete) text += '\n' + partings_text(orders, view);
    if (!orders.facts.empty() && count > 1) text += '\n' + facts_text(orders, view);
    if (orders.samples > 0 && (count > 1 || is_seen_otherwise))
        text += '\n' + wrap(shares_text(orders), view.width, 0);
    if (text.back() != '\n') text += '\n';
    return text;
}

bool write_explore_json(const sim::Orders& orders, const ExploreView& view,
                        const traces::Sink& sink) {
    const sim::Latitude latitude = latitude_of(*view.options);
    Json json{sink};
    json.open({}, '{');
    json.text("file", view.name);
    json.text("node", view.node);
    json.boolean("complete", orders.is_complete);
    json.integer("paths", orders.runs);
    json.text("summary", end_text(orders));
    json.open("bounds", '{');
    const auto bound = [&](std::string_view key, sim::Duration most) {
        if (most >= sim::latitude_any) json.null(key);
        else json.integer(key, most.ns);
    };
    bound("script_late_ns", latitude.script);
    bound("turn_late_ns", latitude.turn);
    json.close('}');
    json.integer("samples", orders.samples);
    json.integer("samplesOutside", orders.samples_outside);
    json.open("outputs", '[');
    for (const sim::Order& order : orders.orders) write_order(json, order, orders, *view.options);
    json.close(']');
    json.open("facts", '[');
    for (const sim::OrderFact& fact : orders.facts) {
        json.open({}, '{');
        json.text("first", fact.first);
        json.text("second", fact.second);
        json.text("holds", !fact.is_always ? "race" : orders.is_complete ? "always" : "seen");
        if (fact.decided_in >= 0) {
            const sim::Order& order = orders.orders[static_cast<std::size_t>(fact.decided_in)];
            if (!order.choices.empty()) json.text("decidedBy", order.choices.back().point);
        }
        json.close('}');
    }
    json.close(']');
    json.close('}');
    return json.finish();
}

}  // namespace ui
