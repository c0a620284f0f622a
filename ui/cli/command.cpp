#include "ui/cli/command.hpp"

#include <algorithm>
#include <array>

namespace ui {

namespace {

constexpr std::string_view simulate = "Simulate";
constexpr std::string_view forecast = "Forecast";
constexpr std::string_view write = "Write scenarios";
constexpr std::string_view know = "Look things up";

constexpr std::array rows{
    Command{.name = "run",
            .operands = "FILE",
            .operands_min = 1,
            .operands_max = 1,
            .group = simulate,
            .summary = "run a program or a scenario and show what happens",
            .about = "FILE is a JavaScript program (.js .mjs .cjs, under Node 22 and later .ts "
                     ".mts .cts), a "
                     "JSON scenario, \"-\" for stdin, or the "
                     "name of a scenario that came with loopglass (loopglass list scenarios).\n"
                     "A JavaScript program prints what it prints under Node, in virtual time, and "
                     "ends with its own exit "
                     "code; 125 is a limit, 126 what cannot be run. Words after FILE (behind -- if "
                     "they look like options) "
                     "are its process.argv, with every command that runs one.\n"
                     "A scenario that only logs prints what Node prints, line for line. One with a "
                     "load prints a table: requests, "
                     "latency, utilisation, and where the time went. If the scenario states what "
                     "to expect, that is checked.",
            .options = "--node --module --threadpool --cores --scheduler --costs --seed --until "
                       "--trace --json --verbose --audit --force "
                       "--watch --env --root --cpu-limit --cpu --results --replay",
            .examples = "loopglass run pool/logins # six logins on a pool of four\n"
                        "loopglass run pool/logins --threadpool 8 --cores 2 # what if\n"
                        "loopglass run hash.json --trace hash.trace.json # for ui.perfetto.dev\n"
                        "loopglass run hash.json --json | jq .loads # for programs",
            .choices = "FILE",
            .passes_arguments = true,
            .run = run_command},
    Command{
        .name = "view",
        .operands = "[FILE]",
        .operands_min = 0,
        .operands_max = 1,
        .group = simulate,
        .summary = "open the window: lessons step by step, long runs on a timeline",
        .about =
            "FILE is a scenario, a JavaScript program, a trace (loopglass' own or Chrome's, also "
            "packed), the result of a sweep, or a "
            "folder of scenarios. Teach goes step by step, with queues and the reason of each "
            "step; Analyse has time, statistics and percentiles of any range. ? shows all keys, "
            "Ctrl+Shift+P all commands. Of the native trace of a long load, --from and --to "
            "read a part, and no more of the file.\n"
            "--script FILE holds one command a line, as the palette knows them (step.next, view "
            "2ms 5ms, export slide.svg); then the window closes. --screenshot writes what "
            "is seen and closes it, too; --dump-state writes its state as JSON when it closes.",
        .options = "--screenshot --script --dump-state --scale --size --theme --from --to --force "
                   "--node --module --threadpool --cores --scheduler --costs --seed --until "
                   "--env --root --cpu-limit --cpu --results --replay",
        .examples = "loopglass view lessons/five-queues\n"
                    "loopglass view scenarios/lessons # a course\n"
                    "loopglass view pool/logins --screenshot logins.png --theme dark",
        .choices = "FILE",
        .run = view_command},
    Command{
        .name = "export",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .group = simulate,
        .summary = "run a program and write a picture or its trace to a file",
        .about =
            "FILE is a scenario, a JavaScript program, a trace (native or Chrome), or what explore "
            "--json or sweep -o OUT.json wrote. OUT is written whole or not at all; its ending "
            "chooses the format:\n"
            ".json the whole trace, which is read back; .trace.json Chrome trace events, for "
            "Perfetto\n"
            ".txt what happened, to read; .csv .spans.csv .requests.csv .tasks.csv tables; these "
            "and "
            "traces also packed, as .json.gz or .csv.zst\n"
            ".svg .png .pdf .pptx .gif a picture, .mmd a chart of all orders; of a sweep with the "
            "contour of a "
            "--target\n"
            ".js .mjs the scenario as a program for real Node; .html a page that plays, of a "
            "folder "
            "a site",
        .options =
            "--output --format --picture --step --request --from --to --size --theme "
            "--lanes --title "
            "--no-code --orders --target --force --node --module --threadpool --cores --scheduler "
            "--costs --seed --until --verbose --audit --env --root --cpu-limit --results "
            "--replay",
        .examples =
            "loopglass export order.json -o slide.svg # a timeline for a slide\n"
            "loopglass export long.json --from 10s --to 11s -o second.svg # of a run's trace\n"
            "loopglass export order.json -o order.js && node order.js # ask real Node",
        .choices = "FILE",
        .passes_arguments = true,
        .run = export_command},
    Command{
        .name = "explain",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .group = simulate,
        .summary = "say for each line of output why it came then",
        .about =
            "Runs FILE and shows its output line by line, each with its reason: what scheduled "
            "the callback, what it waited for, the rule that let it run now, and what it "
            "overtook. The reasons are true for this run, that is for this seed and version; "
            "loopglass rule R2.31 tells more about a rule.\n"
            "What runs are known to suffer from is named below: starved or blocked loops, a pool "
            "that is too small, promises that nobody waits for, and the like.\n"
            "--compare node=18,24 runs FILE twice and shows where the outputs part, and why; "
            "module, threadpool, cores and seed can differ as well.\n"
            "FILE is a scenario, a JavaScript program or a trace in loopglass' own format.",
        .options =
            "--line --compare --json --node --module --threadpool --cores --scheduler --costs "
            "--seed --until --audit --env --root --cpu-limit --results --replay",
        .examples = "loopglass explain lessons/five-queues\n"
                    "loopglass explain order.json --line 3 # only the third line\n"
                    "loopglass explain order.json --compare node=18,24 # which rule changed",
        .choices = "FILE",
        .passes_arguments = true,
        .run = explain_command},
    Command{
        .name = "quiz",
        .operands = "[FILE]",
        .operands_min = 0,
        .operands_max = 1,
        .group = simulate,
        .summary = "ask for the order of the output first, then show it",
        .about =
            "Shows the program, asks in which order it prints its lines, and tells the reason of "
            "the first mistake. With --choose there are a few orders to pick from; the wrong "
            "ones are what common misconceptions would give. If the order is a race, the "
            "question is which of them can happen.\n"
            "The answer is letters, from the terminal, from stdin or from --answer; the exit "
            "code is 0 if it is right and 1 if not. --json prints the question with all its "
            "answers instead.\n"
            "Without FILE, --make TOPIC makes a program: jobs, modules, phases, timers, io, "
            "promises or pool. The same topic, difficulty and seed give the same program.",
        .options = "--choose --answer --make --difficulty --json --node --module --threadpool "
                   "--costs --seed --env --root --cpu-limit --results",
        .examples = "loopglass quiz lessons/five-queues\n"
                    "loopglass quiz lessons/tick-before-promise --choose --answer b\n"
                    "loopglass quiz --make phases --difficulty 3 --seed 7",
        .choices = "FILE",
        .passes_arguments = true,
        .run = quiz_command},
    Command{
        .name = "explore",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .group = simulate,
        .summary = "show every order in which the output can come",
        .about =
            "Walks through everything that the rules of Node leave open: which worker or which "
            "answer is ready first, whether poll sees it in this turn or the next, and how late "
            "the main thread is when it reads the clock. What rules force is never a choice.\n"
            "Shows the orders as a tree, how likely each is (here, with --costs of calibrate), the "
            "choice by which it parts from its neighbour, and what holds in all of them. "
            "\"complete\" means that there is no "
            "other order within these bounds: pool and OS take any time from their least on; the "
            "main thread is up to 8 ms late until the script has ended and in each turn "
            "of the loop, and a synchronous call of JavaScript of 2 ms or more takes up to four "
            "times as long. --from-start lifts the first bound, --under-load both.\n"
            "What the program says of its orders is proven or refuted: \"always\", "
            "\"neverBefore\" and \"oneOf\" in the \"expect\" of a scenario, \"// expect always:\", "
            "\"// expect never before:\" and \"// expect either:\" in JavaScript; exit code 1 with "
            "an "
            "order that refutes it.\n"
            "JavaScript runs in a process of its own for each path, which takes milliseconds: "
            "--paths is 4000 there, and --json tells the choices of the first 200 orders.\n"
            "The \"lines\" of --json are those of both outputs as a terminal shows them; "
            "\"stderr\" says which of them (from 0) go there.\n"
            "--replay with the numbers shown runs one path again, in run, view, explain and "
            "export. Exit code 3 when it stopped before it was complete.",
        .options =
            "--json --from-start --under-load --paths --samples --threads --node --module --costs "
            "--threadpool --seed --until --verbose --env --root --cpu-limit --results",
        .examples = "loopglass explore lessons/timeout-or-immediate\n"
                    "loopglass explore order.json --under-load\n"
                    "loopglass explain order.json --replay 0,1",
        .choices = "FILE",
        .passes_arguments = true,
        .run = explore_command},
    Command{.name = "verify",
            .operands = "FILE",
            .operands_min = 1,
            .operands_max = 1,
            .group = simulate,
            .summary = "run real Node beside the simulation and show the difference",
            .about =
                "FILE is JavaScript, or a scenario; of that real Node runs the program that "
                "\"loopglass export\" makes of "
                "it. Real Node runs several times, since it may disagree with itself; then the "
                "simulation has to show one of the outcomes that were seen.\n"
                "What is compared is stdout and how the run ends; what takes real Node longer than "
                "a minute counts as endless. The rules are those of the real "
                "Node's version, unless --node says otherwise. Exit code 1 on a difference.",
            .options = "--runs --with --node --threadpool --cores --scheduler --costs --seed "
                       "--json --verbose",
            .examples = "loopglass verify order.json # the node on the path\n"
                        "loopglass verify order.json --with ~/node-24/bin/node --runs 100",
            .choices = "FILE",
            .passes_arguments = true,
            .run = verify_command},
    Command{
        .name = "predict",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .group = forecast,
        .summary = "say how long requests take, how sure that is, and why",
        .about =
            "Runs the load of a scenario many times under other seeds and shows percentiles with "
            "95 % confidence intervals, throughput, errors, how busy everything is, and what "
            "requests wait for, on average and at p99. Runs are added until p99 is known to "
            "--precision.\n"
            "The start of each run, when queues are still empty, is left out: what the scenario's "
            "runtime.warmup or --warmup says, otherwise up to where the mean latency of sixteen "
            "pilot "
            "runs has the least standard error (the MSER rule), and at least a tenth. A run that "
            "is too short for a steady state, whose slow requests all come in one go, is made "
            "longer; --requests or --until keep its length. Lists of arrivals, ramps and fewer "
            "than 200 requests count from the start.\n"
            "If the load is more than the system can do there is no p99, and the growth of the "
            "queue is shown instead. Where a formula of queueing theory fits the scenario, it "
            "stands below "
            "for comparison.\n"
            "A JavaScript program has no load of requests: for it predict shows how long it "
            "takes, what its calls into the pool take from the call to the callback, and how late "
            "its timers are, over --replications runs.\n"
            "The same seed gives the same forecast, with any number of --threads.",
        .options = "--node --threadpool --cores --scheduler --costs --seed --until --requests "
                   "--warmup --precision --replications --threads --json --env --root "
                   "--cpu-limit --cpu --results",
        .examples = "loopglass predict load/login-service\n"
                    "loopglass predict login.json --threadpool 8 --cores 2 # what if\n"
                    "loopglass predict login.json --scheduler both # how much the kernel matters\n"
                    "loopglass predict hash.js --threadpool 8 # the calls of a program\n"
                    "loopglass predict login.json --json | jq '.loads[0].latency_ns.p99'",
        .choices = "FILE",
        .passes_arguments = true,
        .run = predict_command},
    Command{
        .name = "sweep",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .group = forecast,
        .summary = "forecast every value of a field, or of two fields",
        .about =
            "--vary FIELD=VALUES names a field of the scenario by a short name (threadpool, cores, "
            "scheduler, replicas, rate, users, think, time, servers, warmup, node) or by its path "
            "(work.hash.time, load.login.arrivals.poisson), and values as a range 1..16, a range "
            "with "
            "a step 10..100:10 or a list 1,2,4. A second --vary makes a matrix. Numbers take the "
            "unit of "
            "the scenario's own value.\n"
            "All cells meet the same arrivals and services, so that they differ by the field and "
            "not "
            "by chance. With -o OUT.json or OUT.csv results go to a file that is renewed "
            "meanwhile; "
            "Ctrl-C keeps the finished cells and --resume computes the others.\n"
            "A JavaScript program has threadpool, cores, scheduler and node to vary; what is "
            "compared are its calls into the pool, or how long it takes if it makes none.\n"
            "--shard I/N computes every Nth cell, for GNU parallel, Slurm arrays or Kubernetes "
            "jobs; "
            "loopglass merge joins the parts to the very bytes of a sweep in one piece.",
        .options =
            "--vary --node --threadpool --cores --scheduler --costs --seed --until --requests "
            "--warmup --precision --replications --threads --shard --resume --output --json "
            "--csv --force --env --root --cpu-limit --cpu --results",
        .examples =
            "loopglass sweep login.json --vary threadpool=1..16\n"
            "loopglass sweep login.json --vary threadpool=2,4,8 --vary rate=10..60:10\n"
            "loopglass sweep hash.js --vary threadpool=1..8 --vary cores=2,4\n"
            "parallel loopglass sweep x.json --vary rate=5..60 --shard {}/8 -o {}.json ::: {1..8}\n"
            "loopglass merge ?.json -o sweep.json",
        .choices = "FILE",
        .run = sweep_command},
    Command{
        .name = "merge",
        .operands = "PART...",
        .operands_min = 1,
        .group = forecast,
        .summary = "join the parts of a sweep",
        .about =
            "PART is what \"loopglass sweep --shard I/N -o PART.json\" wrote, or any JSON result "
            "of the "
            "same sweep. Parts of another scenario, other options or another version are refused. "
            "Exit code 1 if cells are missing.",
        .options = "--output --json --csv --force",
        .examples = "loopglass merge part-*.json # as a table\n"
                    "loopglass merge part-*.json -o sweep.json",
        .choices = "FILE",
        .run = merge_command},
    Command{
        .name = "size",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .group = forecast,
        .summary = "find the smallest pool or the largest load that meets a target",
        .about =
            "--target is what must hold: p50, p90, p95, p99, p99.9, mean or max below a time, "
            "utilisation "
            "(of all, or utilisation.pool, .loop, .cores, .STATION) or errors or timeouts below a "
            "share, "
            "throughput above a rate. Of several loads together, or of one: login.p99<200ms.\n"
            "Looks for the smallest number of pool threads and of cores and for the largest load "
            "that meet it, "
            "each with everything else as the scenario says; --find names one of threadpool, "
            "cores, "
            "replicas, rate, users; several loads keep their shares of the rate. Doubles until the "
            "target holds, then halves the gap. Says where more "
            "threads stop to help, and why. Of a JavaScript program it is the latency of its calls "
            "into the pool that meets the target.\n"
            "Exit code 1 if nothing meets the target.",
        .options = "--target --find --node --threadpool --cores --scheduler --costs --seed --until "
                   "--requests "
                   "--warmup --precision --replications --threads --json --env --root "
                   "--cpu-limit --cpu --results",
        .examples =
            "loopglass size login.json --target 'p99<200ms'\n"
            "loopglass size login.json --target 'p99<1s' --target 'errors<0.1%' --find rate",
        .choices = "FILE",
        .passes_arguments = true,
        .run = size_command},
    Command{
        .name = "calibrate",
        .operands = "",
        .operands_min = 0,
        .operands_max = 0,
        .group = forecast,
        .summary = "measure the real Node on this machine, for --costs",
        .about =
            "Writes a cost file: what callbacks, timers, trips to the pool, output, "
            "requests, the collector and cold code cost the Node on the path (or --with NODE) "
            "on this machine, its tick and "
            "slice, and how widely the values spread. Takes up to 20 seconds, and 5 more for "
            "each work; the machine should have nothing else to do.\n"
            "--work measures work of your own: bcrypt:COST and argon2 (packages that have to "
            "be installed where you are), pbkdf2:ITERATIONS, scrypt:COST, sha256:BYTES. "
            "--module measures a function of yours, called without arguments; a promise or a "
            "callback says that its work goes to the pool.\n"
            "With --costs FILE a scenario's work gets the measured time if it has the same "
            "name: --work login=bcrypt:12 measures what the scenario calls login. What states no "
            "cores has those of the machine that the costs are from.",
        .options = "--with --work --module --quick --output --force",
        .examples = "loopglass calibrate -o costs.json # then: run FILE --costs costs.json\n"
                    "loopglass calibrate --work login=bcrypt:12 -o costs.json\n"
                    "loopglass calibrate --quick --module ./hash.js",
        .choices = "",
        .run = calibrate_command},
    Command{
        .name = "import",
        .operands = "TRACE",
        .operands_min = 1,
        .operands_max = 1,
        .group = write,
        .summary = "make a scenario of a real run's trace or access log",
        .about =
            "TRACE is one of two:\n"
            "what node --trace-event-categories node.threadpoolwork FILE leaves behind "
            "(node_trace.1.log, Node 18 and newer): the jobs of the pool with their instants "
            "and service times, by kind; these are CPU times, so that they hold on other "
            "machines and pools. Node tells of crypto, zlib and the like, not of files and "
            "lookups\n"
            "an access log in the common or combined format. A last word says how long the "
            "request took, in seconds with a decimal point (nginx $request_time) or in "
            "microseconds (Apache %D); rt=0.123 may stand anywhere. Or one with a JSON object "
            "in each line, as pino, nginx, Caddy and others write, or a table (CSV) whose first "
            "line names its columns: it is said which fields were "
            "taken, and asked where several or none fit (--duration latency:ms). Whether its "
            "instants are those at which requests came or were over depends on who wrote it: "
            "what is assumed is said, --stamp decides. The busiest "
            "paths are shown, and --path takes some of them. Requests answered with 5xx fail "
            "as often here\n"
            "Up to 10,000 arrivals are written as they were, at random within each second where a "
            "log has whole seconds; of more their rate. A load of an access log waits as long as "
            "requests took, waits included: say what they do before asking for a pool or cores. "
            "The file may be packed with gzip or zstd, and larger than memory. Without -o the "
            "scenario goes to the screen.",
        .options = "--path --duration --stamp --output --force",
        .examples = "loopglass import node_trace.1.log -o seen.json && loopglass run seen.json\n"
                    "loopglass import access.log -o seen.json\n"
                    "loopglass import access.log --path 'POST /login' --path /search -o seen.json",
        .choices = "FILE",
        .run = import_command},
    Command{
        .name = "check",
        .operands = "FILE...",
        .operands_min = 1,
        .group = write,
        .summary = "say what is wrong with scenarios, or prove what they expect",
        .about =
            "Reads each FILE and prints every error with its line and column. Prints "
            "nothing when all is well, or \"ok\" with -v.\n"
            "Of JavaScript it reads what its comments expect: \"// expect:\", \"// expect "
            "either:\", \"// expect always:\", \"// expect never before:\" and \"// expect exit "
            "code: N\", each also with \", Node N...\" before the colon.\n"
            "With --explore it walks through every order that each FILE can print, as "
            "loopglass explore does, and proves what is expected of them or shows an order "
            "that refutes it: exit code 1; 3 if it stopped before it had seen all.",
        .options = "--explore --from-start --under-load --paths --threads --node --module "
                   "--threadpool --verbose --as",
        .examples = "loopglass check scenarios/*.json\n"
                    "loopglass check -v puzzle.js\n"
                    "loopglass check --explore tests/order/*.js # in CI",
        .choices = "FILE",
        .run = check_command},
    Command{.name = "new",
            .operands = "[KIND] [NAME]",
            .operands_min = 0,
            .operands_max = 2,
            .group = write,
            .summary = "write a commented scenario to start from",
            .about = "KIND is \"order\" (which line comes first?, the default) or \"load\" (how "
                     "long do requests take?). The file is NAME.json, or "
                     "KIND.json without a name. An existing file is never replaced.",
            .options = "",
            .examples = "loopglass new load checkout # writes checkout.json\n"
                        "loopglass new && loopglass run order.json",
            .choices = "order load",
            .run = new_command},
    Command{
        .name = "list",
        .operands = "WHAT",
        .operands_min = 1,
        .operands_max = 2,
        .group = know,
        .summary = "list scenarios, lessons, profiles, apis, rules or costs",
        .about =
            "scenarios: those that came with loopglass, or those under a folder\n"
            "lessons: a course in the order in which its lessons build on each other, each with a "
            "question (loopglass quiz NAME asks, loopglass explain NAME answers)\n"
            "profiles: the Node versions and how they differ\n"
            "apis: what a scenario may call, where it runs and in how many trips to the pool\n"
            "rules: what loopglass knows about Node, by number (loopglass rule R2.30 tells one)\n"
            "costs: what things take, the fields of a cost file\n"
            "fingerprints DIR: CSV of the fingerprint of every scenario under DIR in every version "
            "that it names",
        .options = "--node",
        .examples = "loopglass list scenarios\n"
                    "loopglass list apis --node 18\n"
                    "loopglass list fingerprints scenarios > fingerprints.csv",
        .choices = "scenarios lessons profiles apis rules costs fingerprints",
        .run = list_command},
    Command{.name = "rule",
            .operands = "NUMBER...",
            .operands_min = 1,
            .group = know,
            .summary = "tell a rule of Node that the simulator follows, with evidence",
            .about = "NUMBER is a rule's number, such as R2.30, or a section, such as R2.",
            .options = "",
            .examples = "loopglass rule R2.30",
            .choices = "",
            .run = rule_command},
    Command{.name = "language",
            .operands = "[WORD...]",
            .operands_min = 0,
            .group = know,
            .summary = "tell what scenarios may say: all of it, or one key",
            .about = "The reference of the scenario language, from the tables that the parser "
                     "uses. WORD is a key: setTimeout, fs.readFile, load, runtime.",
            .options = "",
            .examples = "loopglass language setTimeout\n"
                        "loopglass language | less",
            .choices = "",
            .run = language_command},
    Command{.name = "completion",
            .operands = "SHELL",
            .operands_min = 1,
            .operands_max = 1,
            .group = know,
            .summary = "print a completion script for bash, zsh or fish",
            .about =
                "The script completes commands, options, their values and the installed scenarios.",
            .options = "",
            .examples = "source <(loopglass completion bash) # in ~/.bashrc\n"
                        "loopglass completion zsh > ~/.zfunc/_loopglass # a folder of $fpath\n"
                        "loopglass completion fish > ~/.config/fish/completions/loopglass.fish",
            .choices = "bash zsh fish",
            .run = completion_command},
    Command{.name = "help",
            .operands = "[COMMAND]",
            .operands_min = 0,
            .operands_max = 1,
            .group = know,
            .summary = "tell more about a command",
            .about = "The same as COMMAND --help.",
            .options = "",
            .examples = "loopglass help run",
            .choices = "",
            .run = help_command},
};

}  // namespace

std::span<const Command> commands() { return rows; }

const Command* find_command(std::string_view name) {
    for (const Command& command : rows) {
        if (command.name == name) return &command;
    }
    return nullptr;
}

std::vector<std::string_view> command_names() {
    std::vector<std::string_view> names;
    names.reserve(rows.size());
    for (const Command& command : rows) names.push_back(command.name);
    return names;
}

std::vector<std::string_view> option_names(const Command& command) {
    std::vector<std::string_view> names;
    std::string_view rest = command.options;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (end > 0) names.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    names.emplace_back("--help");
    return names;
}

}  // namespace ui
