// Runs a program under real Node, several times, and in the simulation, and compares what they print. A scenario goes
// to real Node as the JavaScript program that export writes. Real Node may disagree with itself; then the simulation has
// to show one of the outcomes that were seen.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <utility>

#include <fmt/core.h>

#include "sim/engine/run.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/scenario/scenario.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/comparison.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/verify_report.hpp"
#include "ui/host/private_copy.hpp"
#include "ui/host/process.hpp"
#include "ui/host/read_file.hpp"
#include "ui/host/real_node.hpp"

namespace ui {

namespace {

/// How a run ends that a limit stopped: of events in the simulation, of seconds for real Node.
constexpr std::string_view never_ends = "does not end";

/// What the simulation shows, or the message that says why it does not run the program.
struct Simulated {
    std::vector<RunOutcome> outcomes;
    std::string refusal = {};
    std::string note = {};  // of what it asked for in vain
};

/// None: as `run` without --seed.
using Seeds = std::vector<std::optional<std::uint64_t>>;

/// The simulated side: what it shows with a seed, and how it came to its rules.
struct Subject {
    std::function<Simulated(const Seeds& seeds)> simulate;
    std::string file;                    // what real Node runs
    std::vector<std::string> arguments;  // its process.argv from 2 on
    int threadpool = 0;
    const PrivateCopy* copy =
        nullptr;            // where the file lies, if no run shall see what others wrote
    bool is_alone = false;  // it writes no files: runs do not disturb each other
};

/// The profile that is compared: the one asked for, otherwise that of the real Node.
const sim::Profile* choose_profile(const RealNode& node, const Options& options,
                                   const Console& console) {
    const std::string& name = options.node.empty() ? node.major : options.node;
    const sim::Profile* const profile = sim::find_profile(name);
    if (profile == nullptr) {
        complain(console,
                 fmt::format("\"{}\" is Node {}, whose rules loopglass does not know", node.binary,
                             node.version),
                 fmt::format("--node N compares it with the rules of another one: {}; --with NODE "
                             "asks another Node",
                             profile_names(", ")));
    }
    return profile;
}

/// The JavaScript form prints at its end, so writing the lines takes no time before.
void print_for_free(sim::Runtime& runtime) {
    const auto fields = sim::cost_fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name.starts_with("output"))
            runtime.cost_overrides.emplace_back(static_cast<std::uint32_t>(i), 0);
    }
}

RunOutcome simulate_scenario(const Job& job, std::uint64_t seed, const Console& console) {
    const sim::RunOptions options{.level = sim::TraceLevel::none,
                                  .seed = seed,
                                  .replication = 0,
                                  .interrupt = console.interrupt,
                                  .program_name = job.given,
                                  .version = version_number()};
    const sim::Trace trace = sim::run(job.program, *job.profile, options);
    RunOutcome outcome;
    for (const sim::OutputLine& line : trace.outputs) {
        if (!line.is_error) outcome.out.append(trace.names.text(line.text)).append("\n");
    }
    const bool is_endless =
        trace.ending.kind == sim::EndKind::limit || trace.ending.kind == sim::EndKind::until;
    outcome.end =
        is_endless ? std::string{never_ends} : fmt::format("exit code {}", trace.ending.exit_code);
    return outcome;
}

/// Whether the scenario is meant for these rules; a message if not.
bool is_comparable(const Job& job, const RealNode& node, const Console& console) {
    if (!job.program.loads.empty()) {
        complain(console,
                 fmt::format("{}: has a load, which real Node cannot be asked for", job.name),
                 "verify compares what programs print; loopglass predict says what a load does");
        return false;
    }
    if (is_meant_for(job.program, job.profile->name)) return true;
    std::string names;
    for (const std::string& one : job.program.profiles)
        names.append(names.empty() ? "" : ", ").append(one);
    complain(console,
             fmt::format("{}: is meant for Node {}, and \"{}\" is Node {}", job.name, names,
                         node.binary, node.version),
             "--with NODE names another one");
    return false;
}

/// Programs of users may write files, so that they run one after the other, each in the same folder as it was.
std::vector<ProcessResult> results_of(const std::vector<ProcessRequest>& requests,
                                      const Subject& subject, std::string& problem) {
    if (subject.is_alone) return run_processes(requests);
    std::vector<ProcessResult> results;
    for (const ProcessRequest& request : requests) {
        if (subject.copy != nullptr && !subject.copy->renew())
            problem = "cannot be given a folder of its own: copying failed";
        if (!problem.empty()) break;
        results.push_back(run_process(request));
        if (subject.copy != nullptr)
            results.back().out = subject.copy->with_own_names(std::move(results.back().out));
    }
    return results;
}

std::vector<RunOutcome> run_real(const RealNode& node, const Subject& subject, RealRuns runs,
                                 std::string& problem) {
    runs.threadpool = subject.threadpool;
    ProcessRequest request = real_run(node, subject.file, runs);
    request.arguments.insert(request.arguments.end(), subject.arguments.begin(),
                             subject.arguments.end());
    if (subject.copy != nullptr) request.folder = subject.copy->working_folder();
    const std::vector<ProcessRequest> requests(static_cast<std::size_t>(runs.count), request);
    std::vector<RunOutcome> outcomes;
    for (ProcessResult& result : results_of(requests, subject, problem)) {
        const bool is_endless =
            result.end == ProcessEnd::timed_out || result.end == ProcessEnd::too_much_output;
        const std::string end = end_text(result, requests.front());
        if (result.end == ProcessEnd::not_started) problem = end;
        outcomes.push_back({std::move(result.out), is_endless ? std::string{never_ends} : end});
    }
    return outcomes;
}

int compare(const RealNode& node, const Subject& subject, Verification verification,
            const Options& options, const Console& console) {
    std::optional<std::uint64_t> stated;
    if (options.is_seed_stated) stated = options.seed;
    const Simulated simulated = subject.simulate({stated});
    if (!simulated.refusal.empty()) {
        console.err << simulated.refusal;
        return exit_bad_input;
    }
    verification.simulated = simulated.outcomes.front();
    // What does not end here is not waited for there.
    const bool is_endless = verification.simulated.end == never_ends;
    const RealRuns runs{.count = is_endless ? std::min(options.runs, 2) : options.runs,
                        .time_max = std::chrono::seconds{is_endless ? 5 : 60},
                        .interrupt = console.interrupt};
    std::string problem;
    verification.real = variants_of(run_real(node, subject, runs, problem));
    if (!problem.empty()) {
        complain(console, fmt::format("\"{}\" {}", node.binary, problem));
        return exit_bad_input;
    }
    verification.verdict = compare_runs(verification.real, verification.simulated);
    if (verification.verdict != ComparisonVerdict::same) {
        Seeds seeds;
        seeds.reserve(static_cast<std::size_t>(options.runs));
        for (int i = 0; i < options.runs; ++i)
            seeds.push_back(options.seed + static_cast<std::uint64_t>(i));
        verification.simulated_variants = variants_of(subject.simulate(seeds).outcomes);
    }
    if (is_interrupted(console)) {
        complain(console, fmt::format("{}: interrupted", verification.name));
        return exit_limit;
    }
    report_verification(verification, options, console);
    console.err << simulated.note;
    return verification.verdict == ComparisonVerdict::different ? exit_failed : exit_done;
}

int verify_scenario(const RealNode& node, const sim::Profile& profile, const Options& given,
                    const Console& console) {
    Options options = given;
    options.node = profile.name;
    const Loaded<Input> input = read_input(options.operands.front(), options, console);
    if (!input.value) return input.code;
    Loaded<Job> job = load_job(*input.value, options, console);
    if (!job.value) return job.code;
    if (!is_comparable(*job.value, node, console)) return exit_bad_input;
    const sim::Result<std::string> script =
        sim::scenario_to_javascript(input.value->text, input.value->name);
    if (!script) {
        complain(console, script.diagnostics());
        return exit_bad_input;
    }
    const bool is_module = job.value->program.scripts.front().is_module;
    const sim::Result<TemporaryProgram> file =
        TemporaryProgram::write(*script, is_module ? ".mjs" : ".cjs");
    if (!file) {
        complain(console, file.diagnostics());
        return exit_bad_input;
    }
    print_for_free(job.value->program.runtime);
    const Subject subject{.simulate =
                              [&](const Seeds& seeds) {
                                  std::vector<RunOutcome> outcomes;
                                  outcomes.reserve(seeds.size());
                                  for (const std::optional<std::uint64_t> seed : seeds)
                                      outcomes.push_back(simulate_scenario(
                                          *job.value, seed.value_or(options.seed), console));
                                  return Simulated{std::move(outcomes)};
                              },
                          .file = file->file(),
                          .arguments = {},
                          .threadpool = job.value->program.runtime.threadpool,
                          .copy = nullptr,
                          .is_alone = true};
    return compare(node, subject,
                   {.name = input.value->name,
                    .binary = node.binary,
                    .node_version = node.version,
                    .profile = std::string{profile.name},
                    .form = "scenario",
                    .host_parts = "nothing: loopglass runs the scenario itself, real Node the "
                                  "program that \"loopglass export\" makes of it"},
                   options, console);
}

/// The options of this command line that also hold for `loopglass run`.
std::vector<std::string> run_arguments(const std::string& file, std::string_view profile,
                                       std::optional<std::uint64_t> seed, const Options& options) {
    std::vector<std::string> arguments{own_program(), "run", file, "--node", std::string{profile}};
    const auto add = [&](bool is_given, std::string name, std::string value) {
        if (!is_given) return;
        arguments.push_back(std::move(name));
        arguments.push_back(std::move(value));
    };
    add(seed.has_value(), "--seed", fmt::format("{}", seed.value_or(0)));
    add(options.threadpool.has_value(), "--threadpool",
        fmt::format("{}", options.threadpool.value_or(0)));
    add(options.cores.has_value(), "--cores",
        options.cores == 0 ? "unlimited" : fmt::format("{}", options.cores.value_or(0)));
    add(options.scheduler.has_value(), "--scheduler",
        std::string{to_text(options.scheduler.value_or(sim::Scheduler::per_core))});
    std::error_code error;
    const bool is_file = std::filesystem::exists(options.costs, error);
    add(!options.costs.empty(), "--costs",
        is_file ? std::filesystem::absolute(options.costs, error).string() : options.costs);
    arguments.emplace_back("--");
    arguments.insert(arguments.end(), options.operands.begin() + 1, options.operands.end());
    return arguments;
}

/// What a run says at its end that the program asked for in vain.
std::string note_in(const std::string& err, const std::string& file) {
    const std::size_t at = err.rfind(fmt::format("loopglass: {}: note: ", file));
    return at == std::string::npos ? std::string{} : err.substr(at);
}

/// Each seed in a process of its own, as `loopglass run` does it: what is written stays in memory.
Simulated simulate_script(const Subject& subject, std::string_view profile, const Seeds& seeds,
                          const Options& options, const Console& console) {
    const std::string& file = subject.file;
    const std::string folder = subject.copy == nullptr ? "" : subject.copy->working_folder();
    const auto own = [&](std::string text) {
        return subject.copy == nullptr ? text : subject.copy->with_own_names(std::move(text));
    };
    std::vector<ProcessRequest> requests;
    requests.reserve(seeds.size());
    for (const std::optional<std::uint64_t> seed : seeds)
        requests.push_back({.arguments = run_arguments(file, profile, seed, options),
                            .environment = {},
                            .folder = folder,
                            .interrupt = console.interrupt});
    Simulated simulated;
    for (ProcessResult& result : run_processes(requests)) {
        const bool is_endless = result.code == exit_script_limit ||
                                result.end == ProcessEnd::timed_out ||
                                result.end == ProcessEnd::too_much_output;
        if (result.end == ProcessEnd::exited && result.code == exit_script_refused)
            simulated.refusal = own(result.err);
        if (simulated.note.empty()) simulated.note = own(note_in(result.err, file));
        simulated.outcomes.push_back(
            {own(std::move(result.out)),
             is_endless ? std::string{never_ends} : end_text(result, requests.front())});
    }
    return simulated;
}

int verify_script(const RealNode& node, const sim::Profile& profile, const Options& options,
                  const Console& console) {
    const std::string& file = options.operands.front();
    if (file == "-") {
        complain(console, "verify needs a file: real Node and loopglass both run it");
        return exit_bad_input;
    }
    const sim::Result<std::string> text = read_code(file);
    if (!text) {
        complain(console, text.diagnostics());
        return exit_bad_input;
    }
    const std::optional<PrivateCopy> copy = PrivateCopy::of_program(file);
    Subject subject{.simulate = {},
                    .file = copy ? copy->file() : file,
                    .arguments = {options.operands.begin() + 1, options.operands.end()},
                    .threadpool = options.threadpool.value_or(0),
                    .copy = copy ? &*copy : nullptr};
    subject.simulate = [&](const Seeds& seeds) {
        if (copy && !copy->renew())
            return Simulated{.outcomes = {},
                             .refusal = "loopglass: " + file + ": its folder cannot be copied\n"};
        return simulate_script(subject, profile.name, seeds, options, console);
    };
    const int code =
        compare(node, subject,
                {.name = file,
                 .binary = node.binary,
                 .node_version = node.version,
                 .profile = std::string{profile.name},
                 .form = "javascript",
                 .host_parts = "the language, Node's own library and the texts of errors; the "
                               "rules decide about the loop, the pool, the cores and the clock"},
                options, console);
    if (!copy && code != exit_bad_input)
        complain(console,
                 fmt::format("{}: note: real Node ran in the file's own folder, which is large or "
                             "needs packages above it: what the program writes stays there, and "
                             "later runs see it",
                             file));
    return code;
}

}  // namespace

int verify_command(const Options& options, const Console& console) {
    const sim::Result<RealNode> node = find_real_node(options.with.empty() ? "node" : options.with);
    if (!node) {
        complain(console, node.diagnostics());
        return exit_bad_input;
    }
    const sim::Profile* const profile = choose_profile(*node, options, console);
    if (profile == nullptr) return exit_bad_input;
    return is_script(options.operands.front(), options)
               ? verify_script(*node, *profile, options, console)
               : verify_scenario(*node, *profile, options, console);
}

}  // namespace ui
