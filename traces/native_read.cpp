// The file is cut into lines, each line is parsed by itself and copied into the columns of the trace, so that memory
// holds one chunk beside the trace. Chunks in the layout of our writer take the short way of NativeColumns, all other
// lines simdjson's DOM; the same functions look at the columns of both. The input is untrusted: every index is checked
// against the tables before it, every enum against the legend of the file. The first fault ends the reading.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/trace/audit.hpp"
#include "sim/trace/state.hpp"
#include "sim/trace/table.hpp"
#include "traces/histogram_form.hpp"
#include "traces/native.hpp"
#include "traces/native_columns.hpp"

namespace traces {

namespace {

namespace dom = simdjson::dom;
using sim::Trace;

constexpr std::size_t line_bytes_max = std::size_t{256} << 20;
constexpr std::int64_t instant_max = sim::duration_max.ns;
constexpr std::int64_t count_max = std::int64_t{1} << 60;
constexpr std::string_view header_end = ",\"chunks\":[";

struct Range {
    std::int64_t least = 0;
    std::int64_t most = 0;
};
constexpr Range any_u16{0, 0xFFFF};
constexpr Range any_u32{0, 0xFFFF'FFFF};
constexpr Range any_i32{std::numeric_limits<std::int32_t>::min(),
                        std::numeric_limits<std::int32_t>::max()};
constexpr Range instants{-1, instant_max};
constexpr Range counts{0, count_max};
constexpr Range durations{-count_max, count_max};

Range ids(std::size_t size) { return {-1, static_cast<std::int64_t>(size) - 1}; }
Range indices(std::size_t size) { return {0, static_cast<std::int64_t>(size) - 1}; }

sim::Instant instant(std::int64_t value) {
    return value < 0 ? sim::instant_never : sim::Instant{value};
}
template <class Id>
Id id(std::int64_t value) {
    return value < 0 ? Id{} : Id{static_cast<std::uint32_t>(value)};
}

void resize(sim::Spans& spans, std::size_t size) {
    spans.start.resize(size);
    spans.duration.resize(size);
    spans.owner.resize(size);
    spans.lane.resize(size);
    spans.kind.resize(size);
}

/// Values of an enum by their numbers in the file.
template <class Enum>
using Legend = std::vector<Enum>;

/// The chunks' tables in their order in the file; a table only refers to those before it.
constexpr std::string_view statistics_table = "statistics";
constexpr std::array<std::string_view, 9> tables{
    "names", "places", "lanes", "statistics", "requests", "tasks", "outputs", "events", "spans"};

class NativeReader {
public:
    explicit NativeReader(std::string_view file) : file_(file) {}

    /// False after the first fault.
    bool line(std::string& text) {
        ++line_;
        if (line_ == 1) return header(text);
        if (is_closed_)
            return text.empty() || fail("nothing is expected after the last line \"]}}\"");
        if (text == "]}") {
            is_closed_ = true;
            return !expects_chunk_ || fail("a chunk is missing after the comma");
        }
        if (!expects_chunk_ && line_ > 2)
            return fail("a chunk without a comma before it, or no chunk where \"]}}\" is expected");
        expects_chunk_ = text.ends_with(',');
        if (expects_chunk_) text.pop_back();
        if (columns_.scan(text)) return read_columns(columns_.table(), columns_);
        dom::object chunk;
        return parse(text, chunk) && read_chunk(chunk);
    }

    bool end() {
        ++line_;
        if (line_ == 1) return fail("the file is empty; expected a native trace");
        if (!is_closed_) return fail("the file ends early; expected a chunk or \"]}}\"");
        if (!has_statistics_) return fail("no statistics");
        if (place_ >= static_cast<std::int64_t>(trace_.places.rows.size()))
            return fail("the ending's place {} does not exist", place_);
        trace_.ending.place = id<sim::PlaceId>(place_);
        for (const sim::RequestRecord& request : trace_.requests) {
            if (request.load >= trace_.statistics.loads.size())
                return fail("a request of load {}, which does not exist", request.load);
        }
        sim::add_snapshots(trace_);
        return true;
    }

    bool fail_line_length() {
        ++line_;
        return fail("a line of more than {} MiB; a native trace holds chunks of 1 MiB, one a line",
                    line_bytes_max >> 20U);
    }

    [[nodiscard]] Trace take() { return std::move(trace_); }
    [[nodiscard]] sim::Diagnostic diagnostic() const { return diagnostic_; }

private:
    template <class... Args>
    bool fail(fmt::format_string<Args...> message, Args&&... args) {
        diagnostic_.place = {.file = std::string{file_}, .line = line_, .column = 0};
        diagnostic_.message = fmt::format(message, std::forward<Args>(args)...);
        return false;
    }

    bool parse(std::string& text, dom::object& object) {
        text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        dom::element root;
        if (const auto error = parser_.parse(text.data(), text.size(), false).get(root);
            error != simdjson::SUCCESS) {
            return fail("no valid JSON in this line: {}; a native trace holds one chunk a line",
                        simdjson::error_message(error));
        }
        if (root.get(object) != simdjson::SUCCESS) return fail("expected an object in this line");
        return true;
    }

    // Values. Each names the key it looks for.
    template <class Value>
    bool get(const dom::object& object, std::string_view key, Value& value,
             std::string_view expected) {
        if (object[key].get(value) == simdjson::SUCCESS) return true;
        return fail("{}: expected {}", key, expected);
    }
    bool text(const dom::object& object, std::string_view key, std::string& value) {
        std::string_view found;
        if (!get(object, key, found, "a text")) return false;
        value = found;
        return true;
    }
    bool integer(const dom::object& object, std::string_view key, Range range,
                 std::int64_t& value) {
        if (!get(object, key, value, "an integer")) return false;
        return (value >= range.least && value <= range.most) ||
               fail("{}: {} is out of range", key, value);
    }
    template <class Integer>
    bool number(const dom::object& object, std::string_view key, Range range, Integer& value) {
        std::int64_t found = 0;
        if (!integer(object, key, range, found)) return false;
        value = static_cast<Integer>(found);
        return true;
    }
    bool time(const dom::object& object, std::string_view key, sim::Instant& value) {
        std::int64_t found = 0;
        if (!integer(object, key, instants, found)) return false;
        value = instant(found);
        return true;
    }
    bool time(const dom::object& object, std::string_view key, sim::Duration& value) {
        return integer(object, key, durations, value.ns);
    }
    template <class Id>
    bool row_id(const dom::object& object, std::string_view key, std::size_t size, Id& value) {
        std::int64_t found = 0;
        if (!integer(object, key, ids(size), found)) return false;
        value = id<Id>(found);
        return true;
    }
    template <class Object>
    bool has_keys(const Object& object, std::size_t expected, std::string_view what) {
        return object.size() == expected || fail("{}: unknown or repeated keys", what);
    }
    template <class Set>
    bool unsigned_text(std::string_view digits, int base, Set set) {
        std::uint64_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        if (error != std::errc{} || end != digits.data() + digits.size())
            return fail("\"{}\" is no 64-bit number", digits);
        set(value);
        return true;
    }

    // Columns. All columns of a chunk have `rows_` values; set(i, value) stores one.
    bool begin_rows(const NativeColumns& chunk, std::string_view any_column) {
        const auto values = chunk.values(any_column);
        if (!values) return fail("{}: expected a column of integers", any_column);
        rows_ = values->size();
        return true;
    }
    template <class Set>
    bool column_values(std::span<const std::int64_t> values, std::string_view key, Range range,
                       Set set) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::int64_t value = values[i];
            if (value < range.least || value > range.most)
                return fail("{}, row {}: {} is out of range", key, i, value);
            if (i == rows_) return fail("{}: more values than in the other columns", key);
            set(i, value);
        }
        return values.size() == rows_ ||
               fail("{}: {} values, expected {}", key, values.size(), rows_);
    }
    template <class Set>
    bool column(const NativeColumns& chunk, std::string_view key, Range range, Set set) {
        const auto values = chunk.values(key);
        if (!values) return fail("{}: expected a column of integers", key);
        return column_values(*values, key, range, set);
    }
    /// Columns under one key; set(list, i, value).
    template <class Set>
    bool column_lists(const NativeColumns& chunk, std::string_view key, std::size_t count,
                      Range range, Set set) {
        const auto lists = chunk.lists(key);
        if (!lists) return fail("{}: expected a list of columns", key);
        for (std::size_t list = 0; list < lists->size(); ++list) {
            if (list == count) return fail("{}: more than {} columns", key, count);
            if (!column_values((*lists)[list], key, range,
                               [&](std::size_t i, std::int64_t value) { set(list, i, value); }))
                return false;
        }
        return lists->size() == count ||
               fail("{}: {} columns, expected {}", key, lists->size(), count);
    }
    template <class Set>
    bool column_lists(const dom::object& chunk, std::string_view key, std::size_t count,
                      Range range, Set set) {
        dom::array lists;
        if (!get(chunk, key, lists, "a list of columns")) return false;
        std::size_t list = 0;
        for (const dom::element element : lists) {
            dom::array values;
            if (element.get(values) != simdjson::SUCCESS) return fail("{}: expected columns", key);
            if (list == count) return fail("{}: more than {} columns", key, count);
            if (!column_values(values, key, range,
                               [&](std::size_t i, std::int64_t value) { set(list, i, value); }))
                return false;
            ++list;
        }
        return list == count || fail("{}: {} columns, expected {}", key, list, count);
    }
    bool begin_rows(const dom::object& chunk, std::string_view any_column) {
        dom::array values;
        if (!get(chunk, any_column, values, "a column of integers")) return false;
        // `size` saturates at 2^24 - 1, so it is counted.
        rows_ = 0;
        for ([[maybe_unused]] const dom::element value : values) ++rows_;
        return true;
    }
    template <class Set>
    bool column_values(const dom::array& values, std::string_view key, Range range, Set set) {
        std::size_t i = 0;
        for (const dom::element element : values) {
            std::int64_t value = 0;
            if (element.get(value) != simdjson::SUCCESS)
                return fail("{}, row {}: expected an integer", key, i);
            if (value < range.least || value > range.most)
                return fail("{}, row {}: {} is out of range", key, i, value);
            if (i == rows_) return fail("{}: more values than in the other columns", key);
            set(i, value);
            ++i;
        }
        return i == rows_ || fail("{}: {} values, expected {}", key, i, rows_);
    }
    template <class Set>
    bool column(const dom::object& chunk, std::string_view key, Range range, Set set) {
        dom::array values;
        return get(chunk, key, values, "a column of integers") &&
               column_values(values, key, range, set);
    }
    template <class Chunk, class Enum, class Set>
    bool enum_column(const Chunk& chunk, std::string_view key, const Legend<Enum>& legend,
                     Set set) {
        return column(chunk, key, indices(legend.size()), [&](std::size_t i, std::int64_t value) {
            set(i, legend[static_cast<std::size_t>(value)]);
        });
    }

    // The header.
    template <class Enum>
    bool find(std::string_view name, Enum& value) {
        for (std::size_t i = 0; i < sim::enum_size<Enum>; ++i) {
            if (to_text(static_cast<Enum>(i)) != name) continue;
            value = static_cast<Enum>(i);
            return true;
        }
        return fail("unknown word \"{}\"", name);
    }
    template <class Enum>
    bool legend(const dom::object& legends, std::string_view key, Legend<Enum>& legend) {
        dom::array words;
        if (!get(legends, key, words, "a list of words")) return false;
        for (const dom::element element : words) {
            std::string_view word;
            Enum value{};
            if (element.get(word) != simdjson::SUCCESS)
                return fail("legend {}: expected words", key);
            if (!find(word, value)) return false;
            if (legend.size() > 255) return fail("legend {}: too long", key);
            legend.push_back(value);
        }
        return true;
    }

    bool read_version(const std::string& line) {
        constexpr std::string_view start = "{\"loopglass\":";
        if (!line.starts_with(start))
            return fail("no native trace; expected a first line that starts with {}", start);
        std::int64_t version = 0;
        const auto [end, error] =
            std::from_chars(line.data() + start.size(), line.data() + line.size(), version);
        if (error != std::errc{} || (end != line.data() + line.size() && *end != ','))
            return fail("no native trace: its version is no number");
        return version == native_version ||
               fail("a native trace of version {}; this loopglass reads version {}", version,
                    native_version);
    }

    bool header(std::string& line) {
        if (!read_version(line)) return false;
        if (!line.ends_with(header_end))
            return fail("expected the header to end with {}", header_end);
        line += "]}";
        dom::object root;
        std::string_view level;
        dom::object facts;
        dom::object ending;
        dom::object legends;
        return parse(line, root) && has_keys(root, 6, "header") &&
               get(root, "level", level, "a word") && find(level, trace_.level) &&
               get(root, "facts", facts, "an object") && read_facts(facts) &&
               get(root, "ending", ending, "an object") && read_ending(ending) &&
               get(root, "legend", legends, "an object") && read_legends(legends);
    }

    bool read_facts(const dom::object& facts) {
        sim::RunFacts& to = trace_.facts;
        std::string_view seed;
        return has_keys(facts, 7, "facts") && text(facts, "program", to.program) &&
               text(facts, "profile", to.profile) && text(facts, "scheduler", to.scheduler) &&
               get(facts, "seed", seed, "a text") &&
               unsigned_text(seed, 10, [&](std::uint64_t value) { to.seed = value; }) &&
               number(facts, "cores", any_i32, to.cores) &&
               number(facts, "threadpool", any_i32, to.threadpool) &&
               text(facts, "version", to.version);
    }

    bool read_ending(const dom::object& ending) {
        std::string_view kind;
        return has_keys(ending, 4, "ending") && get(ending, "kind", kind, "a word") &&
               find(kind, trace_.ending.kind) &&
               number(ending, "exit_code", any_i32, trace_.ending.exit_code) &&
               integer(ending, "place", {-1, 0xFFFF'FFFE}, place_) &&
               text(ending, "message", trace_.ending.message);
    }

    bool read_legends(const dom::object& legends) {
        Legend<sim::WaitReason> waits;
        if (!(has_keys(legends, 9, "legend") && legend(legends, "task", task_kinds_) &&
              legend(legends, "where", wheres_) && legend(legends, "phase", phases_) &&
              legend(legends, "event", event_kinds_) && legend(legends, "note", notes_) &&
              legend(legends, "span", span_kinds_) && legend(legends, "lane", lane_kinds_) &&
              legend(legends, "wait", waits) && legend(legends, "outcome", outcomes_))) {
            return false;
        }
        for (std::size_t i = 0; i < waits.size(); ++i) {
            if (static_cast<std::size_t>(waits[i]) != i)
                return fail("legend wait: an unknown order");
        }
        return waits.size() == sim::wait_reasons ||
               fail("legend wait: {} words, expected {}", waits.size(), sim::wait_reasons);
    }

    // The chunks.
    bool read_chunk(const dom::object& chunk) {
        if (!has_keys(chunk, 1, "chunk")) return false;
        const dom::key_value_pair content = *chunk.begin();
        if (content.key == tables.front()) return enter(content.key) && read_names(content.value);
        dom::object columns;
        if (content.value.get(columns) != simdjson::SUCCESS) {
            return enter(content.key) && fail("{}: expected an object", content.key);
        }
        if (content.key == statistics_table) return enter(content.key) && read_statistics(columns);
        return read_columns(content.key, columns);
    }

    /// Each table comes after those that it may refer to.
    bool enter(std::string_view name) {
        const auto found = std::find(tables.begin(), tables.end(), name);
        if (found == tables.end()) return fail("unknown table \"{}\"", name);
        const auto table = static_cast<std::size_t>(found - tables.begin());
        if (table < table_) return fail("{} after {}", name, tables[table_]);
        table_ = table;
        return true;
    }

    template <class Chunk>
    bool read_columns(std::string_view name, const Chunk& columns) {
        if (!enter(name)) return false;
        switch (table_) {
            case 0: return fail("names: expected a list of texts");
            case 1: return read_places(columns);
            case 2: return read_lanes(columns);
            case 3: return fail("statistics: expected the figures of a run");
            case 4: return read_requests(columns);
            case 5: return read_tasks(columns);
            case 6: return read_outputs(columns);
            case 7: return read_events(columns);
            default: return read_spans(columns);
        }
    }

    bool read_names(const dom::element& value) {
        dom::array texts;
        if (value.get(texts) != simdjson::SUCCESS) return fail("names: expected a list of texts");
        for (const dom::element element : texts) {
            std::string_view name;
            if (element.get(name) != simdjson::SUCCESS) return fail("names: expected texts");
            const std::size_t size = trace_.names.size();
            if (trace_.names.intern(name).index() != size)
                return fail("names: \"{}\" stands there twice", name);
        }
        return true;
    }

    template <class Chunk>
    bool read_places(const Chunk& chunk) {
        auto& rows = trace_.places.rows;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "file")) return false;
        rows.resize(base + rows_);
        return has_keys(chunk, 3, "places") &&
               column(chunk, "file", ids(trace_.names.size()),
                      [&](std::size_t i, std::int64_t value) {
                          rows[base + i].file = id<sim::NameId>(value);
                      }) &&
               column(chunk, "line", any_i32,
                      [&](std::size_t i, std::int64_t value) {
                          rows[base + i].line = static_cast<std::int32_t>(value);
                      }) &&
               column(chunk, "column", any_i32, [&](std::size_t i, std::int64_t value) {
                   rows[base + i].column = static_cast<std::int32_t>(value);
               });
    }

    template <class Chunk>
    bool read_lanes(const Chunk& chunk) {
        auto& rows = trace_.lanes;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "kind")) return false;
        if (base + rows_ > 0xFFFF) return fail("lanes: more than 65535");
        rows.resize(base + rows_);
        const bool is_read =
            has_keys(chunk, 4, "lanes") &&
            enum_column(chunk, "kind", lane_kinds_,
                        [&](std::size_t i, sim::LaneKind value) { rows[base + i].kind = value; }) &&
            column(chunk, "process", any_u16,
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].process = static_cast<std::uint16_t>(value);
                   }) &&
            column(chunk, "index", any_u32,
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].index = static_cast<std::uint32_t>(value);
                   }) &&
            column(chunk, "name", ids(trace_.names.size()), [&](std::size_t i, std::int64_t value) {
                rows[base + i].name = id<sim::NameId>(value);
            });
        if (!is_read) return false;
        for (std::size_t i = base; i < rows.size(); ++i) {
            if (rows[i].kind != sim::LaneKind::loop) continue;
            if (rows[i].index != i || (i > 0 && rows[i - 1].kind != sim::LaneKind::loop))
                return fail("lanes, row {}: loops come first and in order", i);
        }
        return true;
    }

    bool read_histogram(const dom::object& row, std::string_view key, sim::Histogram& to) {
        dom::object object;
        HistogramForm form;
        std::int64_t count = 0;
        if (!(get(row, key, object, "a histogram") && has_keys(object, 6, key) &&
              integer(object, "count", counts, count) && time(object, "min", form.min) &&
              time(object, "max", form.max) && time(object, "mean", form.mean) &&
              begin_rows(object, "from"))) {
            return false;
        }
        form.buckets.resize(rows_);
        if (!(column(
                  object, "from", {0, instant_max},
                  [&](std::size_t i, std::int64_t value) { form.buckets[i].first.ns = value; }) &&
              column(object, "counts", {1, count_max},
                     [&](std::size_t i, std::int64_t value) { form.buckets[i].count = value; }))) {
            return false;
        }
        const std::optional<sim::Histogram> histogram = make_histogram(form);
        if (!histogram || histogram->count() != count)
            return fail("{}: no histogram has these parts", key);
        to = *histogram;
        return true;
    }

    /// The objects of a list under `key`, each given to `read`.
    template <class Row, class Read>
    bool rows(const dom::object& object, std::string_view key, std::size_t keys,
              std::vector<Row>& to, Read read) {
        dom::array list;
        if (!get(object, key, list, "a list")) return false;
        for (const dom::element element : list) {
            dom::object row;
            if (element.get(row) != simdjson::SUCCESS) return fail("{}: expected objects", key);
            if (!has_keys(row, keys, key) || !read(row, to.emplace_back())) return false;
        }
        return true;
    }

    bool read_load(const dom::object& row, sim::LoadStatistics& to) {
        dom::array waits;
        rows_ = sim::wait_reasons;
        return row_id(row, "name", trace_.names.size(), to.name) &&
               number(row, "generated", counts, to.generated) &&
               number(row, "done", counts, to.done) && number(row, "failed", counts, to.failed) &&
               number(row, "timed_out", counts, to.timed_out) &&
               number(row, "in_flight", counts, to.in_flight) &&
               number(row, "counted", counts, to.counted) &&
               time(row, "first_arrival", to.first_arrival) &&
               time(row, "last_done", to.last_done) &&
               column(row, "waits", durations,
                      [&](std::size_t i, std::int64_t value) { to.waits[i].ns = value; }) &&
               read_histogram(row, "latency", to.latency);
    }

    bool read_loop(const dom::object& row, sim::LoopStatistics& to) {
        return row_id(row, "name", trace_.names.size(), to.name) &&
               number(row, "iterations", counts, to.iterations) &&
               number(row, "callbacks", counts, to.callbacks) &&
               number(row, "ticks", counts, to.ticks) &&
               number(row, "microtasks", counts, to.microtasks) && time(row, "cpu", to.cpu) &&
               time(row, "idle", to.idle) && time(row, "loop_start", to.loop_start) &&
               time(row, "loop_end", to.loop_end) &&
               get(row, "is_monitored", to.is_monitored, "true or false") &&
               read_histogram(row, "delay", to.delay);
    }

    bool read_pool(const dom::object& row, sim::PoolStatistics& to) {
        return number(row, "workers", {0, any_i32.most}, to.workers) &&
               number(row, "jobs", counts, to.jobs) && time(row, "busy", to.busy) &&
               time(row, "cpu", to.cpu) && time(row, "queue_wait", to.queue_wait) &&
               number(row, "queue_max", counts, to.queue_max) &&
               number(row, "slow_running_max", counts, to.slow_running_max) &&
               time(row, "started", to.started);
    }

    bool read_station(const dom::object& row, sim::StationStatistics& to) {
        return row_id(row, "name", trace_.names.size(), to.name) &&
               number(row, "servers", {0, any_i32.most}, to.servers) &&
               number(row, "calls", counts, to.calls) &&
               number(row, "rejected", counts, to.rejected) && time(row, "busy", to.busy) &&
               time(row, "queue_wait", to.queue_wait) &&
               number(row, "queue_max", counts, to.queue_max);
    }

    bool read_statistics(const dom::object& chunk) {
        if (has_statistics_) return fail("statistics stand there twice");
        has_statistics_ = true;
        sim::RunStatistics& to = trace_.statistics;
        std::string_view fingerprint;
        const bool is_read =
            has_keys(chunk, 10, "statistics") && time(chunk, "end", to.end) &&
            time(chunk, "measured", to.measured) && number(chunk, "events", counts, to.events) &&
            number(chunk, "heap_events", counts, to.heap_events) &&
            get(chunk, "fingerprint", fingerprint, "a text") &&
            unsigned_text(fingerprint, 16, [&](std::uint64_t value) { to.fingerprint = value; }) &&
            rows(chunk, "loads", 11, to.loads,
                 [&](const dom::object& row, auto& load) { return read_load(row, load); }) &&
            rows(chunk, "loops", 11, to.loops,
                 [&](const dom::object& row, auto& loop) { return read_loop(row, loop); }) &&
            rows(chunk, "pools", 8, to.pools,
                 [&](const dom::object& row, auto& pool) { return read_pool(row, pool); }) &&
            rows(chunk, "stations", 7, to.stations,
                 [&](const dom::object& row, auto& station) {
                     return read_station(row, station);
                 }) &&
            begin_rows(chunk, "cores");
        if (!is_read) return false;
        to.cores.resize(rows_);
        return column(chunk, "cores", durations,
                      [&](std::size_t i, std::int64_t value) { to.cores[i].busy.ns = value; });
    }

    template <class Chunk>
    bool read_requests(const Chunk& chunk) {
        if (trace_.level == sim::TraceLevel::none) return fail("requests in a trace of level none");
        auto& rows = trace_.requests;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "arrival")) return false;
        rows.resize(base + rows_);
        return has_keys(chunk, 5, "requests") &&
               column(chunk, "arrival", instants,
                      [&](std::size_t i, std::int64_t value) {
                          rows[base + i].arrival = instant(value);
                      }) &&
               column(chunk, "done", instants,
                      [&](std::size_t i, std::int64_t value) {
                          rows[base + i].done = instant(value);
                      }) &&
               column(chunk, "load", any_u32,
                      [&](std::size_t i, std::int64_t value) {
                          rows[base + i].load = static_cast<std::uint32_t>(value);
                      }) &&
               enum_column(chunk, "outcome", outcomes_,
                           [&](std::size_t i, sim::RequestOutcome value) {
                               rows[base + i].outcome = value;
                           }) &&
               column_lists(chunk, "waits", sim::wait_reasons, durations,
                            [&](std::size_t reason, std::size_t i, std::int64_t value) {
                                rows[base + i].waits[reason].ns = value;
                            });
    }

    template <class Chunk>
    bool read_tasks(const Chunk& chunk) {
        if (trace_.level != sim::TraceLevel::full)
            return fail("tasks in a trace that is not of level full");
        auto& rows = trace_.tasks;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "cause")) return false;
        rows.resize(base + rows_);
        const bool is_read =
            has_keys(chunk, 8, "tasks") &&
            column(chunk, "cause", ids(base + rows_),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].cause = id<sim::TaskId>(value);
                   }) &&
            column(chunk, "name", ids(trace_.names.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].name = id<sim::NameId>(value);
                   }) &&
            column(chunk, "place", ids(trace_.places.rows.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].place = id<sim::PlaceId>(value);
                   }) &&
            column(chunk, "request", ids(trace_.requests.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].request = id<sim::RequestId>(value);
                   }) &&
            enum_column(chunk, "kind", task_kinds_,
                        [&](std::size_t i, sim::TaskKind value) { rows[base + i].kind = value; }) &&
            column(chunk, "trip", {0, 255},
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].trip = static_cast<std::uint8_t>(value);
                   }) &&
            column(chunk, "lane", indices(trace_.lanes.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].lane = static_cast<std::uint16_t>(value);
                   }) &&
            column(chunk, "spare", any_u32, [&](std::size_t i, std::int64_t value) {
                rows[base + i].spare = static_cast<std::uint32_t>(value);
            });
        if (!is_read) return false;
        for (std::size_t i = base; i < rows.size(); ++i) {
            if (rows[i].cause && rows[i].cause.index() >= i)
                return fail("cause, row {}: task {} does not precede it", i - base,
                            rows[i].cause.value);
            if (trace_.lanes[rows[i].lane].kind != sim::LaneKind::loop)
                return fail("lane, row {}: no loop", i - base);
        }
        return true;
    }

    template <class Chunk>
    bool read_outputs(const Chunk& chunk) {
        auto& rows = trace_.outputs;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "at")) return false;
        rows.resize(base + rows_);
        const bool is_read =
            has_keys(chunk, 4, "outputs") &&
            column(
                chunk, "at", {0, instant_max},
                [&](std::size_t i, std::int64_t value) { rows[base + i].at = instant(value); }) &&
            column(chunk, "task", ids(trace_.tasks.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].task = id<sim::TaskId>(value);
                   }) &&
            column(chunk, "text", ids(trace_.names.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].text = id<sim::NameId>(value);
                   }) &&
            column(chunk, "is_error", {0, 1}, [&](std::size_t i, std::int64_t value) {
                rows[base + i].is_error = value == 1;
            });
        if (!is_read) return false;
        for (std::size_t i = std::max<std::size_t>(base, 1); i < rows.size(); ++i) {
            if (rows[i].at < rows[i - 1].at) return fail("at, row {}: time runs back", i - base);
        }
        return true;
    }

    bool is_operand_known(const sim::TraceEvent& event) const {
        switch (event.kind) {
            case sim::EventKind::moved: return !event.task.is_none();
            case sim::EventKind::note: return sim::is_note_known(trace_, event);
            case sim::EventKind::output: return event.a < trace_.outputs.size();
            case sim::EventKind::thrown:
                return event.a == 0xFFFF'FFFF || event.a < trace_.names.size();
            case sim::EventKind::request_arrived:
            case sim::EventKind::request_done: return event.a < trace_.requests.size();
            case sim::EventKind::phase:
            case sim::EventKind::iteration:
            case sim::EventKind::poll_blocked:
            case sim::EventKind::poll_woke:
            case sim::EventKind::choice:
            case sim::EventKind::loop_started:
            case sim::EventKind::loop_ended: return true;
        }
        return false;
    }

    /// The detail of `moved`, `phase` and `note` is an enum of its own; other details are plain numbers.
    bool translate_detail(sim::TraceEvent& event) const {
        if (event.kind == sim::EventKind::moved) {
            if (event.detail >= wheres_.size()) return false;
            event.detail = static_cast<std::uint8_t>(wheres_[event.detail]);
        } else if (event.kind == sim::EventKind::phase) {
            if (event.detail >= phases_.size()) return false;
            event.detail = static_cast<std::uint8_t>(phases_[event.detail]);
        } else if (event.kind == sim::EventKind::note) {
            if (event.detail >= notes_.size()) return false;
            event.detail = static_cast<std::uint8_t>(notes_[event.detail]);
        }
        return true;
    }

    template <class Chunk>
    bool read_events(const Chunk& chunk) {
        if (trace_.level != sim::TraceLevel::full)
            return fail("events in a trace that is not of level full");
        auto& rows = trace_.events;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "at")) return false;
        rows.resize(base + rows_);
        const bool is_read =
            has_keys(chunk, 7, "events") &&
            column(
                chunk, "at", {0, instant_max},
                [&](std::size_t i, std::int64_t value) { rows[base + i].at = instant(value); }) &&
            column(chunk, "task", ids(trace_.tasks.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].task = id<sim::TaskId>(value);
                   }) &&
            column(chunk, "a", any_u32,
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].a = static_cast<std::uint32_t>(value);
                   }) &&
            column(chunk, "b", any_u32,
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].b = static_cast<std::uint32_t>(value);
                   }) &&
            enum_column(
                chunk, "kind", event_kinds_,
                [&](std::size_t i, sim::EventKind value) { rows[base + i].kind = value; }) &&
            column(chunk, "detail", {0, 255},
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].detail = static_cast<std::uint8_t>(value);
                   }) &&
            column(chunk, "lane", indices(trace_.lanes.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows[base + i].lane = static_cast<std::uint16_t>(value);
                   });
        if (!is_read) return false;
        for (std::size_t i = base; i < rows.size(); ++i) {
            if (i > 0 && rows[i].at < rows[i - 1].at)
                return fail("at, row {}: time runs back", i - base);
            if (!is_operand_known(rows[i]))
                return fail("row {}: task or operand {} of \"{}\" is out of range", i - base,
                            rows[i].a, to_text(rows[i].kind));
            if (!translate_detail(rows[i]))
                return fail("detail, row {}: {} is out of range", i - base, rows[i].detail);
        }
        return true;
    }

    template <class Chunk>
    bool read_spans(const Chunk& chunk) {
        if (trace_.level == sim::TraceLevel::none) return fail("spans in a trace of level none");
        sim::Spans& rows = trace_.spans;
        const std::size_t base = rows.size();
        if (!begin_rows(chunk, "start")) return false;
        resize(rows, base + rows_);
        const std::size_t owners =
            trace_.level == sim::TraceLevel::full ? trace_.tasks.size() : trace_.requests.size();
        const bool is_read =
            has_keys(chunk, 5, "spans") &&
            column(chunk, "start", {0, instant_max},
                   [&](std::size_t i, std::int64_t value) { rows.start[base + i] = value; }) &&
            column(chunk, "duration", {0, instant_max},
                   [&](std::size_t i, std::int64_t value) { rows.duration[base + i] = value; }) &&
            column(chunk, "owner", ids(owners),
                   [&](std::size_t i, std::int64_t value) {
                       rows.owner[base + i] = id<sim::TaskId>(value).value;
                   }) &&
            column(chunk, "lane", indices(trace_.lanes.size()),
                   [&](std::size_t i, std::int64_t value) {
                       rows.lane[base + i] = static_cast<std::uint16_t>(value);
                   }) &&
            enum_column(chunk, "kind", span_kinds_,
                        [&](std::size_t i, sim::SpanKind value) { rows.kind[base + i] = value; });
        if (!is_read) return false;
        for (std::size_t i = std::max<std::size_t>(base, 1); i < rows.size(); ++i) {
            if (rows.start[i] + rows.duration[i] < rows.start[i - 1] + rows.duration[i - 1])
                return fail("row {}: it ends before the one before it", i - base);
        }
        return true;
    }

    std::string_view file_;
    Trace trace_;
    sim::Diagnostic diagnostic_;
    dom::parser parser_;
    NativeColumns columns_;
    std::int32_t line_ = 0;
    std::size_t rows_ = 0;
    std::size_t table_ = 0;
    std::int64_t place_ = -1;
    bool expects_chunk_ = false;
    bool is_closed_ = false;
    bool has_statistics_ = false;
    Legend<sim::TaskKind> task_kinds_;
    Legend<sim::Where> wheres_;
    Legend<sim::Phase> phases_;
    Legend<sim::EventKind> event_kinds_;
    Legend<sim::NoteKind> notes_;
    Legend<sim::SpanKind> span_kinds_;
    Legend<sim::LaneKind> lane_kinds_;
    Legend<sim::RequestOutcome> outcomes_;
};

/// Gives `reader` all whole lines of `piece`; `rest` keeps the beginning of the next one.
bool read_lines(NativeReader& reader, std::string_view piece, std::string& rest) {
    while (!piece.empty()) {
        const std::size_t end = piece.find('\n');
        const std::string_view part = piece.substr(0, end);
        if (rest.size() + part.size() > line_bytes_max) return reader.fail_line_length();
        rest += part;
        if (end == std::string_view::npos) return true;
        piece.remove_prefix(end + 1);
        if (!reader.line(rest)) return false;
        rest.clear();
    }
    return true;
}

}  // namespace

sim::Result<Trace> read_native(const Source& source, std::string_view file) {
    NativeReader reader{file};
    std::string rest;
    for (std::string_view piece = source(); !piece.empty(); piece = source()) {
        if (!read_lines(reader, piece, rest)) return reader.diagnostic();
    }
    if (!rest.empty() && !reader.line(rest)) return reader.diagnostic();
    if (!reader.end()) return reader.diagnostic();
    return reader.take();
}

sim::Result<Trace> read_native(std::string_view text, std::string_view file) {
    return read_native([&] { return std::exchange(text, std::string_view{}); }, file);
}

}  // namespace traces
