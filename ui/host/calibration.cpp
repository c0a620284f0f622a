// Each part runs in a Node of its own, so that what one part compiles, allocates or leaves in caches does not decide the
// next. The program is one file (js/calibrate.cjs) that prints lines of samples. The user's work comes first: what is
// wrong with it is said before anybody has waited.

#include "ui/host/calibration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/core/names.hpp"
#include "sim/engine/cores.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/node/profile.hpp"
#include "ui/host/calibration_program.hpp"
#include "ui/host/packing_probe.hpp"
#include "ui/host/process.hpp"
#include "ui/host/scheduler_probe.hpp"

namespace ui {

namespace {

struct WorkKindRow {
    std::string_view kind;
    std::string_view api;
    std::string_view unit;  // of the parameter
    std::string_view
        otherwise;  // the parameter that is meant if none is given; empty: it takes none
    std::int64_t least;
    std::int64_t most;
};

constexpr auto work_kinds = std::to_array<WorkKindRow>({
    {"bcrypt", "bcrypt.compare", "cost", "10", 4, 20},
    {"argon2", "argon2.verify", "", "", 0, 0},
    {"pbkdf2", "crypto.pbkdf2", "iterations of sha512", "100000", 1, 100'000'000},
    {"scrypt", "crypto.scrypt", "cost, a power of two", "16384", 2, 1 << 22},
    {"sha256", "", "bytes", "65536", 0, 1 << 28},
});

struct Part {
    std::string_view name;
    std::string_view what;
    double seconds;
    double seconds_quick;
    double start;  // what it takes beside these
};

constexpr auto all_parts = std::to_array<Part>({
    {"callbacks", "callbacks and timers", 3, 0.7, 0.3},
    {"pool", "trips to the pool", 2.5, 0.6, 0.3},
    {"starts", "first output and the start of the pool", 2, 0.4, 0.2},
    {"collector", "the collector's pauses", 2.5, 0.8, 0.3},
    {"warmups", "how code gets fast", 1, 0.3, 0.2},
    {"requests", "the main thread's part of a request", 2, 0.4, 1.2},
});
/// How fast the machine is changes while others use it: a slice before each of the parts sees more of that than one.
constexpr Part speed{"scale", "the speed of this machine", 0.5, 0.1, 0.1};
constexpr double scheduler_seconds = 5;
constexpr double scheduler_seconds_quick = 1.5;
constexpr std::chrono::milliseconds packing_time{400};
constexpr int work_slices = 3;  // at the start, in the middle and at the end
constexpr double work_seconds = 4;
constexpr double work_seconds_quick = 1.2;
constexpr double work_start = 0.3;

sim::Diagnostic problem(std::string message, std::string hint = {}) {
    return {.place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

std::string known_works() {
    std::string known;
    for (const WorkKindRow& row : work_kinds) {
        known += fmt::format("{}{}", known.empty() ? "" : ", ", row.kind);
        if (!row.otherwise.empty()) known += fmt::format(":{}", row.otherwise);
    }
    return known;
}

std::optional<std::int64_t> to_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_parameter(const WorkKindRow& row, std::string_view text) {
    const std::optional<std::int64_t> number = to_number(text);
    if (!number || *number < row.least || *number > row.most) return false;
    return row.kind != "scrypt" || (*number & (*number - 1)) == 0;
}

/// Words after "value NAME"; what is no number is left out.
Measurement read_value(std::string_view rest) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    Measurement value{.name = std::string{rest.substr(0, space)}, .samples = {}};
    rest.remove_prefix(std::min(space + 1, rest.size()));
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (const auto number = to_number(rest.substr(0, end))) value.samples.push_back(*number);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::sort(value.samples.begin(), value.samples.end());
    return value;
}

/// The lines of a part's output; what it complains about is the diagnostic.
std::optional<sim::Diagnostic> read_lines(std::string_view text, Measured& measured) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t space = std::min(line.find(' '), line.size());
        const std::string_view word = line.substr(0, space);
        const std::string_view rest = line.substr(std::min(space + 1, line.size()));
        if (word == "value") {
            if (Measurement value = read_value(rest); !value.samples.empty())
                measured.add(std::move(value));
        } else if (word == "fact") {
            const std::size_t name = std::min(rest.find(' '), rest.size());
            measured.facts.emplace_back(rest.substr(0, name),
                                        rest.substr(std::min(name + 1, rest.size())));
        } else if (word == "missing") {
            return problem(
                fmt::format("the package {} is not installed where loopglass was started", rest),
                fmt::format("npm install {}, and run calibrate in the folder of your program; what "
                            "needs no package: pbkdf2, scrypt, --module FILE",
                            rest));
        } else if (word == "problem") {
            return problem(std::string{rest});
        }
    }
    return std::nullopt;
}

class Runner {
public:
    Runner(const CalibrationPlan& plan, std::string program)
        : plan_(plan), program_(std::move(program)) {
        left_ = plan.is_quick ? scheduler_seconds_quick : scheduler_seconds;
        for (const Part& part : all_parts)
            left_ += seconds_of(speed) + speed.start + seconds_of(part) + part.start;
        left_ += static_cast<double>(plan.works.size()) * work_slices * work_time();
    }

    [[nodiscard]] double seconds_of(const Part& part) const {
        return plan_.is_quick ? part.seconds_quick : part.seconds;
    }
    /// Of a slice, its start included.
    [[nodiscard]] double work_time() const { return work_slice() + work_start; }
    [[nodiscard]] double work_slice() const {
        return (plan_.is_quick ? work_seconds_quick : work_seconds) / work_slices;
    }
    [[nodiscard]] bool is_interrupted() const {
        return plan_.interrupt != nullptr && plan_.interrupt->load();
    }
    /// The next step takes so long.
    void tell(std::string_view what, double seconds) {
        if (plan_.progress) plan_.progress(what, left_);
        left_ = std::max(0.0, left_ - seconds);
    }
    /// Node's program with these words; appends what it measured. No diagnostic after an interrupt.
    std::optional<sim::Diagnostic> run(std::vector<std::string> words, int threadpool,
                                       Measured& measured) const {
        ProcessRequest request = real_run(plan_.node, program_,
                                          {.count = 1,
                                           .threadpool = threadpool,
                                           .time_max = std::chrono::seconds{90},
                                           .interrupt = plan_.interrupt});
        const std::string part = words.front();
        for (std::string& word : words) request.arguments.push_back(std::move(word));
        const ProcessResult result = run_process(request);
        if (result.end == ProcessEnd::interrupted) return std::nullopt;
        if (auto said = read_lines(result.out, measured)) return said;
        if (result.end == ProcessEnd::exited && result.code == 0) return std::nullopt;
        std::string_view last = result.err;
        while (last.ends_with('\n')) last.remove_suffix(1);
        return problem(fmt::format("\"{}\" could not measure {}: {}", plan_.node.binary, part,
                                   end_text(result, request)),
                       std::string{last.substr(0, 500)});
    }

private:
    const CalibrationPlan& plan_;
    std::string program_;
    double left_ = 0;
};

/// A slice of each of the works. The first one says what kind of work it is.
std::optional<sim::Diagnostic> measure_works(Runner& runner, const CalibrationPlan& plan,
                                             Calibration& result) {
    const std::string cores{result.facts.fact("cores")};
    const int pool = static_cast<int>(
        std::min<std::int64_t>(1024, 4 * std::max<std::int64_t>(1, to_number(cores).value_or(1))));
    for (std::size_t i = 0; i < plan.works.size(); ++i) {
        const WorkRequest& work = plan.works[i];
        runner.tell(work.name, runner.work_time());
        Measured slice;
        if (auto said = runner.run(
                {"work", fmt::format("{}", runner.work_slice()), work.kind, work.parameter, cores},
                pool, slice))
            return said;
        if (runner.is_interrupted()) return std::nullopt;
        if (slice.find("alone") == nullptr)
            return problem(fmt::format("{}: nothing was measured", work.name),
                           "does the promise that it returns ever settle?");
        if (i == result.works.size()) {
            result.works.push_back({.request = work, .measured = std::move(slice)});
            continue;
        }
        for (Measurement& value : slice.values) result.works[i].measured.add(std::move(value));
    }
    return std::nullopt;
}

/// How much of a core may be used is not measured: a kernel that packs was seen to leave 15 % free.
void measure_packing(const CalibrationPlan& plan, Calibration& result) {
    constexpr std::int64_t room = 850;
    const PackingFacts facts = probe_packing(packing_time, plan.interrupt);
    const bool is_packed = 2 * facts.stayed > facts.wakes;
    result.costs.values.push_back({"schedulerPacking", {is_packed ? room : 0}});
    if (is_packed)
        result.notes.push_back(
            fmt::format("this kernel keeps idle cores asleep: {} of {} woken threads stayed on the "
                        "core of the thread that woke them",
                        facts.stayed, facts.wakes));
}

void measure_scheduler(Runner& runner, const CalibrationPlan& plan, Calibration& result) {
    const double seconds = plan.is_quick ? scheduler_seconds_quick : scheduler_seconds;
    runner.tell("the scheduler", seconds);
    SchedulerFacts facts = probe_scheduler(
        std::chrono::milliseconds{static_cast<int>(seconds * 1000)}, plan.interrupt);
    if (facts.tick > 0) result.costs.values.push_back({"schedulerTick", {facts.tick}});
    // The cost is that of one core, and the kernel has scaled it by those of this machine.
    const long cores = ::sysconf(_SC_NPROCESSORS_ONLN);
    for (std::int64_t& slice : facts.slices)
        slice /= sim::slice_factor(static_cast<std::int32_t>(cores));
    std::sort(facts.slices.begin(), facts.slices.end());
    if (facts.slices.empty()) {
        result.notes.push_back(fmt::format("schedulerSlice keeps its default: {}", facts.problem));
    } else {
        result.costs.values.push_back({"schedulerSlice", std::move(facts.slices)});
    }
    if (cores > 1) measure_packing(plan, result);
}

/// Until its script runs, Node does little but run code for the first time: what functions and modules cost then compares
/// with the defaults as its start does.
void scale_code(const CalibrationPlan& plan, Measured& costs) {
    const sim::Profile* const profile = sim::find_profile(plan.node.major);
    const Measurement* const start = costs.find("scriptStart");
    if (profile == nullptr || start == nullptr) return;
    const std::vector<std::int64_t> samples = start->samples;
    const sim::CostModel defaults = sim::cost_model(*profile);
    const auto add = [&](std::string_view name, sim::Duration usual) {
        Measurement scaled{.name = std::string{name}, .samples = {}};
        for (const std::int64_t sample : samples) {
            const double scale =
                static_cast<double>(sample) / static_cast<double>(defaults.script_start.ns);
            scaled.samples.push_back(std::llround(scale * static_cast<double>(usual.ns)));
        }
        costs.add(std::move(scaled));
    };
    add("codeFunction", defaults.code_function);
    add("codePerKib", defaults.code_per_kib);
    add("codeModule", defaults.code_module);
    add("codeRequire", defaults.code_require);
    add("codeRequireFirst", defaults.code_require_first);
    add("codeImport", defaults.code_import);
    add("codeImportFirst", defaults.code_import_first);
    add("callbackCold", defaults.callback_cold);
    add("callbackWarm", defaults.callback_warm);
}

/// What a request costs beyond a wake-up of the loop and a read of a socket, which are charged anyway.
std::string rest_of_request(const Measured& costs) {
    constexpr std::int64_t socket_read = 5000;  // the cost model's, which is not measured here
    const Measurement* wake = costs.find("loopWake");
    return fmt::format("{}", socket_read + (wake == nullptr ? 12'800 : wake->median()));
}

}  // namespace

std::int64_t Measurement::quantile(double share) const {
    const auto count = static_cast<double>(samples.size());
    const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(share * count)));
    return samples[std::min(rank, samples.size()) - 1];
}

double Measurement::mean() const {
    double sum = 0;
    for (const std::int64_t sample : samples) sum += static_cast<double>(sample);
    return sum / static_cast<double>(samples.size());
}

void Measured::add(Measurement value) {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const Measurement& one) { return one.name == value.name; });
    if (found == values.end()) return values.push_back(std::move(value));
    found->samples.insert(found->samples.end(), value.samples.begin(), value.samples.end());
    std::sort(found->samples.begin(), found->samples.end());
}

const Measurement* Measured::find(std::string_view name) const {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const Measurement& value) { return value.name == name; });
    return found == values.end() ? nullptr : &*found;
}

std::string_view Measured::fact(std::string_view name) const {
    for (const auto& [key, text] : facts) {
        if (key == name) return text;
    }
    return {};
}

sim::Result<WorkRequest> parse_work(std::string_view text) {
    const std::size_t equals = text.find('=');
    std::string_view kind = equals == std::string_view::npos ? text : text.substr(equals + 1);
    const std::string_view name = text.substr(0, std::min(equals, text.size()));
    const std::size_t colon = kind.find(':');
    std::string_view parameter =
        colon == std::string_view::npos ? std::string_view{} : kind.substr(colon + 1);
    kind = kind.substr(0, colon);
    const auto* const row = std::find_if(work_kinds.begin(), work_kinds.end(),
                                         [&](const WorkKindRow& one) { return one.kind == kind; });
    if (row == work_kinds.end() || name.empty())
        return problem(fmt::format("unknown work \"{}\"", text),
                       fmt::format("known: {}; your own: --module FILE.js", known_works()));
    if (colon == std::string_view::npos) parameter = row->otherwise;
    const bool takes_none = row->otherwise.empty();
    if (takes_none ? colon != std::string_view::npos : !is_parameter(*row, parameter)) {
        return problem(takes_none
                           ? fmt::format("\"{}\" takes no parameter, found \"{}\"", kind, parameter)
                           : fmt::format("\"{}\" takes a number from {} to {} ({}), found \"{}\"",
                                         kind, row->least, row->most, row->unit, parameter));
    }
    return WorkRequest{.name = std::string{name},
                       .kind = std::string{kind},
                       .parameter = std::string{parameter},
                       .api = std::string{row->api}};
}

sim::Result<std::optional<Calibration>> calibrate(const CalibrationPlan& plan) {
    const sim::Result<TemporaryProgram> program =
        TemporaryProgram::write(calibration_program(), ".cjs");
    if (!program) return program.diagnostics();
    Runner runner{plan, program->file()};
    Calibration result;
    if (auto said = runner.run({"facts", "0"}, 0, result.facts)) return *said;
    if (auto said = measure_works(runner, plan, result)) return *said;
    for (const Part& part : all_parts) {
        if (&part == &all_parts[all_parts.size() / 2]) {
            if (auto said = measure_works(runner, plan, result)) return *said;
        }
        for (const Part* const one : {&speed, &part}) {
            if (runner.is_interrupted()) return std::optional<Calibration>{};
            runner.tell(one->what, runner.seconds_of(*one) + one->start);
            if (auto said =
                    runner.run({std::string{one->name}, fmt::format("{}", runner.seconds_of(*one)),
                                rest_of_request(result.costs)},
                               0, result.costs))
                return *said;
        }
    }
    if (auto said = measure_works(runner, plan, result)) return *said;
    if (runner.is_interrupted()) return std::optional<Calibration>{};
    scale_code(plan, result.costs);
    measure_scheduler(runner, plan, result);
    if (runner.is_interrupted()) return std::optional<Calibration>{};
    return std::optional<Calibration>{std::move(result)};
}

}  // namespace ui
