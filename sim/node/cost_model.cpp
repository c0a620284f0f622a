// The measured values, one row per field. A row with one value holds it for all versions.
//
// Methods, all on machines with two cores and little else to do, medians of mostly seven or more
// rounds: queues and timers by batches of 5,000 to 20,000; file calls by their synchronous forms;
// pool operations with 64 in flight, main-thread CPU read from /proc/self/task/PID/schedstat;
// sockets by echo, flood and connect between two processes; messages by batches of 1,000 to 3,000
// objects of 15 B and 10 KiB; start-up by nodeTiming.loopStart and performance.now(),
// without NODE_EXTRA_CA_CERTS, which Node 18 and 20 read before anything else (40 to 50 ms).

#include "sim/node/cost_model.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sim {

namespace {

using Times = std::array<std::int64_t, 4>;

constexpr Times all(std::int64_t value) { return {value, value, value, value}; }

constexpr CostField time_row(std::string_view name, Duration CostModel::*member, Times ns,
                             std::string_view doc) {
    return {.name = name,
            .unit = CostUnit::time,
            .time = member,
            .measured = {ns[0], ns[1], ns[2], ns[3]},
            .doc = doc};
}

constexpr CostField number_row(std::string_view name, std::int64_t CostModel::*member,
                               CostUnit unit, std::int64_t value, std::string_view doc) {
    return {.name = name,
            .unit = unit,
            .number = member,
            .measured = {value, value, value, value},
            .doc = doc};
}

/// A knob, which the set "none" keeps.
constexpr CostField rule(CostField row) {
    row.is_rule = true;
    return row;
}

constexpr auto rows = std::to_array<CostField>({
    time_row("tick", &CostModel::tick, {71, 68, 71, 85},
             "one process.nextTick callback beyond its body"),
    time_row("microtask", &CostModel::microtask, {89, 85, 73, 32},
             "one queueMicrotask callback beyond its body"),
    time_row("tickFirst", &CostModel::tick_first, {150'000, 110'000, 25'000, 26'000},
             "the first process.nextTick() of a thread beyond any other: Node compiles it then"),
    time_row("tickRunFirst", &CostModel::tick_run_first, {385'000, 230'000, 36'000, 22'000},
             "the first run of a process.nextTick callback of a thread beyond any other"),
    time_row("microtaskFirst", &CostModel::microtask_first, {100'000, 84'000, 29'000, 9000},
             "the first queueMicrotask() of a thread beyond any other"),
    time_row("microtaskRunFirst", &CostModel::microtask_run_first,
             {225'000, 130'000, 20'000, 10'000},
             "the first run of a queueMicrotask callback of a thread beyond any other"),
    time_row("promiseReaction", &CostModel::promise_reaction, {24, 23, 22, 24},
             "one promise reaction: a hop of a then chain"),
    time_row("awaitHop", &CostModel::await_hop, {33, 31, 31, 30}, "one hop of an await"),
    time_row("immediate", &CostModel::immediate, {30, 94, 80, 235},
             "one setImmediate callback beyond its body"),
    time_row("immediateFirst", &CostModel::immediate_first, {63'000, 66'000, 10'000, 10'000},
             "the first setImmediate of a thread beyond any other: Node compiles it then"),
    time_row("loopIteration", &CostModel::loop_iteration, {781, 755, 781, 937},
             "one pass of the loop with nothing to do"),
    // From loopStart to the return of the first epoll_wait, as a preloaded library saw it, beside an immediate: quartiles within
    // 2 us. From 22 on what is watched is handed over through a ring that is new then.
    time_row("pollFirst", &CostModel::poll_first, {17'000, 15'000, 26'000, 25'000},
             "the first poll of a loop beyond any other: what it watches is told to the kernel"),
    time_row("loopWake", &CostModel::loop_wake, {12'800, 12'800, 12'800, 13'000},
             "waking a loop that sleeps in poll; main-thread CPU before its first callback"),

    time_row("timerCreate", &CostModel::timer_create, {60, 65, 64, 64},
             "creating a timer on a list that exists"),
    time_row("timerRun", &CostModel::timer_run, {60, 65, 64, 64},
             "running a timer beyond its body"),
    time_row("timerClear", &CostModel::timer_clear, {213, 193, 204, 215}, "clearing a timer"),
    // Of 265, 284, 68 and 65 us in all 60, 57, 45 and 50 % go before Node reads the clock (which
    // clock_gettime in a preloaded library shows): these move no timer and are not charged.
    time_row("timerFirst", &CostModel::timer_first, {105'000, 120'000, 37'000, 30'000},
             "the first timer of a thread beyond any other, from where it has read the clock on"),
    time_row("timerLateness", &CostModel::timer_lateness, all(90'000),
             "how long after its due instant a sleeping loop wakes for a timer"),

    time_row("poolSubmit", &CostModel::pool_submit, {900, 900, 900, 750},
             "submitting one pool trip; main-thread CPU"),
    time_row("poolComplete", &CostModel::pool_complete, {300, 300, 300, 250},
             "taking one completed trip from the pool; main-thread CPU"),
    // A timer of 5 to 50 ms and a stat in its callback take, beside the timer alone and a stat that follows another, 29 to
    // 101 us more (18), up to 72 (20), 14 to 101 (22) and 17 to 63 (24), at 1 ms half of that or less.
    time_row(
        "poolCold", &CostModel::pool_cold, {50'000, 60'000, 40'000, 40'000},
        "scripts: what submitting and taking a trip cost together, beyond a hot one, if the trip "
        "before was requestColdGap or longer ago: caches have gone cold"),
    time_row("workerWake", &CostModel::worker_wake, {18'000, 13'000, 21'000, 16'000},
             "wall time until a sleeping worker runs what was submitted"),
    time_row("poolStart", &CostModel::pool_start, all(120'000),
             "first use of the pool: the submitting thread waits until all workers have started; "
             "median of four threads, one start in five takes 1.5 to 5 ms"),
    number_row(
        "callScale", &CostModel::call_scale, CostUnit::thousandths, 1000,
        "scale of what the API calls themselves cost the main thread (the catalogue's call CPU)"),
    time_row("fsPromise", &CostModel::fs_promise, all(1500),
             "what a trip of fs.promises costs the main thread beyond that of the callback form"),
    time_row("syncCall", &CostModel::sync_call, {700, 700, 400, 400},
             "what a synchronous file call costs beyond its system calls"),
    rule(number_row("workScale", &CostModel::work_scale, CostUnit::thousandths, 1000,
                    "scale of the catalogue's service times: below 1000 for a faster machine")),
    rule(number_row("workScaleLow", &CostModel::work_scale_low, CostUnit::thousandths, 900,
                    "low end of single service times, in thousandths of their mean")),
    rule(number_row("workScaleHigh", &CostModel::work_scale_high, CostUnit::thousandths, 1100,
                    "high end of single service times, in thousandths of their mean")),

    time_row("scriptStart", &CostModel::script_start,
             {18'700'000, 20'600'000, 19'200'000, 20'600'000},
             "from the start of the process to the first line of the main script"),
    // Node 18 makes its loader of ES modules there. Source: --log-function-events; lib/internal/modules/cjs/loader.js,
    // Module.prototype.load of 18.20 against 20.
    time_row("mainEnd", &CostModel::main_end, {558'000, 0, 0, 0},
             "from the end of a CommonJS main script to the ticks that it left"),
    time_row("loopStart", &CostModel::loop_start, {12'000, 12'500, 12'000, 15'000},
             "from when those have run to the first phase of the loop"),
    time_row("outputFirstLow", &CostModel::output_first_low,
             {2'800'000, 2'700'000, 1'400'000, 1'400'000},
             "first console.log: low end of what was seen"),
    time_row("outputFirst", &CostModel::output_first, {3'700'000, 3'500'000, 1'800'000, 1'800'000},
             "first console.log: median"),
    time_row("outputFirstHigh", &CostModel::output_first_high,
             {4'400'000, 4'200'000, 2'400'000, 2'400'000},
             "first console.log: high end of what was seen"),
    time_row("outputLaterLow", &CostModel::output_later_low, all(20'000),
             "further console.log: low end of what was seen"),
    time_row("outputLater", &CostModel::output_later, all(35'000), "further console.log: median"),
    time_row("outputLaterHigh", &CostModel::output_later_high, all(60'000),
             "further console.log: high end of what was seen"),
    // These three and scriptStart: between the 5th percentile and the median of two calibrations under each Node.
    time_row("codeFunction", &CostModel::code_function, {26'000, 25'000, 35'000, 36'000},
             "scripts: compiling a function and its first call"),
    time_row("codePerKib", &CostModel::code_per_kib, {61'000, 69'000, 66'000, 69'000},
             "scripts: the same, for each KiB of its bytecode"),
    time_row("codeModule", &CostModel::code_module, {182'000, 88'000, 108'000, 113'000},
             "scripts: loading a module of Node's own"),
    // The 2nd to 20th of 40 tiny modules, medians of 15 runs in Node 18 to 26, through what the start of those took beside
    // scriptStart, less what the functions around them cost here. Later ones cost two thirds of that.
    time_row("codeRequire", &CostModel::code_require, {100'000, 115'000, 95'000, 88'000},
             "scripts: require() of a module of the program, beyond compiling it"),
    time_row("codeRequireFirst", &CostModel::code_require_first,
             {770'000, 50'000, 150'000, 150'000}, "scripts: what the first of these costs more"),
    time_row("codeImport", &CostModel::code_import, {120'000, 140'000, 170'000, 170'000},
             "scripts: import of a module of the program, beyond compiling it"),
    time_row("codeImportFirst", &CostModel::code_import_first, {0, 0, 0, 380'000},
             "scripts: what the first of these costs more"),
    // Immediates and ticks in turn, their callbacks included, the 4th to 30th and the 41st to 700th in Node 18 to 26: medians of
    // 30 runs 25, 26, 23, 17 and 18 us (lower quartiles 18, 22, 17, 15, 15) and 3 to 6. Most of it falls on the 8th call of each
    // function, when V8 compiles it again.
    time_row("callbackCold", &CostModel::callback_cold, {20'000, 22'000, 20'000, 16'000},
             "scripts: what each of the 4th to 30th tick, timer, immediate or other async resource "
             "costs beyond a hot one"),
    time_row("callbackWarm", &CostModel::callback_warm, all(3'000),
             "scripts: the same of the 31st to the 2,000th"),
    time_row("clockRead", &CostModel::clock_read, all(40),
             "process.hrtime(), performance.now() or Date.now()"),

    time_row("jsonParsePerKib", &CostModel::json_parse_per_kib, {5800, 5700, 5500, 4500},
             "JSON.parse of one KiB"),
    time_row("jsonStringifyPerKib", &CostModel::json_stringify_per_kib, {4300, 4000, 2600, 2800},
             "JSON.stringify to one KiB"),
    time_row("messagePost", &CostModel::message_post, all(700),
             "postMessage of a small value, in the sender"),
    time_row("messagePostPerKib", &CostModel::message_post_per_kib, all(5600),
             "serialising one KiB of a message, in the sender"),
    time_row("messageDeliver", &CostModel::message_deliver, {1300, 1300, 830, 830},
             "one 'message' event beyond its body, in the receiver"),
    time_row("messageDeliverPerKib", &CostModel::message_deliver_per_kib, all(8900),
             "deserialising one KiB of a message, in the receiver"),
    time_row("workerStart", &CostModel::worker_start,
             {21'000'000, 21'000'000, 25'000'000, 25'000'000},
             "from new Worker() to its 'online' event; wall time on a core of its own"),

    time_row("socketRead", &CostModel::socket_read, {4900, 4900, 5100, 5100},
             "one read of a socket with its 'data' event"),
    time_row("socketReadPerKib", &CostModel::socket_read_per_kib, all(240), "copying one KiB in"),
    time_row("socketWrite", &CostModel::socket_write, {2700, 2700, 3000, 3000},
             "one write to a socket that takes it at once"),
    time_row("socketWritePerKib", &CostModel::socket_write_per_kib, {130, 130, 70, 70},
             "copying one KiB out"),
    time_row("accept", &CostModel::accept, {20'000, 20'000, 12'300, 12'300},
             "accepting one connection and making its socket"),
    time_row("connect", &CostModel::connect, {11'800, 11'800, 4400, 4400},
             "net.connect() to an IP address until it returns"),
    time_row("connected", &CostModel::connected, {27'500, 27'500, 26'700, 26'700},
             "the 'connect' event and what follows from the call"),
    time_row("spawn", &CostModel::spawn, {2'060'000, 2'060'000, 1'730'000, 1'730'000},
             "child_process.spawn of a small program: the main thread waits for fork and exec"),

    time_row("requestHot", &CostModel::request_hot, all(90'000),
             "overhead of a request before which the loop has slept for requestHotGap at most"),
    time_row("requestCold", &CostModel::request_cold, all(325'000),
             "overhead of a request before which the loop has slept for requestColdGap or longer"),
    time_row(
        "requestHotGap", &CostModel::request_hot_gap, all(1'000'000),
        "sleep since the request before up to which one counts as hot; between the two gaps the "
        "overhead grows evenly"),
    time_row("requestColdGap", &CostModel::request_cold_gap, all(5'000'000),
             "sleep since the request before from which one counts as cold"),

    number_row("gcSemiSpace", &CostModel::gc_semi_space, CostUnit::bytes, 1'048'576,
               "young generation at the start; a scavenge follows each time it is full"),
    {.name = "gcSemiSpaceMax",
     .unit = CostUnit::bytes,
     .number = &CostModel::gc_semi_space_max,
     .measured = {16'777'216, 16'777'216, 16'777'216, 33'554'432},
     .doc = "where the young generation stops doubling"},
    time_row("gcScavenge", &CostModel::gc_scavenge, all(100'000),
             "pause of a scavenge with no survivors"),
    time_row("gcScavengePerMib", &CostModel::gc_scavenge_per_mib, all(1'000'000),
             "pause per surviving MiB"),
    time_row("gcScavengeFirst", &CostModel::gc_scavenge_first,
             {1'000'000, 750'000, 750'000, 750'000},
             "of a JavaScript program: pause of its first scavenge, which comes when 0.8 MiB are "
             "allocated"),
    number_row("gcScavengeSigma", &CostModel::gc_scavenge_sigma, CostUnit::thousandths, 500,
               "sigma of the lognormal spread of scavenge pauses"),
    number_row("gcMarkCompactEvery", &CostModel::gc_mark_compact_every, CostUnit::bytes, 41'943'040,
               "promoted bytes between two mark-compacts, unless the old heap grew by half before"),
    time_row("gcMarkCompactP50", &CostModel::gc_mark_compact_p50, all(2'200'000),
             "pause of a mark-compact: median"),
    time_row("gcMarkCompactP90", &CostModel::gc_mark_compact_p90, all(4'300'000),
             "pause of a mark-compact: 90th percentile"),
    time_row("gcMarkCompactP99", &CostModel::gc_mark_compact_p99, all(6'600'000),
             "pause of a mark-compact: 99th percentile"),
    time_row("gcStepP50", &CostModel::gc_step_p50, all(300'000),
             "incremental step beside it: median"),
    time_row("gcStepP90", &CostModel::gc_step_p90, all(3'800'000),
             "incremental step beside it: 90th percentile"),

    number_row("jitFirst", &CostModel::jit_first, CostUnit::thousandths, 50'000,
               "multiplier of the first call's time"),
    number_row("jitEarly", &CostModel::jit_early, CostUnit::thousandths, 14'000,
               "multiplier of calls 2 to 5"),
    number_row("jitMiddle", &CostModel::jit_middle, CostUnit::thousandths, 4700,
               "multiplier until the optimised code is in place"),
    number_row("jitCallsLow", &CostModel::jit_calls_low, CostUnit::count, 20,
               "earliest call with optimised code"),
    number_row("jitCallsHigh", &CostModel::jit_calls_high, CostUnit::count, 500,
               "latest call with optimised code"),
    time_row("jitStallLow", &CostModel::jit_stall_low, all(200'000),
             "shortest stall when optimised code takes over"),
    time_row("jitStallHigh", &CostModel::jit_stall_high, all(2'000'000),
             "longest stall when optimised code takes over"),

    rule(time_row("schedulerSlice", &CostModel::scheduler_slice, all(700'000),
                  "how much of its own CPU time a thread's deadline is ahead (EEVDF) on one core; "
                  "twice that on two, three times on four and four times on eight or more")),
    rule(time_row("schedulerTick", &CostModel::scheduler_tick, all(4'000'000),
                  "time between two ticks of a core (HZ=250)")),
    rule(time_row(
        "schedulerBalance", &CostModel::scheduler_balance, all(64'000'000),
        "longest time between two looks of a busy core at the others, less a tick; half of "
        "it after a look that moved threads, a sixteenth for idle cores")),
    rule(number_row(
        "schedulerPacking", &CostModel::scheduler_packing, CostUnit::thousandths, 0,
        "a thread that the only runnable thread of its core wakes stays there, although other "
        "cores are idle, while the core is used less than this; 0 as in Linux, 850 on virtual "
        "machines whose kernel keeps idle cores asleep (calibrate looks)")),
});

static_assert(sizeof(CostModel) == rows.size() * sizeof(std::int64_t),
              "every field of CostModel has a row");
static_assert(sizeof(Duration) == sizeof(std::int64_t));

}  // namespace

CostModel cost_model(const Profile& profile) {
    CostModel model;
    for (const CostField& field : rows) {
        set_cost_value(model, field, field.measured[profile.cost_column]);
    }
    return model;
}

CostModel cost_model_none() {
    CostModel model;
    for (const CostField& field : rows) {
        set_cost_value(model, field, field.is_rule ? field.measured[0] : 0);
    }
    return model;
}

Duration after_pause(const CostModel& model, Duration pause, Duration hot, Duration cold) {
    if (pause <= model.request_hot_gap) return hot;
    if (pause >= model.request_cold_gap) return cold;
    const std::int64_t span = (model.request_cold_gap - model.request_hot_gap).ns;
    const std::int64_t into = (pause - model.request_hot_gap).ns;
    // In parts per thousand, so that the product stays far from overflow.
    return hot + nanoseconds((cold - hot).ns * (into * 1000 / span) / 1000);
}

std::span<const CostField> cost_fields() { return rows; }

const CostField* find_cost_field(std::string_view name) {
    const auto* row = std::ranges::find(rows, name, &CostField::name);
    return row == rows.end() ? nullptr : row;
}

std::int64_t cost_value(const CostModel& model, const CostField& field) {
    return field.time != nullptr ? (model.*field.time).ns : model.*field.number;
}

void set_cost_value(CostModel& model, const CostField& field, std::int64_t value) {
    if (field.time != nullptr) {
        model.*field.time = nanoseconds(value);
    } else {
        model.*field.number = value;
    }
}

}  // namespace sim
