// simdjson parses a batch of events at once. Only when that fails are they parsed one by one, to find the one at fault.
#include "traces/chrome_parse.hpp"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace traces {

namespace {

namespace dom = simdjson::dom;

constexpr std::int64_t time_max = std::int64_t{1} << 61;  // ns, so that sums stay in range

/// Of a list of categories the first row that occurs in it.
struct CategoryRow {
    std::string_view part;
    ChromeClass kind;
};
constexpr std::array category_rows{
    CategoryRow{"node.async_hooks", ChromeClass::async_hooks},
    CategoryRow{"node.threadpoolwork.async", ChromeClass::pool_submission},
    CategoryRow{"node.threadpoolwork.sync", ChromeClass::pool_work},
    CategoryRow{"node.fs.async", ChromeClass::file_operation},
    CategoryRow{"node.dns.native", ChromeClass::lookup},
    CategoryRow{"node.fs.sync", ChromeClass::file_sync},
    CategoryRow{"node.environment", ChromeClass::environment},
    CategoryRow{"node.bootstrap", ChromeClass::bootstrap},
    CategoryRow{"loopglass.callback", ChromeClass::own_callback},
    CategoryRow{"loopglass.idle", ChromeClass::own_idle},
    CategoryRow{"loopglass.wait", ChromeClass::own_wait},
    CategoryRow{"loopglass.station", ChromeClass::own_station},
    CategoryRow{"loopglass.request", ChromeClass::own_request},
    CategoryRow{"loopglass.output", ChromeClass::own_output},
    CategoryRow{"loopglass.cause", ChromeClass::own_cause},
};

ChromeClass class_of(std::string_view categories) {
    for (const CategoryRow& row : category_rows) {
        if (categories.find(row.part) != std::string_view::npos) return row.kind;
    }
    return ChromeClass::other;
}

}  // namespace

struct ChromeParser::Impl {
    explicit Impl(sim::Names& all) : names(all) {}

    // Each reader says what is wrong by `problem` and false.
    bool read(const dom::element& element, ChromeEvent& event) {
        dom::object object;
        if (element.get(object) != simdjson::SUCCESS) return fail("an event is an object");
        event = {};
        has_time = false;
        has_args = false;
        for (const dom::key_value_pair field : object) {
            if (!read_field(field.key, field.value, event)) return false;
        }
        if (event.phase == ' ') return fail("an event without \"ph\"");
        if (!has_time && event.phase != 'M') return fail("an event without \"ts\"");
        return !has_args || read_args(event);
    }

    bool read_field(std::string_view key, const dom::element& value, ChromeEvent& event) {
        if (key == "ph") {
            std::string_view text;
            if (value.get(text) != simdjson::SUCCESS || text.size() != 1)
                return fail("ph: expected one letter");
            event.phase = text[0];
            return true;
        }
        if (key == "ts") {
            has_time = true;
            return time(value, key, -time_max, event.at);
        }
        if (key == "dur") return time(value, key, 0, event.duration);
        if (key == "pid") return integer(value, key, event.process);
        if (key == "tid") return integer(value, key, event.thread);
        if (key == "name") return name(value, key, names, event.name);
        if (key == "cat") return category(value, event);
        if (key == "id" || key == "id2") return id(value, event.id);
        if (key == "args") {
            has_args = value.get(args) == simdjson::SUCCESS;
        }
        return true;
    }

    /// Microseconds with any number of decimals.
    bool time(const dom::element& value, std::string_view key, std::int64_t least,
              std::int64_t& to) {
        std::int64_t whole = 0;
        double real = 0;
        if (value.get(whole) == simdjson::SUCCESS) {
            if (whole > time_max / 1000 || whole < least / 1000)
                return fail(fmt::format("{}: {} us are out of range", key, whole));
            to = whole * 1000;
            return true;
        }
        if (value.get(real) != simdjson::SUCCESS)
            return fail(fmt::format("{}: expected microseconds", key));
        const double ns = std::round(real * 1000);
        if (!(ns <= static_cast<double>(time_max) && ns >= static_cast<double>(least)))
            return fail(fmt::format("{}: {} us are out of range", key, real));
        to = static_cast<std::int64_t>(ns);
        return true;
    }
    bool integer(const dom::element& value, std::string_view key, std::int64_t& to) {
        if (value.get(to) == simdjson::SUCCESS) return true;
        return fail(fmt::format("{}: expected an integer", key));
    }
    bool name(const dom::element& value, std::string_view key, sim::Names& table, sim::NameId& to) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS)
            return fail(fmt::format("{}: expected a text", key));
        to = table.intern(text);
        return true;
    }
    bool category(const dom::element& value, ChromeEvent& event) {
        if (!name(value, "cat", words, event.category)) return false;
        while (classes.size() <= event.category.index()) {
            const auto next = static_cast<std::uint32_t>(classes.size());
            classes.push_back(class_of(words.text(sim::NameId{next})));
        }
        event.kind = classes[event.category.index()];
        return true;
    }
    /// A number, a text with a number, any other text, or `{"local": ...}`.
    bool id(const dom::element& value, std::uint64_t& to) {
        constexpr std::uint64_t no_number = std::uint64_t{1} << 63U;
        std::uint64_t number = 0;
        std::string_view text;
        dom::object scoped;
        if (value.get(number) == simdjson::SUCCESS) {
            to = number & (no_number - 1);
            return true;
        }
        if (value.get(scoped) == simdjson::SUCCESS) {
            if (scoped.size() != 1) return fail("id2: expected \"local\" or \"global\"");
            return id((*scoped.begin()).value, to);
        }
        if (value.get(text) != simdjson::SUCCESS) return fail("id: expected a text or a number");
        const std::string_view digits = text.starts_with("0x") ? text.substr(2) : text;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                                  number, digits.size() < text.size() ? 16 : 10);
        const bool is_number = error == std::errc{} && end == digits.data() + digits.size();
        to = is_number ? number & (no_number - 1) : no_number | words.intern(text).value;
        return true;
    }

    // Arguments are looked at where they mean something; nobody else's are checked.
    bool read_args(ChromeEvent& event) {
        if (event.phase == 'M') {
            std::string_view text;
            for (const std::string_view key : {"name", "node"}) {
                if (args[key].get(text) == simdjson::SUCCESS) event.text = names.intern(text);
            }
            return true;
        }
        if (event.kind == ChromeClass::async_hooks) {
            std::int64_t number = 0;
            if (args["data"]["executionAsyncId"].get(number) == simdjson::SUCCESS)
                event.execution = number;
        } else if (event.kind == ChromeClass::own_callback) {
            number_of("task", event.task);
            number_of("cause", event.cause);
            text_of("kind", event.task_kind);
        } else if (event.kind == ChromeClass::own_output) {
            text_of("text", event.text);
        }
        return true;
    }
    void number_of(std::string_view key, std::int64_t& to) const {
        std::int64_t number = 0;
        if (args[key].get(number) == simdjson::SUCCESS) to = number;
    }
    void text_of(std::string_view key, sim::NameId& to) {
        std::string_view text;
        if (args[key].get(text) == simdjson::SUCCESS) to = names.intern(text);
    }

    bool fail(std::string message) {
        problem = std::move(message);
        return false;
    }

    sim::Names& names;
    sim::Names words;                  // categories and ids
    std::vector<ChromeClass> classes;  // by category
    dom::parser parser;
    dom::object args;
    std::string problem;
    bool has_time = false;
    bool has_args = false;
};

ChromeParser::ChromeParser(sim::Names& names) : impl_(std::make_unique<Impl>(names)) {}
ChromeParser::~ChromeParser() = default;

std::optional<sim::Diagnostic> ChromeParser::parse(ChromeCutter& cutter, const Take& take) {
    std::string& batch = cutter.close_batch();
    batch.reserve(batch.size() + simdjson::SIMDJSON_PADDING);
    dom::array events;
    ChromeEvent event;
    std::size_t i = 0;
    if (impl_->parser.parse(batch.data(), batch.size(), false).get(events) == simdjson::SUCCESS) {
        for (const dom::element element : events) {
            if (!impl_->read(element, event)) {
                const ChromeCutter::Cut& cut = cutter.cuts()[std::min(i, cutter.cuts().size() - 1)];
                return cutter.fault(cut.line, cut.column, impl_->problem);
            }
            take(event);
            ++i;
        }
        return std::nullopt;
    }
    for (const ChromeCutter::Cut& cut : cutter.cuts()) {
        dom::element element;
        const auto error = impl_->parser.parse(batch.substr(cut.at, cut.size)).get(element);
        if (error == simdjson::SUCCESS) continue;
        return cutter.fault(
            cut.line, cut.column,
            fmt::format("no valid JSON in this event: {}", simdjson::error_message(error)));
    }
    return cutter.fault(0, 0, "no valid JSON");
}

}  // namespace traces
