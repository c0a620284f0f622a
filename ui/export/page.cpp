// The page is a fixed body, style and script (ui/export/page) around the data of one trace: tasks, events, steps and
// the rows of the lanes, as JSON. The script replays the events, as sim/trace/state does.
#include "ui/export/page.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "ui/export/page_files.hpp"
#include "ui/export/svg.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/source_panel.hpp"
#include "ui/layout/tracks.hpp"

namespace ui {

namespace {

constexpr int event_none = 9;  // has no effect on the state

/// What the script knows events by.
int event_number(sim::EventKind kind) {
    constexpr std::array known{sim::EventKind::moved,        sim::EventKind::phase,
                               sim::EventKind::iteration,    sim::EventKind::output,
                               sim::EventKind::poll_blocked, sim::EventKind::poll_woke};
    const auto* const found = std::find(known.begin(), known.end(), kind);
    return found == known.end() ? event_none : static_cast<int>(found - known.begin());
}

class DataWriter {
public:
    DataWriter(const Subject& subject, const PictureOptions& options)
        : subject_(subject), options_(options), trace_(*subject.trace) {}

    std::string write() {
        out_ = "{";
        facts();
        tables();
        if (!subject_.steps.empty()) run();
        else out_ += "\"tasks\":[],\"events\":[],\"outputs\":[],\"order\":[],\"steps\":[],";
        rows();
        code();
        out_ += '}';
        return std::move(out_);
    }

private:
    template <class... Args>
    void put(fmt::format_string<Args...> form, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), form, std::forward<Args>(args)...);
    }
    template <class Rows, class Write>
    void list(std::string_view name, const Rows& rows, const Write& write) {
        put("\"{}\":[", name);
        bool is_first = true;
        for (const auto& row : rows) {
            if (!is_first) out_ += ',';
            is_first = false;
            write(row);
        }
        out_ += "],\n";
    }

    void facts() {
        put("\"title\":{},\"about\":{},\"theme\":\"{}\",\"threadpool\":{},\"end\":{},\n",
            to_json(options_.title.empty() ? subject_.title : options_.title),
            to_json(subject_.about), options_.theme->name == "dark" ? "dark" : "light",
            trace_.facts.threadpool, trace_.statistics.end.ns);
    }

    void tables() {
        std::vector<int> numbers(hue_count);
        for (std::size_t i = 0; i < hue_count; ++i) numbers[i] = static_cast<int>(i);
        const auto hex = [](Color color) {
            return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
        };
        list("hues", numbers, [&](int i) {
            const HueRow& row = row_of(static_cast<Hue>(i));
            put("[\"{}\",\"{}\",\"{}\",\"{}\"]", row.name, row.letter, hex(row.fill), hex(row.ink));
        });
        const std::vector<int> phases{0, 1, 2, 3, 4, 5};
        list("phaseHues", phases, [&](int phase) {
            put("{}", static_cast<int>(hue_of(static_cast<sim::Phase>(phase))));
        });
        std::vector<int> places(static_cast<std::size_t>(sim::Where::cancelled) + 1);
        for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<int>(i);
        list("where", places, [&](int i) { put("\"{}\"", to_text(static_cast<sim::Where>(i))); });
        put("\"wherePool\":{},\"poolHue\":{},\n", static_cast<int>(sim::Where::pool_queue),
            static_cast<int>(Hue::pool));
        list("lanes", trace_.lanes, [&](const sim::Lane& lane) {
            put("{{\"kind\":\"{}\",\"process\":{}}}", to_text(lane.kind), lane.process);
        });
        list("pools", trace_.lanes, [&](const sim::Lane& lane) {
            const auto first =
                std::find_if(trace_.lanes.begin(), trace_.lanes.end(),
                             [&](const sim::Lane& other) { return other.process == lane.process; });
            put("{}", first - trace_.lanes.begin());
        });
    }

    void run() {
        std::uint32_t number = 0;
        list("tasks", trace_.tasks, [&](const sim::Task& task) {
            const sim::TaskId id{number++};
            put("[{},{},{},\"{}\",{}]", to_json(subject_.names.of(id, Naming::brief)),
                static_cast<int>(hue_of(task.kind)), code_line(trace_, task.place),
                to_text(task.kind), to_json(subject_.names.of(id, Naming::full)));
        });
        list("events", trace_.events, [&](const sim::TraceEvent& event) {
            const bool has_detail =
                event.kind == sim::EventKind::moved || event.kind == sim::EventKind::phase;
            put("[{},{},{},{},{}]", is_hidden(event) ? event_none : event_number(event.kind),
                event.at.ns, event.task ? static_cast<std::int64_t>(event.task.value) : -1,
                has_detail ? event.detail : event.a, event.lane);
        });
        list("outputs", trace_.outputs, [&](const sim::OutputLine& line) {
            put("[{},{}]", to_json(trace_.names.text(line.text)), line.is_error ? 1 : 0);
        });
        std::vector<std::uint32_t> order;
        std::vector<std::uint64_t> printed_at;
        for (std::uint64_t i = 0; i < trace_.events.size(); ++i) {
            if (trace_.events[i].kind != sim::EventKind::output) continue;
            order.push_back(trace_.events[i].a);
            printed_at.push_back(i);
        }
        list("order", order, [&](std::uint32_t line) { put("{}", line); });
        std::size_t index = 0;
        list("steps", subject_.steps, [&](const Step& step) {
            const auto printed = std::lower_bound(printed_at.begin(), printed_at.end(), step.last) -
                                 printed_at.begin();
            const std::string& why =
                index < subject_.reasons.size() ? subject_.reasons[index] : step.what;
            ++index;
            put("{{\"first\":{},\"last\":{},\"lane\":{},\"task\":{},\"line\":{},\"printed\":{},"
                "\"why\":{},\"outputs\":[",
                step.first, step.last, step.lane,
                step.task ? static_cast<std::int64_t>(step.task.value) : -1,
                code_line(trace_, step.place), printed, to_json(why));
            for (std::size_t i = 0; i < step.outputs.size(); ++i)
                put("{}{}", i == 0 ? "" : ",", step.outputs[i]);
            out_ += "]}";
        });
    }

    /// A move of a task that is Node's own.
    [[nodiscard]] bool is_hidden(const sim::TraceEvent& event) const {
        return event.kind == sim::EventKind::moved && event.task && !subject_.is_internal.empty() &&
               subject_.is_internal[event.task.index()];
    }

    void rows() {
        const Tracks tracks =
            subject_.steps.empty() ? tracks_in_time(trace_) : tracks_in_order(trace_);
        struct Row {
            const Track* track;
            const Level* level;
            bool is_first;
        };
        std::vector<Row> all;
        for (const Track& track : tracks.rows) {
            const bool is_shown =
                track.kind == TrackKind::stack || track.kind == TrackKind::ticks ||
                track.kind == TrackKind::microtasks || track.kind == TrackKind::worker ||
                track.kind == TrackKind::station;
            for (const Level& level : track.levels) {
                if (is_shown && all.size() < rows_max)
                    all.push_back({&track, &level, &level == &track.levels.front()});
            }
        }
        list("rows", all, [&](const Row& row) {
            put("{{\"label\":{},", to_json(row.is_first ? row.track->label : std::string{}));
            std::vector<std::size_t> numbers(row.level->size());
            for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
            list("spans", numbers, [&](std::size_t i) {
                const Level& level = *row.level;
                put("[{},{},{},{}]", level.from[i], level.to[i], static_cast<int>(level.hue[i]),
                    level.subject[i] == index_absent ? -1
                                                     : static_cast<std::int64_t>(level.subject[i]));
            });
            out_.resize(out_.size() - 2);  // the comma behind the only list of a row
            out_ += '}';
        });
    }

    [[nodiscard]] const std::string& text_of(std::int32_t line) const {
        return subject_.code[static_cast<std::size_t>(line) - 1];
    }

    void code() {
        const bool is_shown = has_code(subject_, options_);
        const LineRange range = is_shown ? code_range(subject_) : LineRange{1, 0};
        std::vector<std::int32_t> lines;
        for (std::int32_t line = range.first; line <= range.last; ++line) lines.push_back(line);
        std::size_t indent = std::string::npos;
        for (const std::int32_t line : lines)
            indent = std::min(indent, text_of(line).find_first_not_of(' '));
        list("code", lines, [&](std::int32_t line) {
            const std::string& text = text_of(line);
            out_ += to_json(std::string_view{text}.substr(std::min(indent, text.size())));
        });
        put("\"firstLine\":{}", range.first);
    }

    static constexpr std::size_t rows_max = 14;

    const Subject& subject_;
    const PictureOptions& options_;
    const sim::Trace& trace_;
    std::string out_;
};

/// Of a page that holds one picture.
std::string_view picture_style() {
    return ":root{color-scheme:light dark}body{margin:0;padding:20px;font:14px/1.5 "
           "Inter,system-ui,sans-serif;background:#fff;color:#1b1f24}body[data-theme=dark]{"
           "background:#14171a;color:#e8ecf0}main{max-width:1280px;margin:0 auto}svg{display:block;"
           "width:100%;height:auto}h1{position:absolute;width:1px;height:1px;margin:0;overflow:"
           "hidden;"
           "clip-path:inset(50%)}table{border-collapse:collapse;width:100%;margin-top:24px;"
           "font-variant-numeric:tabular-nums}th,td{text-align:left;padding:5px 12px;"
           "border-bottom:1px solid #8c959f55}@media print{table{break-inside:auto}}\n";
}

/// The body with the title and the facts in it, and the steps as a list where no script runs.
std::string body(const Subject& subject, const PictureOptions& options) {
    std::string out{page_body()};
    const auto fill = [&](std::string_view tag, const std::string& text) {
        out.insert(out.find(tag) + tag.size(), to_xml(text));
    };
    fill("<p class=\"facts\">", facts_line(*subject.trace));
    fill("<h1>", to_plain_line(options.title.empty() ? subject.title : options.title));
    out += "<noscript><p>" + to_xml(to_plain_line(subject.about)) + "</p><ol>\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(subject.reasons.size(), 500); ++i)
        out += "<li>" + to_xml(to_plain_line(subject.reasons[i])) + "</li>\n";
    return out + "</ol></noscript>\n";
}

}  // namespace

std::string to_page(const Subject& subject, const PictureOptions& options,
                    std::span<const PageOrder> orders) {
    const std::string& title = options.title.empty() ? subject.title : options.title;
    std::string out = page_head(title, page_style());
    out += body(subject, options);
    out += "<script type=\"application/json\" id=\"data\">";
    out += DataWriter{subject, options}.write();
    out += "</script>\n";
    for (const PageOrder& order : orders) {
        out += fmt::format(
            "<script type=\"application/json\" class=\"order\" data-name=\"{}\" "
            "data-parting=\"{}\">",
            to_xml(to_plain_line(order.name)), to_xml(to_plain_line(order.parting)));
        out += DataWriter{*order.subject, options}.write();
        out += "</script>\n";
    }
    out += "<script>\n";
    out += page_script();
    out += "</script>\n</body>\n</html>\n";
    return out;
}

std::string to_picture_page(const Scene& scene, const PageTable& table) {
    const Color back = scene.items().empty() ? rgb(0xFFFFFF) : scene.items()[0].fill;
    const bool is_dark = contrast(back, rgb(0xFFFFFF)) > 4.5;
    std::string out = page_head(scene.title, picture_style());
    out += fmt::format("<body data-theme=\"{}\">\n<main>\n<h1>{}</h1>\n",
                       is_dark ? "dark" : "light", to_xml(scene.title));
    const std::string svg = to_svg(scene, scene.width());
    out += svg.substr(svg.find("<svg"));
    out += "<table>\n<thead><tr>";
    for (const std::string& head : table.heads)
        out += fmt::format("<th scope=\"col\">{}</th>", to_xml(to_plain_line(head)));
    out += "</tr></thead>\n<tbody>\n";
    for (const std::vector<std::string>& row : table.rows) {
        out += "<tr>";
        for (const std::string& cell : row)
            out += fmt::format("<td>{}</td>", to_xml(to_plain_line(cell)));
        out += "</tr>\n";
    }
    return out + "</tbody>\n</table>\n</main>\n</body>\n</html>\n";
}

std::string to_course_index(std::string_view title, const std::vector<CoursePage>& pages) {
    std::string out = page_head(
        title,
        ":root{color-scheme:light dark}body{font:16px/1.5 "
        "Inter,system-ui,sans-serif;max-width:1100px;margin:0 auto;"
        "padding:40px "
        "28px;background:#fff;color:#1b1f24}h1{font-size:28px;font-weight:600;margin:0 0 "
        "8px}h2{font-size:18px;"
        "font-weight:600;margin:32px 0 "
        "12px}p{margin:0;color:#57606a;font-size:14px}h1+p{margin-bottom:24px}ol{list-style:none;"
        "margin:0;padding:0;"
        "display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(300px,1fr))}li{"
        "background:#f5f7f9;"
        "border-radius:6px;padding:14px "
        "18px}a{color:inherit;font-weight:600;text-underline-offset:3px}a:focus-visible{outline:"
        "2px "
        "solid}small{display:block;margin-top:6px;font-size:13px}small a{font-weight:400}@media "
        "(prefers-color-scheme:dark)"
        "{body{background:#14171a;color:#e8ecf0}p{color:#a6afb9}li{background:#1e2328}}\n");
    out += fmt::format(
        "<body>\n<h1>{}</h1>\n<p>{} pages. Each plays step by step; the arrow keys move, q asks "
        "before it shows.</p>\n",
        to_xml(to_plain_line(title)), pages.size());
    std::string part = "\n";
    for (const CoursePage& page : pages) {
        if (page.part != part) {
            if (part != "\n") out += "</ol>\n";
            part = page.part;
            if (!part.empty()) out += fmt::format("<h2>{}</h2>\n", to_xml(part));
            out += "<ol>\n";
        }
        out += fmt::format(
            "<li><a href=\"{0}\">{1}</a><p>{2}</p><small><a href=\"{0}#step=1&amp;quiz=1\">predict "
            "it</a></small></li>\n",
            to_xml(page.file), to_xml(to_plain_line(page.title)),
            to_xml(to_plain_line(page.about)));
    }
    if (!pages.empty()) out += "</ol>\n";
    return out + "</body>\n</html>\n";
}

}  // namespace ui
