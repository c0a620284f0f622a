#include "traces/format.hpp"

#include <array>
#include <string>

#include "traces/chrome.hpp"
#include "traces/compressed.hpp"
#include "traces/csv.hpp"
#include "traces/native.hpp"
#include "traces/text.hpp"

namespace traces {

namespace {

template <CsvTable table>
bool write_table(const sim::Trace& trace, const Sink& sink) {
    return write_csv(trace, table, sink);
}

using sim::TraceLevel;
constexpr std::array table{
    FormatRow{Format::native, "native", ".json", "native trace, for loopglass itself",
              TraceLevel::none, write_native},
    FormatRow{Format::chrome, "chrome", ".trace.json",
              "Chrome trace, for Perfetto and chrome://tracing", TraceLevel::spans, write_chrome},
    FormatRow{Format::text, "text", ".txt", "listing of all events", TraceLevel::full, write_text},
    FormatRow{Format::csv, "csv", ".csv", "table of requests, else of tasks, else of spans",
              TraceLevel::spans, write_table<CsvTable::best>},
    FormatRow{Format::csv_spans, "csv-spans", ".spans.csv", "table of spans", TraceLevel::spans,
              write_table<CsvTable::spans>},
    FormatRow{Format::csv_requests, "csv-requests", ".requests.csv", "table of requests",
              TraceLevel::spans, write_table<CsvTable::requests>},
    FormatRow{Format::csv_tasks, "csv-tasks", ".tasks.csv", "table of tasks", TraceLevel::full,
              write_table<CsvTable::tasks>},
};

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].format) != i) return false;
    }
    return true;
}
static_assert(is_in_order());
static_assert(table.size() == static_cast<std::size_t>(Format::csv_tasks) + 1);

}  // namespace

std::span<const FormatRow> formats() { return table; }

const FormatRow& row_of(Format format) { return table[static_cast<std::size_t>(format)]; }

sim::Result<Format> format_of(std::string_view path) {
    path = without_compression(path);
    const FormatRow* best = nullptr;
    for (const FormatRow& row : table) {
        if (path.ends_with(row.ending) &&
            (best == nullptr || row.ending.size() > best->ending.size()))
            best = &row;
    }
    if (best != nullptr) return best->format;
    std::string known;
    for (const FormatRow& row : table)
        known += (known.empty() ? "" : ", ") + std::string{row.ending};
    return sim::Diagnostic{
        .place = {},
        .message = "no trace format has the ending of \"" + std::string{path} + "\"",
        .excerpt = {},
        .hint = "known: " + known};
}

bool write(const sim::Trace& trace, Format format, const Sink& sink) {
    return row_of(format).write(trace, sink);
}

}  // namespace traces
