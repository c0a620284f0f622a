#include "tests/scenario/dump.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/core/units.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/scenario/scenario.hpp"

namespace sim::scenario {
namespace {

constexpr std::array op_names{
    "log",         "cpu",       "cpu_api",     "count",        "branch_if",     "repeat",
    "call",        "choose",    "throw",       "try",          "exit",          "respond",
    "next_tick",   "microtask", "set_timeout", "set_interval", "set_immediate", "clear",
    "refresh",     "ref",       "unref",       "on_process",   "push_operand",  "push_slot",
    "new_promise", "settle",    "then",        "finally",      "combine",       "async",
    "await",       "store",     "drop",        "return",       "sleep",         "yield_immediate",
    "api",         "station",   "listen",      "connect",      "on_handle",     "write",
    "end",         "destroy",   "close",       "pause",        "resume",        "dgram",
    "send",        "spawn",     "kill",        "channel",      "post_message",  "worker"};
static_assert(op_names.size() == static_cast<std::size_t>(Op::worker) + 1);

constexpr std::array event_names{"listening",     "connection",    "request", "connect",
                                 "lookup",        "data",          "end",     "finish",
                                 "drain",         "close",         "error",   "message",
                                 "port1_message", "port2_message", "spawn",   "exit",
                                 "stdout_data",   "stdout_end",    "online"};
static_assert(event_names.size() == static_cast<std::size_t>(HandleEvent::online) + 1);

std::string slot_text(Slot slot) {
    if (slot == slot_current) return " socket";
    if (slot == slot_parent) return " parent";
    return slot == slot_none ? "" : fmt::format(" v{}", slot);
}

std::string body_text(std::string_view label, BodyId id) {
    return id ? fmt::format(" {}#{}", label, id.value) : "";
}

std::string distribution_text(const Program& program, std::uint32_t index) {
    if (index == index_none) return "none";
    const Distribution& d = program.distributions[index];
    const auto time = [](Duration duration) { return format_duration_exact(duration); };
    switch (d.kind) {
        case Distribution::Kind::constant: return time(d.a);
        case Distribution::Kind::uniform:
            return fmt::format("uniform({}..{})", time(d.a), time(d.b));
        case Distribution::Kind::exponential: return fmt::format("exponential({})", time(d.a));
        case Distribution::Kind::normal: return fmt::format("normal({}, {})", time(d.a), time(d.b));
        case Distribution::Kind::lognormal:
            return fmt::format("lognormal({}, {})", time(d.a), d.shape);
        case Distribution::Kind::gamma: return fmt::format("gamma({}, {})", time(d.a), d.shape);
        case Distribution::Kind::empirical: {
            const EmpiricalTable& table = program.empirical[d.table];
            return fmt::format("empirical({} values, weight {})", table.values.size(),
                               table.cumulative.back());
        }
    }
    return "?";
}

std::string text_text(const Program& program, std::uint32_t index) {
    const Text& text = program.texts[index];
    std::string all;
    for (std::uint32_t i = 0; i < text.count; ++i) {
        const TextPiece& piece = program.text_pieces[text.first + i];
        switch (piece.kind) {
            case TextPiece::Kind::literal: all += program.names.text(piece.literal); break;
            case TextPiece::Kind::counter: all += fmt::format("<v{}>", piece.slot); break;
            case TextPiece::Kind::index: all += "<index>"; break;
            case TextPiece::Kind::value: all += "<value>"; break;
        }
    }
    return fmt::format("\"{}\"", all);
}

std::string site_text(const Program& program, std::uint32_t index) {
    const ApiSite& site = program.api_sites[index];
    std::string all =
        fmt::format("{} label={}", apis()[site.api].name, program.names.text(site.label));
    if (site.call.size_bytes != 0) all += fmt::format(" size={}", site.call.size_bytes);
    if (site.call.parts != 1) all += fmt::format(" parts={}", site.call.parts);
    if (site.call.compressible) all += " compressible";
    if (!site.call.regular_file) all += " irregular";
    if (site.call.from_fd) all += " fd";
    if (site.service != index_none) all += " time=" + distribution_text(program, site.service);
    return all;
}

std::string ref_text(const Program& program, const Action& action) {
    if (action.ref == index_none) return "";
    if (action.op == Op::log) return " " + text_text(program, action.ref);
    if (action.op == Op::cpu || action.op == Op::spawn)
        return " " + distribution_text(program, action.ref);
    if (action.op == Op::api || action.op == Op::cpu_api)
        return " " + site_text(program, action.ref);
    if (action.op == Op::station)
        return fmt::format(" {}", program.names.text(program.stations[action.ref].name));
    if (action.op == Op::try_) return fmt::format(" finally=#{}", action.ref);
    if (action.op == Op::worker) return fmt::format(" script={}", action.ref);
    if (action.op == Op::listen || action.op == Op::dgram || action.op == Op::connect ||
        action.op == Op::send) {
        if (action.ref == address_refused) return " refused";
        if (action.ref == address_missing) return " missing";
        return fmt::format(" server={}", program.names.text(program.server_names[action.ref]));
    }
    if (action.op == Op::choose) {
        std::string all;
        for (std::int64_t i = 0; i < action.n; ++i) {
            const Branch& branch = program.branches[action.ref + static_cast<std::size_t>(i)];
            all += fmt::format(" {}:#{}", branch.weight, branch.body.value);
        }
        return all;
    }
    return fmt::format(" \"{}\"", program.names.text(NameId{action.ref}));
}

std::string action_text(const Program& program, const Action& action) {
    std::string line = op_names[static_cast<std::size_t>(action.op)];
    line += slot_text(action.slot) + ref_text(program, action);
    if (action.n == delay_nan) line += " n=nan";
    else if (action.n != 0) line += fmt::format(" n={}", action.n);
    const bool has_small = action.op == Op::push_operand || action.op == Op::settle ||
                           action.op == Op::combine || action.op == Op::on_process ||
                           action.op == Op::branch_if;
    if (action.small != 0 || has_small) line += fmt::format(" small={}", action.small);
    if (action.flags != 0) line += fmt::format(" flags={}", action.flags);
    line += body_text("", action.body) + body_text("other=", action.other);
    for (std::uint32_t i = 0; i < action.bindings_count; ++i) {
        const EventBinding& binding = program.bindings[action.bindings + i];
        line += fmt::format(" {}:#{}", event_names[static_cast<std::size_t>(binding.event)],
                            binding.body.value);
    }
    const SourcePlace place = program.places[action.place];
    return fmt::format("  {}:{} {}\n", place.line, place.column, line);
}

std::string load_line(const Program& program, const Load& load) {
    static constexpr std::array kinds{"poisson", "constant", "list", "ramp", "bursts", "closed"};
    std::string line = fmt::format("load {} {} interval={}", program.names.text(load.name),
                                   kinds[static_cast<std::size_t>(load.kind)],
                                   format_duration_exact(load.interval));
    if (load.kind == ArrivalKind::ramp)
        line += fmt::format("..{} over {}", format_duration_exact(load.interval_end),
                            format_duration_exact(load.ramp));
    if (load.kind == ArrivalKind::bursts) line += fmt::format(" burst={}", load.burst);
    for (const Instant instant : load.instants)
        line += fmt::format(" @{}", format_duration_exact(instant - Instant{}));
    if (load.kind == ArrivalKind::closed)
        line +=
            fmt::format(" users={} think={}", load.users, distribution_text(program, load.think));
    if (load.start.ns != 0)
        line += fmt::format(" start={}", format_duration_exact(load.start - Instant{}));
    if (load.requests_max >= 0) line += fmt::format(" requests={}", load.requests_max);
    if (load.duration.ns >= 0) line += fmt::format(" for={}", format_duration_exact(load.duration));
    if (load.timeout.ns >= 0)
        line += fmt::format(" timeout={}", format_duration_exact(load.timeout));
    if (load.process != 0) line += fmt::format(" process={}", load.process);
    if (load.spread) line += " spread";
    if (load.new_connections) line += " new";
    return line + body_text("", load.handler) + "\n";
}

std::string expectation_line(const Program& program, const Expectation& expectation) {
    static constexpr std::array kinds{"output",       "one_of", "contains", "always",
                                      "never_before", "metric", "ends"};
    std::string line = fmt::format("expect {}", kinds[static_cast<std::size_t>(expectation.kind)]);
    for (const std::string& profile : expectation.profiles) line += fmt::format(" node{}", profile);
    for (const std::vector<std::string>& lines : expectation.lines)
        line += fmt::format(" [{}]", fmt::join(lines, "|"));
    if (!expectation.metric.empty()) line += " " + expectation.metric;
    if (!expectation.comparison.empty())
        line += fmt::format(" {} {}", expectation.comparison, expectation.bound);
    const SourcePlace place = program.places[expectation.place];
    return fmt::format("{} at {}:{}\n", line, place.line, place.column);
}

}  // namespace

std::string dump(const Program& program) {
    std::string all;
    for (const Script& script : program.scripts) {
        all +=
            fmt::format("script {} slots={}{}{}\n", program.names.text(script.name), script.slots,
                        script.is_module ? " module" : "", body_text("", script.main));
    }
    for (std::size_t i = 1; i < program.processes.size(); ++i) {
        all += fmt::format("process {} script={} threadpool={}\n", i, program.processes[i].script,
                           program.processes[i].threadpool);
    }
    for (const Station& station : program.stations) {
        all += fmt::format("station {} servers={} time={} network={} queue={}\n",
                           program.names.text(station.name), station.servers,
                           distribution_text(program, station.service),
                           distribution_text(program, station.network), station.queue_max);
    }
    for (const Load& load : program.loads) all += load_line(program, load);
    for (const Expectation& expectation : program.expectations)
        all += expectation_line(program, expectation);
    for (std::size_t i = 0; i < program.bodies.size(); ++i) {
        const Body& body = program.bodies[i];
        all += fmt::format("#{} {}{}\n", i, program.names.text(body.name),
                           body.is_async ? " async" : "");
        for (std::uint32_t k = 0; k < body.count; ++k)
            all += action_text(program, program.actions[body.first + k]);
    }
    return all;
}

std::string load_text(std::string_view json) {
    const FileReader reader = [](std::string_view path) -> Result<std::string> {
        if (path == "arrivals.txt") return std::string{"0ms\n5ms\n\n7.5ms\n"};
        if (path == "bad.txt") return std::string{"0ms\n5\n"};
        if (path == "empty.txt") return std::string{};
        return Diagnostic{.place = {},
                          .message = fmt::format("cannot read \"{}\"", path),
                          .excerpt = {},
                          .hint = {}};
    };
    const Result<Program> program = load_scenario(json, "s.json", reader);
    if (program) return dump(*program);
    std::string all;
    for (const Diagnostic& diagnostic : program.diagnostics())
        all += (all.empty() ? "" : "\n\n") + to_text(diagnostic);
    return all + "\n";
}

}  // namespace sim::scenario
