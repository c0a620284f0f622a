#include "traces/native_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "sim/trace/state.hpp"

namespace traces {

namespace {

namespace dom = simdjson::dom;

constexpr std::string_view header_end = ",\"chunks\":[";
constexpr std::string_view chunks_end = "],\"ending\":";

/// The chunks' tables in their order in the file; a table only refers to those before it. The first two are written as
/// the run goes on and take turns.
constexpr std::array<std::string_view, 9> tables{
    "requests", "spans", "names", "places", "lanes", "statistics", "tasks", "outputs", "events"};
constexpr std::size_t tables_mixed = 2;

}  // namespace

bool NativeLines::line(std::string& text) {
    fault_.next_line();
    switch (part_) {
        case Part::header: return read_header(text);
        case Part::chunks:
            return text.starts_with(chunks_end) ? read_ending_line(text) : read_chunk_line(text);
        case Part::index: part_ = Part::index_place; return read_index(text, index_);
        case Part::index_place: return read_index_place(text);
        case Part::closed: return text.empty() || fault_("nothing is expected after the last line");
    }
    return false;
}

bool NativeLines::line(std::string_view text, std::string& room) {
    const bool has_comma = text.ends_with(',');
    const char* const end = text.data() + text.size() - (has_comma ? 1 : 0);
    const bool is_next = part_ == Part::chunks && (!has_chunk_ || expects_chunk_);
    if (!is_next || !columns_.scan(text.data(), end)) {
        room = text;
        return line(room);
    }
    fault_.next_line();
    has_chunk_ = true;
    expects_chunk_ = has_comma;
    return read_columns(text.size());
}

bool NativeLines::read_columns(std::size_t line_bytes) {
    if (!enter(columns_.table())) return false;
    rows_.expect(bytes_ / std::max<std::size_t>(line_bytes, 1));
    return rows_.read(columns_.table(), columns_);
}

bool NativeLines::end() {
    fault_.next_line();
    if (part_ == Part::header) return fault_("the file is empty; expected a native trace");
    if (part_ == Part::chunks)
        return fault_("the file ends early; expected a chunk or {}", chunks_end);
    if (part_ != Part::closed) return fault_("the file ends early; expected its index");
    if (!has_statistics_) return fault_("no statistics");
    if (ending_place_ >= static_cast<std::int64_t>(trace_.places.rows.size()))
        return fault_("the ending's place {} does not exist", ending_place_);
    trace_.ending.place = native_id<sim::PlaceId>(ending_place_);
    if (has_all_ && !check_index()) return false;
    if (!rows_.finish(has_all_)) return false;
    sim::add_snapshots(trace_);
    return true;
}

/// Where chunks begin is not compared: who writes a trace anew with other spaces has a good one.
bool NativeLines::check_index() {
    const auto is_same = [](const NativeChunkIndex& x, const NativeChunkIndex& y) {
        return x.from == y.from && x.to == y.to;
    };
    return (is_same(index_.requests, rows_.ranges().requests) &&
            is_same(index_.spans, rows_.ranges().spans)) ||
           fault_("the index does not say what the chunks hold");
}

bool NativeLines::fail_line_length() {
    fault_.next_line();
    return fault_("a line that is too long; a native trace holds chunks of 1 MiB, one a line");
}

std::optional<NativeObject> NativeLines::parse(std::string& text) {
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    dom::element root;
    if (const auto error = parser_.parse(text.data(), text.size(), false).get(root);
        error != simdjson::SUCCESS) {
        fault_("no valid JSON in this line: {}; a native trace holds one chunk a line",
               simdjson::error_message(error));
        return {};
    }
    dom::object object;
    if (root.get(object) == simdjson::SUCCESS) return NativeObject{object, fault_};
    fault_("expected an object in this line");
    return {};
}

bool NativeLines::read_version(const std::string& line) {
    constexpr std::string_view start = "{\"loopglass\":";
    if (!line.starts_with(start))
        return fault_("no native trace; expected a first line that starts with {}", start);
    std::int64_t version = 0;
    const auto [end, error] =
        std::from_chars(line.data() + start.size(), line.data() + line.size(), version);
    if (error != std::errc{} || (end != line.data() + line.size() && *end != ','))
        return fault_("no native trace: its version is no number");
    return version == native_version ||
           fault_("a native trace of version {}; this loopglass reads version {}", version,
                  native_version);
}

bool NativeLines::read_header(std::string& line) {
    if (!read_version(line)) return false;
    if (!line.ends_with(header_end))
        return fault_("expected the header to end with {}", header_end);
    part_ = Part::chunks;
    line += "]}";
    const std::optional<NativeObject> root = parse(line);
    return root && read_native_header(*root, trace_, legends_);
}

bool NativeLines::read_chunk_line(std::string& line) {
    if (has_chunk_ && !expects_chunk_)
        return fault_("a chunk without a comma before it, or no chunk where {} is expected",
                      chunks_end);
    has_chunk_ = true;
    expects_chunk_ = line.ends_with(',');
    if (expects_chunk_) line.pop_back();
    if (columns_.scan(line)) return read_columns(line.size());
    const std::optional<NativeObject> chunk = parse(line);
    return chunk && read_chunk(*chunk);
}

/// Each table comes after those that it may refer to.
bool NativeLines::enter(std::string_view name) {
    const auto* const found = std::find(tables.begin(), tables.end(), name);
    if (found == tables.end()) return fault_("unknown table \"{}\"", name);
    const auto table = static_cast<std::size_t>(found - tables.begin());
    if (table < table_ && table_ >= tables_mixed)
        return fault_("{} after {}", name, tables[table_]);
    table_ = table;
    return true;
}

bool NativeLines::read_chunk(const NativeObject& chunk) {
    if (!chunk.has_keys(1, "chunk")) return false;
    const dom::key_value_pair content = *chunk.object().begin();
    if (!enter(content.key)) return false;
    if (content.key == "names") return read_names(content.value);
    const std::optional<NativeObject> columns = chunk.find(content.key, "an object");
    if (!columns) return false;
    if (content.key != "statistics") return read_columns(content.key, columns->object());
    if (has_statistics_) return fault_("statistics stand there twice");
    has_statistics_ = true;
    return read_native_statistics(*columns, trace_);
}

bool NativeLines::read_names(const dom::element& value) {
    dom::array texts;
    if (value.get(texts) != simdjson::SUCCESS) return fault_("names: expected a list of texts");
    for (const dom::element element : texts) {
        std::string_view name;
        if (element.get(name) != simdjson::SUCCESS) return fault_("names: expected texts");
        const std::size_t size = trace_.names.size();
        if (trace_.names.intern(name).index() != size)
            return fault_("names: \"{}\" stands there twice", name);
    }
    return true;
}

/// Any layout of JSON, put into columns.
bool NativeLines::read_columns(std::string_view table, const dom::object& columns) {
    columns_.start(table);
    const auto read_list = [&](std::string_view key, const dom::array& values) {
        columns_.start_list();
        std::size_t row = 0;
        for (const dom::element element : values) {
            std::int64_t value = 0;
            if (element.get(value) != simdjson::SUCCESS)
                return fault_("{}, row {}: expected an integer", key, row);
            columns_.add(value);
            ++row;
        }
        return true;
    };
    for (const dom::key_value_pair column : columns) {
        dom::array values;
        if (column.value.get(values) != simdjson::SUCCESS)
            return fault_("{}: expected a column of integers", column.key);
        const bool has_lists = values.begin() != values.end() && (*values.begin()).is_array();
        columns_.start_column(column.key, has_lists);
        if (!has_lists) {
            if (!read_list(column.key, values)) return false;
            continue;
        }
        for (const dom::element element : values) {
            dom::array list;
            if (element.get(list) != simdjson::SUCCESS)
                return fault_("{}: expected columns", column.key);
            if (!read_list(column.key, list)) return false;
        }
    }
    return rows_.read(table, columns_);
}

/// `],"ending":{...},`
bool NativeLines::read_ending_line(std::string& line) {
    if (expects_chunk_) return fault_("a chunk is missing after the comma");
    if (!line.ends_with("},")) return fault_("expected the ending, a comma and the index");
    part_ = Part::index;
    line.replace(0, 2, "{");
    line.back() = '}';
    const std::optional<NativeObject> root = parse(line);
    if (!root || !root->has_keys(1, "this line")) return false;
    const std::optional<NativeObject> ending = root->find("ending", "an object");
    return ending && read_native_ending(*ending, trace_.ending, ending_place_);
}

/// `"index":{...},`
bool NativeLines::read_index(std::string& line, NativeIndex& to) {
    if (!line.ends_with("},")) return fault_("expected the index and a comma");
    line.insert(0, "{");
    line.back() = '}';
    const std::optional<NativeObject> root = parse(line);
    if (!root || !root->has_keys(1, "this line")) return false;
    const std::optional<NativeObject> index = root->find("index", "an object");
    return index && read_native_index(*index, to);
}

/// `"index_at":123}`
bool NativeLines::read_index_place(std::string& line) {
    part_ = Part::closed;
    line.insert(0, "{");
    const std::optional<NativeObject> root = parse(line);
    std::int64_t at = 0;
    return root && root->has_keys(1, "this line") && root->integer("index_at", any_start, at);
}

}  // namespace traces
