// Frames of the timeline over many intervals: from the state to the list of what is drawn.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sim/core/table_memory.hpp"
#include "tests/bench/rows.hpp"
#include "traces/chrome.hpp"
#include "traces/native.hpp"
#include "traces/read.hpp"
#include "ui/gui/app_state.hpp"
#include "ui/gui/lanes.hpp"
#ifdef LOOPGLASS_HAS_WINDOW
#include "ui/gui/draw_scene.hpp"
#endif

namespace bench {

namespace {

/// A loop and eight workers, busy most of the time with intervals of very different length.
sim::Trace made_trace(std::int64_t spans) {
    constexpr std::uint32_t lanes = 9;
    sim::Trace trace;
    trace.level = sim::TraceLevel::spans;
    std::uint64_t random = 88172645463325252ULL;
    std::vector<std::int64_t> now(lanes);
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        trace.lanes.push_back({.kind = lane == 0 ? sim::LaneKind::loop : sim::LaneKind::worker,
                               .process = 0,
                               .index = lane == 0 ? 0 : lane - 1,
                               .name = {}});
    }
    for (std::int64_t i = 0; i < spans; ++i) {
        random ^= random << 13U;
        random ^= random >> 7U;
        random ^= random << 17U;
        const auto lane = static_cast<std::uint16_t>(random % lanes);
        const std::int64_t length = 200 + static_cast<std::int64_t>(random >> 20U) %
                                              (random % 1000 == 0 ? 5'000'000 : 20'000);
        const sim::SpanKind kind = lane != 0         ? sim::SpanKind::pool_work
                                   : random % 3 == 0 ? sim::SpanKind::timer
                                   : random % 3 == 1 ? sim::SpanKind::io_callback
                                                     : sim::SpanKind::immediate;
        trace.spans.add(sim::Instant{now[lane]}, sim::Instant{now[lane] + length}, 0xFFFF'FFFFU,
                        lane, kind);
        now[lane] += length + static_cast<std::int64_t>(random >> 40U) % 3000;
        trace.statistics.end.ns = std::max(trace.statistics.end.ns, now[lane]);
    }
    return trace;
}

/// As a run leaves them: by their ends.
sim::Trace in_order(const sim::Trace& made) {
    sim::Trace trace = made;
    trace.spans.clear();
    const sim::Spans& spans = made.spans;
    std::vector<std::size_t> order(spans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto end = [&](std::size_t i) { return spans.start[i] + spans.duration[i]; };
    std::ranges::stable_sort(order, {}, end);
    for (const std::size_t i : order)
        trace.spans.add(sim::Instant{spans.start[i]}, sim::Instant{end(i)}, spans.owner[i],
                        spans.lane[i], spans.kind[i]);
    return trace;
}

/// Everything that a frame draws in the lanes, at four depths of zoom and thirty places each.
class Frames {
public:
    explicit Frames(std::int64_t spans) {
        ui::gui::LoadedRun run;
        run.path = "bench";
        run.trace = made_trace(spans);
        state_.document = std::make_unique<ui::gui::Document>(std::move(run));
#ifdef LOOPGLASS_HAS_WINDOW
        ImGui::CreateContext();
        ImGui::GetIO().IniFilename = nullptr;
        ImGui::GetIO().DisplaySize = {1280, 480};
        // What the first frame asks for of fonts is baked for the second; drawing happens within a frame.
        for (int i = 0; i < 2; ++i) {
            fonts_.bake();
            ImGui::NewFrame();
            draw();
            ImGui::EndFrame();
        }
        ImGui::NewFrame();
#endif
    }

    void draw() {
        const ui::gui::Span whole = state_.document->whole();
        for (const std::int64_t zoom : {1, 10, 100, 1000}) {
            for (std::int64_t i = 0; i < 30; ++i) {
                const ui::Position length = whole.length() / zoom;
                const ui::Position from = (whole.length() - length) / 30 * i;
                state_.view = {from, from + length};
                frame();
            }
        }
    }

private:
    void frame() {
        const ui::gui::Lanes lanes =
            ui::gui::place_lanes(*state_.document, state_.view, 0, 1280, 480);
        ui::Scene scene = ui::gui::lanes_scene(state_, *state_.document, lanes, 1280, 480);
        ui::gui::add_pointer(scene, state_, lanes, 600);
#ifdef LOOPGLASS_HAS_WINDOW
        ImDrawList list{ImGui::GetDrawListSharedData()};
        list._ResetForNewFrame();
        list.PushTextureID(ImGui::GetIO().Fonts->TexID);
        list.PushClipRect({0, 0}, {1280, 480});
        ui::gui::draw_scene(list, fonts_, scene, {0, 0}, 1);
#endif
    }

    ui::gui::AppState state_;
#ifdef LOOPGLASS_HAS_WINDOW
    ui::gui::FontAtlas fonts_;
#endif
};

std::unique_ptr<ui::gui::Document> document_of(sim::Trace trace) {
    ui::gui::LoadedRun run;
    run.path = "bench";
    run.trace = std::move(trace);
    return std::make_unique<ui::gui::Document>(std::move(run));
}

/// One trace is made and kept: copies have no memory to spare.
sim::Trace copy_of(std::int64_t spans) {
    static const sim::Trace made = made_trace(spans);
    return made;
}

/// Resident bytes: tables of traces have pages of their own, of which malloc knows nothing.
std::size_t held() {
    malloc_trim(0);
    sim::free_spare_table_memory();
    std::size_t size = 0;
    std::size_t resident = 0;
    std::ifstream{"/proc/self/statm"} >> size >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// What a document holds, and what the trace held that it was made of.
std::pair<double, double> memory_of(std::int64_t spans) {
    (void)copy_of(spans);
    const std::size_t before = held();
    sim::Trace trace = copy_of(spans);
    const std::size_t of_trace = held() - before;
    const std::unique_ptr<ui::gui::Document> document = document_of(std::move(trace));
    return {static_cast<double>(held() - before), static_cast<double>(of_trace)};
}

/// What the first frame needs besides: statistics of the whole, the strip above, the lanes.
void show_first(sim::Trace trace) {
    ui::gui::AppState state;
    state.document = document_of(std::move(trace));
    const ui::gui::Document& document = *state.document;
    state.view = document.whole();
    state.summary = ui::gui::summarise(document, state.view);
    (void)ui::gui::overview_columns(document, 570);
    const ui::gui::Lanes lanes = ui::gui::place_lanes(document, state.view, 0, 1280, 480);
    (void)ui::gui::lanes_scene(state, document, lanes, 1280, 480);
}

template <class Write>
std::shared_ptr<std::string> text_of(const sim::Trace& trace, const Write& write) {
    auto text = std::make_shared<std::string>();
    (void)write(trace, [&](std::string_view piece) {
        text->append(piece);
        return true;
    });
    return text;
}

/// As the window does: the bytes in blocks, then all that the first frame needs.
void open_text(const std::string& text) {
    std::size_t at = 0;
    const traces::Source source = [&]() -> std::string_view {
        const std::string_view block = std::string_view{text}.substr(at, std::size_t{1} << 20);
        at += block.size();
        return block;
    };
    sim::Result<sim::Trace> trace = traces::read(source, "bench.json");
    if (trace) return show_first(std::move(*trace));
    fmt::print(stderr, "loopglass_bench: {}\n", trace.diagnostics().front().message);
    std::exit(1);
}

}  // namespace

void add_window(std::vector<Row>& rows, std::int64_t scale) {
    const std::int64_t spans = 10'000'000 / scale;
    const auto frames = std::make_shared<std::unique_ptr<Frames>>();
    rows.push_back({.name = "W6 frame of 10^7 spans",
                    .beside = {},
                    .goal = "<= 8 ms",
                    .operations = 120,
                    .ours =
                        [frames, spans] {
                            if (!*frames) *frames = std::make_unique<Frames>(spans);
                            (*frames)->draw();
                        },
                    .other_operations = 0,
                    .other = {}});
    rows.push_back({.name = "W7 memory of 10^7 spans, bytes",
                    .beside = "the trace",
                    .goal = ">= 0.77 (1.3 times)",
                    .operations = static_cast<double>(spans),
                    .ours = {},
                    .other_operations = 0,
                    .other = {},
                    .bytes = [spans] { return memory_of(spans); }});
    rows.push_back({.name = "W8 from trace to first frame, a span",
                    .beside = "its copy",
                    .goal = "<= 200 ns (2 s for 10^7)",
                    .operations = static_cast<double>(spans),
                    .ours = [spans] { show_first(copy_of(spans)); },
                    .other_operations = static_cast<double>(spans),
                    .other = [spans] { (void)copy_of(spans); }});
    // About 100 MB.
    const auto chrome =
        text_of(made_trace(spans / 16), [](const sim::Trace& trace, const traces::Sink& sink) {
            return traces::write_chrome(trace, sink);
        });
    rows.push_back({.name = "W9 Chrome JSON to first frame, a byte",
                    .beside = {},
                    .goal = "<= 30 ns (3 s for 100 MB)",
                    .operations = static_cast<double>(chrome->size()),
                    .ours = [chrome] { open_text(*chrome); },
                    .other_operations = 0,
                    .other = {}});
    const auto native = text_of(in_order(made_trace(spans / 10)), traces::write_native);
    rows.push_back({.name = "N1 native trace to first frame, a span",
                    .beside = {},
                    .goal = "<= 1000 ns (1 s for 10^6)",
                    .operations = static_cast<double>(spans) / 10,
                    .ours = [native] { open_text(*native); },
                    .other_operations = 0,
                    .other = {}});
}

}  // namespace bench
