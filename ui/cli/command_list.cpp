#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/engine/run.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/node/rules.hpp"
#include "sim/scenario/course.hpp"
#include "ui/cli/calibration_report.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/table.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

const sim::Profile& chosen_profile(const Options& options) {
    return *sim::find_profile(options.node.empty() ? sim::profile_name_default
                                                   : std::string_view{options.node});
}

void print(const Table& table, const Console& console) {
    console.out << table.to_text(console.out_terminal.has_colour);
}

int list_profiles(const Options& /*options*/, const Console& console) {
    Table table{{{"node", Align::left},
                 {"observed", Align::left},
                 {"libuv", Align::left},
                 {"timers", Align::left},
                 {"accepts per poll", Align::left},
                 {"unhandled rejection", Align::left},
                 {"pool trips of readFile", Align::left}}};
    for (const sim::Profile& profile : sim::profiles()) {
        table.add({std::string{profile.name}, std::string{profile.release},
                   std::string{profile.libuv}, profile.timers_last ? "after check" : "before poll",
                   profile.accept_one ? "one" : "all",
                   profile.unhandled_rejection_throws ? "throws" : "warns",
                   profile.fs_one_shot ? "1" : "4 and more"});
    }
    print(table, console);
    return exit_done;
}

std::string trips_text(const sim::Api& api, const sim::Profile& profile) {
    if (api.place == sim::ApiPlace::tick) return {};
    std::string text;
    const sim::Trips calls = sim::trips(api, profile, {});
    for (const sim::TripRun& run : calls.runs()) {
        text.append(text.empty() ? "" : " ").append(sim::trip_name(run.trip.kind));
        if (run.repeat > 1) text.append(fmt::format(" x{}", run.repeat));
    }
    return text;
}

int list_apis(const Options& options, const Console& console) {
    const sim::Profile& profile = chosen_profile(options);
    Table table{{{"api", Align::left},
                 {"form", Align::left},
                 {"place", Align::left},
                 {"work", Align::left},
                 {fmt::format("trips in node {}", profile.name), Align::left}}};
    for (const sim::Api& api : sim::apis()) {
        if (!sim::is_available(api, profile)) continue;
        const bool is_sync = api.place == sim::ApiPlace::main_thread;
        table.add(
            {std::string{api.name},
             is_sync          ? "sync"
             : api.is_promise ? "promise"
                              : "callback",
             std::string{to_text(api.place)},
             api.place == sim::ApiPlace::pool ? std::string{to_text(api.kind)} : std::string{},
             trips_text(api, profile)});
    }
    print(table, console);
    return exit_done;
}

int list_costs(const Options& options, const Console& console) {
    const sim::Profile& profile = chosen_profile(options);
    const sim::CostModel model = sim::cost_model(profile);
    Table table{{{"field", Align::left},
                 {fmt::format("node {}", profile.name)},
                 {"what it is", Align::left}}};
    for (const sim::CostField& field : sim::cost_fields()) {
        table.add({std::string{field.name}, cost_text(sim::cost_value(model, field), field.unit),
                   std::string{field.doc}});
    }
    print(table, console);
    return exit_done;
}

int list_rules(const Options& /*options*/, const Console& console) {
    Table table{{{"rule", Align::left}, {"", Align::left}}};
    const std::size_t width =
        static_cast<std::size_t>(std::max(60, console.out_terminal.width - 8));
    std::string_view section;
    for (const sim::Rule& rule : sim::rules()) {
        if (rule.section != section) {
            section = rule.section;
            if (!table.is_empty()) table.add({});
            table.add({"", fmt::format("{}", section)});
        }
        table.add({std::string{rule.number}, shorten(rule.text, width)});
    }
    print(table, console);
    return exit_done;
}

/// The folder of an operand, or that of the installed scenarios; empty after a message.
std::string scenarios_folder(const Options& options, const Console& console) {
    const bool is_named = options.operands.size() > 1;
    std::string folder = is_named ? options.operands[1] : console.scenarios_folder;
    if (!folder.empty() && !find_scenarios(folder).empty()) return folder;
    if (is_named) {
        complain(console, fmt::format("{}: no scenarios (*.json) found there", folder),
                 "name a folder that holds scenario files");
    } else {
        complain(console, "the scenarios that come with loopglass are not beside this executable",
                 "name a folder: loopglass list scenarios DIR");
    }
    return {};
}

std::string path_of(const std::string& folder, const std::string& file) {
    return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", file);
}

int list_scenarios(const Options& options, const Console& console) {
    const std::string folder = scenarios_folder(options, console);
    if (folder.empty()) return exit_bad_input;
    Table table{{{"scenario", Align::left}, {"title", Align::left}}};
    int code = exit_done;
    for (const std::string& file : find_scenarios(folder)) {
        const Loaded<Input> input = read_input(path_of(folder, file), {}, console);
        if (!input.value) return input.code;
        const sim::Result<sim::Program> program = load_program(*input.value);
        if (!program) {
            complain(console, program.diagnostics());
            code = exit_bad_input;
            continue;
        }
        table.add({file.substr(0, file.size() - 5), program->title});
    }
    print(table, console);
    if (console.out_terminal.is_terminal && options.operands.size() == 1) {
        console.out << '\n'
                    << paint("run one: loopglass run NAME", Ink::dim,
                             console.out_terminal.has_colour)
                    << '\n';
    }
    return code;
}

/// The course: chapters, and the question of each lesson.
int list_lessons(const Options& /*options*/, const Console& console) {
    const std::string path = console.scenarios_folder + "/course.json";
    const sim::Result<std::string> text = read_file(path);
    if (console.scenarios_folder.empty() || !text) {
        complain(console, "the installed scenarios were not found");
        return exit_bad_input;
    }
    const sim::Result<sim::Course> course = sim::load_course(*text, path);
    if (!course) {
        complain(console, course.diagnostics());
        return exit_bad_input;
    }
    std::size_t number = 0;
    for (const sim::Chapter& chapter : course->chapters) {
        if (number > 0) console.out << '\n';
        console.out << paint(chapter.title, Ink::bold, console.out_terminal.has_colour) << '\n';
        for (const sim::Lesson& lesson : chapter.lessons) {
            console.out << fmt::format("{:>2}  {}\n", ++number, lesson.scenario)
                        << wrap(lesson.question,
                                static_cast<std::size_t>(console.out_terminal.width), 4);
        }
    }
    return exit_done;
}

/// One line per profile that the scenario names; the exit code.
int print_fingerprints(const std::string& folder, const std::string& file, const Console& console) {
    const Loaded<Input> input = read_input(path_of(folder, file), {}, console);
    if (!input.value) return input.code;
    const sim::Result<sim::Program> program = load_program(*input.value);
    for (const sim::Profile& profile : sim::profiles()) {
        if (program && !is_meant_for(*program, profile.name)) continue;
        Options options;
        options.node = profile.name;
        const Loaded<Job> job = load_job(*input.value, options, console);
        if (!job.value) return job.code;
        const sim::RunOptions run_options{.level = sim::TraceLevel::none,
                                          .seed = 1,
                                          .replication = 0,
                                          .interrupt = console.interrupt,
                                          .program_name = file,
                                          .version = version_number()};
        const sim::Trace trace = sim::run(job.value->program, profile, run_options);
        if (trace.ending.kind == sim::EndKind::interrupted) return exit_limit;
        console.out << fmt::format("{},{},{:016x}\n", file, profile.name,
                                   trace.statistics.fingerprint);
    }
    return exit_done;
}

int list_fingerprints(const Options& options, const Console& console) {
    const std::string folder = scenarios_folder(options, console);
    if (folder.empty()) return exit_bad_input;
    console.out << "file,profile,fingerprint\n";
    int code = exit_done;
    for (const std::string& file : find_scenarios(folder)) {
        code = std::max(code, print_fingerprints(folder, file, console));
        if (is_interrupted(console)) return exit_limit;
    }
    return code;
}

struct Listing {
    std::string_view name;
    std::size_t operands_max;  // the name itself included
    bool has_versions;         // it differs by --node
    int (*list)(const Options& options, const Console& console);
};

constexpr std::array listings{
    Listing{"scenarios", 2, false, list_scenarios},
    Listing{"lessons", 1, false, list_lessons},
    Listing{"profiles", 1, false, list_profiles},
    Listing{"apis", 1, true, list_apis},
    Listing{"rules", 1, false, list_rules},
    Listing{"costs", 1, true, list_costs},
    Listing{"fingerprints", 2, false, list_fingerprints},
};

}  // namespace

int list_command(const Options& options, const Console& console) {
    const std::string& name = options.operands.front();
    std::vector<std::string_view> known;
    for (const Listing& listing : listings) {
        known.push_back(listing.name);
        if (listing.name != name) continue;
        if (!options.node.empty() && !listing.has_versions) {
            complain(console, fmt::format("option --node changes nothing in {}", name),
                     "it is for apis and costs");
            return exit_bad_input;
        }
        if (options.operands.size() <= listing.operands_max) return listing.list(options, console);
        complain(console, fmt::format(R"(unexpected "{}" after "loopglass list {}")",
                                      options.operands[1], name));
        return exit_bad_input;
    }
    const std::string hint = guess(name, known);
    complain(console, fmt::format("there is no list of \"{}\"", name),
             hint.empty() ? "known: scenarios, lessons, profiles, apis, rules, costs, fingerprints"
                          : hint);
    return exit_bad_input;
}

}  // namespace ui
