// One moment of a run: the ring of phases, what each queue holds, the pool, the outside, what was printed. The state is
// the one at the end of the step, so that what the callback queued and printed is in sight while it still runs.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/trace/origin.hpp"
#include "sim/trace/state.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/source_panel.hpp"
#include "ui/layout/step_reasons.hpp"

namespace ui {

namespace {

constexpr double gap = 16;
constexpr double chip_height = 24;
constexpr double head = 22;  // of a panel: its name
constexpr double phase_height = 54;

struct Moment {
    const Subject& subject;
    const sim::Trace& trace;
    const Step* step = nullptr;
    sim::QueueState state;
    const sim::LoopState* loop = nullptr;
    const sim::PoolState* pool = nullptr;
};

/// A chip of a queue: what it says and its colour.
struct Chip {
    std::string name;
    std::string title;  // on hover
    Hue hue = Hue::wait;
    std::uint32_t task = index_absent;
};

std::vector<Chip> chips_of(const Moment& moment, const std::vector<sim::TaskId>& tasks) {
    std::vector<Chip> chips;
    chips.reserve(tasks.size());
    for (const sim::TaskId task : tasks)
        chips.push_back({.name = moment.subject.names.of(task, Naming::brief),
                         .title = moment.subject.names.of(task, Naming::full),
                         .hue = hue_of(moment.trace.tasks[task.index()].kind),
                         .task = task.value});
    return chips;
}

void draw_panel(Frame& frame, const Box& box, std::string_view name, std::string_view remark,
                bool is_current) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    Item& panel = scene.rectangle(Role::panel, box, theme.panel);
    panel.radius = 6;
    if (is_current) {
        panel.stroke = theme.ink;
        panel.stroke_width = static_cast<float>(theme.line);
    }
    const double width =
        remark.empty() ? 0
                       : std::min(text_width(Face::sans, text_small, remark) + 2, box.width / 2);
    scene.text(Role::label, {box.x + 12, box.y + 6, box.width - 30 - width, head - 4}, name,
               {.face = Face::sans_bold, .size = text_normal, .color = theme.ink});
    if (width > 0)
        scene.text(Role::label, {box.right() - 12 - width, box.y + 6, width, head - 4}, remark,
                   {.size = text_small, .color = theme.muted, .align = TextAlign::right});
}

/// Chips in rows from left to right, first come first; what has no room is counted.
void draw_chips(Frame& frame, const Box& room, const std::vector<Chip>& chips) {
    Scene& scene = frame.scene;
    constexpr double between = 6;
    constexpr double more_width = 62;
    double x = room.x;
    double y = room.y;
    for (std::size_t i = 0; i < chips.size(); ++i) {
        const double wanted = text_width(Face::sans, text_small, chips[i].name) + 30;
        const double width = std::min({wanted, 150.0, room.width});
        if (x > room.x && x + width > room.right()) {
            x = room.x;
            y += chip_height + between;
        }
        const bool is_last_row = y + 2 * chip_height + between > room.bottom();
        const bool is_last = i + 1 == chips.size();
        const double next =
            is_last ? 0
                    : std::min(text_width(Face::sans, text_small, chips[i + 1].name) + 30, 150.0) +
                          between;
        const bool must_stop =
            is_last_row && !is_last &&
            x + width + next + (i + 2 < chips.size() ? more_width : 0) > room.right();
        if (y + chip_height > room.bottom() + 0.5) return;
        if (must_stop &&
            (x + width + between + more_width > room.right() || x + width + next > room.right())) {
            const bool fits = x + width + between + more_width <= room.right();
            if (fits) {
                add_chip(scene, Role::queue, {x, y, width, chip_height}, chips[i].hue,
                         chips[i].name, chips[i].task, chips[i].title);
                x += width + between;
            }
            const std::size_t left = chips.size() - i - (fits ? 1 : 0);
            scene.text(Role::queue, {x, y, std::min(more_width, room.right() - x), chip_height},
                       fmt::format("+ {}", left),
                       {.size = text_small, .color = frame.theme->muted});
            return;
        }
        add_chip(scene, Role::queue, {x, y, width, chip_height}, chips[i].hue, chips[i].name,
                 chips[i].task, chips[i].title);
        x += width + between;
    }
}

void draw_queue(Frame& frame, const Box& box, std::string_view name, const std::vector<Chip>& chips,
                bool is_current, std::string_view empty) {
    const std::string remark = chips.empty() ? std::string{} : std::to_string(chips.size());
    draw_panel(frame, box, name, remark, is_current);
    const Box room{box.x + 12, box.y + head + 8, box.width - 24, box.height - head - 16};
    if (chips.empty()) {
        frame.scene.text(Role::queue,
                         {room.x, room.y, room.width, std::min(chip_height, room.height)}, empty,
                         {.size = text_small, .color = frame.theme->muted});
        return;
    }
    draw_chips(frame, room, chips);
}

struct PhaseBox {
    sim::Phase phase;
    std::string_view name;
    double column;  // 0 to 2
    double row;     // 0 to 2
};

/// Clockwise from the top left.
constexpr std::array<PhaseBox, 6> ring{{{sim::Phase::timers, "timers", 0, 0},
                                        {sim::Phase::pending, "pending", 1, 0},
                                        {sim::Phase::idle_prepare, "idle, prepare", 2, 0},
                                        {sim::Phase::poll, "poll", 2, 1},
                                        {sim::Phase::check, "check", 1, 1},
                                        {sim::Phase::close, "close", 0, 1}}};

double ring_gap(double width) { return width > 300 ? 24 : 18; }

/// Of a panel in which the ring is as high as it is wide, from the middle of a phase to that of another.
double round_height(double panel_width) {
    const double width = panel_width - 28;
    return head + 26 + phase_height + (width + ring_gap(width)) * 2 / 3;
}

void draw_ring(Frame& frame, const Box& box, const Moment& moment) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const sim::LoopState& loop = *moment.loop;
    // Neither real Node nor Chrome JSON tells of iterations.
    const bool is_recorded = !sim::has_reasons(moment.trace.facts);
    // Timers that are due run before the first iteration where the profile's loop begins with them.
    const std::string remark = loop.iteration > 0 ? fmt::format("iteration {}", loop.iteration)
                               : is_recorded      ? std::string{"recorded"}
                               : loop.phase == sim::Phase::outside
                                   ? std::string{"not started"}
                                   : std::string{"before iteration 1"};
    draw_panel(frame, box, "event loop", remark, false);
    const Box room{box.x + 14, box.y + head + 12, box.width - 28, box.height - head - 26};
    const double between = ring_gap(room.width);
    const double width = (room.width - 2 * between) / 3;
    const double height = std::min((room.height - between) / 2, phase_height);
    const double step_y = room.height - height;
    const auto place = [&](const PhaseBox& phase) {
        return Box{room.x + phase.column * (width + between), room.y + phase.row * step_y, width,
                   height};
    };
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Box from = place(ring[i]);
        const Box to = place(ring[(i + 1) % ring.size()]);
        const bool is_turn = from.x == to.x;
        const bool is_right = to.x > from.x;
        const Point a =
            is_turn ? Point{from.x + width / 2, to.y > from.y ? from.bottom() + 4 : from.y - 4}
                    : Point{is_right ? from.right() + 4 : from.x - 4, from.y + height / 2};
        const Point b = is_turn
                            ? Point{to.x + width / 2, to.y > from.y ? to.y - 4 : to.bottom() + 4}
                            : Point{is_right ? to.x - 4 : to.right() + 4, to.y + height / 2};
        Item& arrow = scene.line(Role::arrow, a, b, theme.muted, 1.5);
        arrow.has_arrow = true;
    }
    for (const PhaseBox& phase : ring) {
        const Box at = place(phase);
        const bool is_current = loop.phase == phase.phase;
        const HueRow& hue = row_of(hue_of(phase.phase));
        Item& back =
            scene.rectangle(Role::phase, at,
                            is_current ? hue.fill : blended(faded(hue.fill, 46), theme.background));
        back.radius = 8;
        if (is_current) {
            back.stroke = theme.ink;
            back.stroke_width = static_cast<float>(theme.line + 0.8);
        }
        const bool sleeps = is_current && loop.is_blocked && phase.phase == sim::Phase::poll;
        const Color ink = is_current ? hue.ink : theme.ink;
        const Face face = is_current ? Face::sans_bold : Face::sans;
        // In a low box both stand on one line.
        const bool is_low = sleeps && at.height < 40;
        const std::string_view full = is_low ? std::string_view{"poll, asleep"} : phase.name;
        const bool is_wide = text_width(face, text_normal, full) <= at.width - 6;
        const std::string_view shown =
            is_wide || phase.phase != sim::Phase::idle_prepare ? full : "idle";
        const Box name{at.x + 3, at.y, at.width - 6,
                       sleeps && !is_low ? at.height - 18 : at.height};
        scene.text(Role::phase, name, shown,
                   {.face = face,
                    .size = is_wide ? text_normal : text_small,
                    .color = ink,
                    .align = TextAlign::middle});
        if (sleeps && !is_low)
            scene.text(Role::phase, {at.x + 4, at.bottom() - 24, at.width - 8, 18}, "sleeps",
                       {.size = text_small, .color = ink, .align = TextAlign::middle});
    }
}

void draw_stack(Frame& frame, const Box& box, const Moment& moment) {
    const std::vector<sim::TaskId>& running = moment.loop->at(sim::Where::running);
    std::vector<Chip> chips = chips_of(moment, running);
    std::reverse(chips.begin(), chips.end());
    draw_queue(frame, box, "call stack", chips, false,
               moment.loop->is_blocked ? "empty: the loop sleeps" : "empty");
}

void draw_pool(Frame& frame, const Box& box, const Moment& moment) {
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    const std::size_t size =
        std::max<std::size_t>(moment.pool == nullptr ? 0 : moment.pool->workers.size(),
                              static_cast<std::size_t>(moment.trace.facts.threadpool));
    const std::vector<Chip> waiting =
        moment.pool == nullptr ? std::vector<Chip>{} : chips_of(moment, moment.pool->queue);
    draw_panel(frame, box, "worker pool",
               waiting.empty() ? std::string{} : fmt::format("{} wait", waiting.size()), false);
    constexpr double between = 8;
    const Box room{box.x + 12, box.y + head + 8, box.width - 24, box.height - head - 18};
    const bool has_queue = room.height >= 84;
    const double height = std::min(has_queue ? room.height - chip_height - 10 : room.height, 48.0);
    const std::size_t shown = std::min<std::size_t>(size, 8);
    const double width =
        (room.width - between * static_cast<double>(shown - 1)) / static_cast<double>(shown);
    for (std::size_t i = 0; i < shown; ++i) {
        const Box at{room.x + static_cast<double>(i) * (width + between), room.y, width, height};
        const sim::TaskId task = moment.pool != nullptr && i < moment.pool->workers.size()
                                     ? moment.pool->workers[i].task
                                     : sim::TaskId{};
        if (task) {
            const TaskNames& names = moment.subject.names;
            add_chip(scene, Role::queue, at, Hue::pool, names.of(task, Naming::brief), task.value,
                     names.of(task, Naming::full));
            continue;
        }
        Item& idle = scene.rectangle(Role::queue, at, theme.background);
        idle.stroke = theme.border;
        idle.stroke_width = 1;
        idle.radius = 3;
        scene.text(Role::queue, at.inset(3, 0),
                   i + 1 == shown && shown < size ? fmt::format("+ {}", size - shown + 1)
                                                  : std::string{"idle"},
                   {.size = text_small, .color = theme.muted, .align = TextAlign::middle});
    }
    if (!has_queue) return;
    const double top = room.y + height + 10;
    if (waiting.empty()) {
        scene.text(Role::queue, {room.x, top, room.width, chip_height},
                   "nothing waits for a worker", {.size = text_small, .color = theme.muted});
    } else {
        draw_chips(frame, {room.x, top, room.width, room.bottom() - top}, waiting);
    }
}

void draw_output(Frame& frame, const Box& box, const Moment& moment) {
    constexpr double line_height = 20;
    Scene& scene = frame.scene;
    const Theme& theme = *frame.theme;
    draw_panel(frame, box, "output", {}, false);
    std::vector<std::uint32_t> lines;
    for (std::uint64_t i = 0; i < moment.state.event; ++i) {
        const sim::TraceEvent& event = moment.trace.events[i];
        if (event.kind == sim::EventKind::output) lines.push_back(event.a);
    }
    const Box room{box.x + 12, box.y + head + 6, box.width - 24, box.height - head - 14};
    if (lines.empty()) {
        scene.text(Role::output, {room.x, room.y, room.width, line_height}, "nothing yet",
                   {.size = text_small, .color = theme.muted});
        return;
    }
    const auto most = static_cast<std::size_t>(std::max(room.height / line_height, 1.0));
    const std::size_t first = lines.size() > most ? lines.size() - most : 0;
    for (std::size_t i = first; i < lines.size(); ++i) {
        const double y = room.y + line_height * static_cast<double>(i - first);
        const bool is_new =
            moment.step != nullptr &&
            std::count(moment.step->outputs.begin(), moment.step->outputs.end(), lines[i]) > 0;
        if (is_new)
            scene.rectangle(Role::output, {box.x + 4, y, box.width - 8, line_height}, theme.mark)
                .radius = 3;
        scene.text(Role::output, {room.x, y, room.width, line_height},
                   moment.trace.names.text(moment.trace.outputs[lines[i]].text),
                   {.face = Face::mono, .size = text_normal, .color = theme.ink});
    }
}

/// What waits for the world: descriptors, stations, and what they made ready.
std::vector<Chip> outside_chips(const Moment& moment) {
    std::vector<Chip> chips = chips_of(moment, moment.loop->at(sim::Where::os));
    for (const sim::StationState& station : moment.state.stations) {
        for (Chip& chip : chips_of(moment, station.serving)) {
            chip.hue = Hue::station;
            chips.push_back(std::move(chip));
        }
        for (Chip& chip : chips_of(moment, station.queue)) chips.push_back(std::move(chip));
    }
    return chips;
}

std::vector<Chip> joined(const Moment& moment, std::initializer_list<sim::Where> places) {
    std::vector<Chip> chips;
    for (const sim::Where where : places) {
        for (Chip& chip : chips_of(moment, moment.loop->at(where)))
            chips.push_back(std::move(chip));
    }
    return chips;
}

/// From which queue came what runs now.
TrackKind source_of(const Moment& moment) {
    if (moment.step == nullptr || !moment.step->task) return TrackKind::phases;
    const sim::TaskKind kind = moment.trace.tasks[moment.step->task.index()].kind;
    if (kind == sim::TaskKind::tick) return TrackKind::ticks;
    return kind == sim::TaskKind::microtask ? TrackKind::microtasks : TrackKind::stack;
}

void draw_queues(Frame& frame, const Box& box, const Moment& moment) {
    const sim::LoopState& loop = *moment.loop;
    const double column = (box.width - gap) / 2;
    const double height = (box.height - 2 * gap) / 3;
    const auto cell = [&](int across, int down) {
        return Box{box.x + across * (column + gap), box.y + down * (height + gap), column, height};
    };
    const TrackKind source = source_of(moment);
    const bool is_callback = source == TrackKind::stack;
    const auto is_in = [&](sim::Phase phase) { return is_callback && loop.phase == phase; };
    draw_queue(frame, cell(0, 0), "nextTick queue", joined(moment, {sim::Where::tick_queue}),
               source == TrackKind::ticks, "empty");
    draw_queue(frame, cell(1, 0), "microtasks", joined(moment, {sim::Where::microtask_queue}),
               source == TrackKind::microtasks, "empty");
    draw_queue(frame, cell(0, 1), "timers", joined(moment, {sim::Where::timers}),
               is_in(sim::Phase::timers), "none armed");
    draw_queue(frame, cell(1, 1), column < 200 ? "immediates" : "check (setImmediate)",
               joined(moment, {sim::Where::immediate_queue}), is_in(sim::Phase::check), "empty");
    draw_queue(frame, cell(0, 2), "ready",
               joined(moment, {sim::Where::completed, sim::Where::ready, sim::Where::pending_queue,
                               sim::Where::closing_queue}),
               is_in(sim::Phase::poll) || is_in(sim::Phase::pending) || is_in(sim::Phase::close),
               "nothing");
    draw_queue(frame, cell(1, 2), "outside", outside_chips(moment), false, "nothing under way");
}

std::string described(const Moment& moment) {
    std::string text =
        moment.step == nullptr ? std::string{} : fmt::format("{}.", moment.step->what);
    const auto tell = [&](std::string_view name, const std::vector<sim::TaskId>& tasks) {
        if (tasks.empty()) return;
        text += fmt::format(" {}:", name);
        for (std::size_t i = 0; i < tasks.size() && i < 20; ++i)
            text += fmt::format("{} {}", i == 0 ? "" : ",",
                                moment.subject.names.of(tasks[i], Naming::full));
        text += '.';
    };
    tell("Call stack", moment.loop->at(sim::Where::running));
    tell("nextTick queue", moment.loop->at(sim::Where::tick_queue));
    tell("Microtasks", moment.loop->at(sim::Where::microtask_queue));
    tell("Timers", moment.loop->at(sim::Where::timers));
    tell("Immediates", moment.loop->at(sim::Where::immediate_queue));
    return text;
}

void drop_internal(sim::QueueState& state, const std::vector<bool>& is_internal) {
    if (is_internal.empty()) return;
    for (sim::LoopState& loop : state.loops) {
        for (std::vector<sim::TaskId>& queue : loop.tasks)
            std::erase_if(queue, [&](sim::TaskId task) { return is_internal[task.index()]; });
    }
}

/// Its loop is null if the trace has none.
Moment moment_of(const Subject& subject, const PictureOptions& options) {
    Moment moment{.subject = subject, .trace = *subject.trace, .step = nullptr, .state = {}};
    const std::size_t index = options.step.value_or(0);
    if (index < subject.steps.size()) moment.step = &subject.steps[index];
    sim::StateReader reader{*subject.trace};
    moment.state = reader.at(moment.step == nullptr ? 0 : moment.step->last);
    drop_internal(moment.state, subject.is_internal);
    const std::uint16_t lane = moment.step == nullptr ? std::uint16_t{0} : moment.step->lane;
    if (moment.state.loops.empty()) return moment;
    for (const sim::PoolState& pool : moment.state.pools) {
        if (pool.process == moment.trace.lanes[lane].process) moment.pool = &pool;
    }
    return moment;
}

void draw_machine(Frame& frame, const Box& area, const Moment& moment) {
    const double middle = (area.width - gap) * 0.44;
    double stack_height = std::min(84.0, area.height * 0.22);
    double pool_height = std::clamp(area.height * 0.24, 76.0, 140.0);
    const double left = area.height - stack_height - pool_height - 2 * gap;
    // A ring that is higher than wide is none; callbacks and jobs have more use for the height.
    const double ring_height = std::min(left, round_height(middle));
    stack_height += (left - ring_height) / 2;
    pool_height += (left - ring_height) / 2;
    draw_ring(frame, {area.x, area.y, middle, ring_height}, moment);
    const double below = area.y + ring_height + gap;
    draw_stack(frame, {area.x, below, middle, stack_height}, moment);
    draw_pool(frame, {area.x, below + stack_height + gap, middle, pool_height}, moment);
    const double right = area.x + middle + gap;
    draw_queues(frame, {right, area.y, area.right() - right, area.height}, moment);
}

}  // namespace

void draw_state(Frame& frame, const StateBoxes& boxes, const Subject& subject,
                const PictureOptions& options) {
    Moment moment = moment_of(subject, options);
    if (moment.state.loops.empty()) return;
    const std::size_t lane = moment.step == nullptr ? 0 : moment.step->lane;
    moment.loop = &moment.state.loops[lane < moment.state.loops.size() ? lane : 0];
    frame.scene.description = described(moment);
    draw_output(frame, boxes.output, moment);
    draw_machine(frame, boxes.machine, moment);
}

Scene state_picture(const Subject& subject, const PictureOptions& options) {
    Frame frame = begin_frame(subject, options);
    const std::size_t index = options.step.value_or(0);
    const Step* const step = index < subject.steps.size() ? &subject.steps[index] : nullptr;
    if (step != nullptr) {
        add_caption(frame, fmt::format("{} / {}", index + 1, subject.steps.size()),
                    step_reason(subject, index));
    }
    const Box area = frame.body;
    const bool shows_code = has_code(subject, options);
    const std::int32_t line = step == nullptr ? 0 : code_line(*subject.trace, step->place);
    if (is_upright(options)) {
        // Source and output beside each other, the moment below.
        const double half = shows_code ? (area.width - gap) * 0.6 : 0;
        double height = area.height * 0.24;
        if (shows_code) {
            const Box most{area.x, area.y, half, area.height * 0.4};
            height = std::max(height, add_code(frame, most, subject, line) - area.y);
        }
        const double output = area.x + (shows_code ? half + gap : 0);
        draw_state(
            frame,
            {.machine = {area.x, area.y + height + gap, area.width, area.height - height - gap},
             .output = {output, area.y, area.right() - output, height}},
            subject, options);
        return std::move(frame.scene);
    }
    const double left =
        shows_code
            ? std::min(std::max(code_width(subject, area.width * 0.31), 200.0), area.width * 0.31)
            : area.width * 0.2;
    const double output_least = shows_code ? std::min(area.height * 0.36, 200.0) : area.height;
    double output = area.y;
    if (shows_code) {
        output = gap + add_code(frame, {area.x, area.y, left, area.height - output_least - gap},
                                subject, line);
    }
    const double machine = area.x + left + gap;
    draw_state(frame,
               {.machine = {machine, area.y, area.right() - machine, area.height},
                .output = {area.x, output, left, area.bottom() - output}},
               subject, options);
    return std::move(frame.scene);
}

}  // namespace ui
