#include "ui/host/path_text.hpp"

#include <charconv>

#include <fmt/format.h>

namespace ui {

namespace {

constexpr char between_choices = '\x1e';
constexpr char between_fields = '\x1f';
constexpr int needs_waiting_steps = 1;
constexpr int needs_seen_steps = 2;
constexpr int needs_clocks = 4;
constexpr int needs_read_clocks = 8;

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(at), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

template <class Number>
Number number(std::string_view text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Joined by '+'.
std::vector<std::int64_t> numbers(std::string_view text) {
    std::vector<std::int64_t> values;
    for (const std::string_view each : split(text, '+'))
        values.push_back(number<std::int64_t>(each));
    return values;
}

std::string on_one_line(std::string text) {
    for (char& character : text) {
        if (static_cast<unsigned char>(character) < 0x20) character = ' ';
    }
    return text;
}

/// A zero byte ends the report that the text is part of, so that it and the byte that stands for it become two.
constexpr char stand_in = '\1';

std::string without_zeros(std::string_view text) {
    std::string result;
    for (const char byte : text) {
        const bool is_special = byte == '\0' || byte == stand_in;
        result += is_special ? stand_in : byte;
        if (is_special) result += byte == '\0' ? '0' : '1';
    }
    return result;
}

std::string with_zeros(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != stand_in || i + 1 == text.size()) result += text[i];
        else result += text[++i] == '0' ? '\0' : stand_in;
    }
    return result;
}

}  // namespace

std::string path_settings(const sim::Path& path) {
    return fmt::format("path={}\nlate={},{},{},{},{},{},{}\ntexts={}\nwander={}\n",
                       fmt::join(path.picks, ","), path.latitude.script.ns, path.latitude.turn.ns,
                       path.latitude.steps_may_wait ? 1 : 0, path.latitude.clocks_matter ? 1 : 0,
                       path.latitude.steps_are_seen ? 1 : 0, path.latitude.clocks_are_read ? 1 : 0,
                       fmt::join(path.latitude.durations, "+"), path.wants_texts ? 1 : 0,
                       path.wander);
}

sim::Path read_path_settings(std::string_view picks, std::string_view latitude,
                             std::string_view texts) {
    sim::Path path;
    for (const std::string_view pick : split(picks, ','))
        path.picks.push_back(number<std::uint32_t>(pick));
    const std::vector<std::string_view> late = split(latitude, ',');
    if (late.size() >= 6)
        path.latitude = {.script = sim::Duration{number<std::int64_t>(late[0])},
                         .turn = sim::Duration{number<std::int64_t>(late[1])},
                         .steps_may_wait = late[2] == "1",
                         .steps_are_seen = late[4] == "1",
                         .clocks_matter = late[3] == "1",
                         .clocks_are_read = late[5] == "1",
                         .durations = numbers(late.size() > 6 ? late[6] : std::string_view{})};
    path.wants_texts = texts == "1";
    return path;
}

std::string taken_line(const sim::Path& path) {
    const int needs = (path.needs.waiting_steps ? needs_waiting_steps : 0) |
                      (path.needs.seen_steps ? needs_seen_steps : 0) |
                      (path.needs.clocks ? needs_clocks : 0) |
                      (path.needs.read_clocks ? needs_read_clocks : 0);
    std::string line = fmt::format("{}{}{}{}{}", needs, between_fields, path.is_cut ? 1 : 0,
                                   between_fields, fmt::join(path.needs.durations, "+"));
    for (const sim::TakenChoice& choice : path.taken) {
        line += between_choices;
        line += fmt::format("{}{}{}{}{}{}{}", static_cast<int>(choice.kind), between_fields,
                            choice.alternatives, between_fields, choice.picked, between_fields,
                            choice.state);
        line += between_fields + on_one_line(choice.point);
        for (const std::string& text : choice.texts) line += between_fields + on_one_line(text);
    }
    return line + '\n';
}

void read_taken_line(std::string_view line, sim::Path& path) {
    path.taken.clear();
    for (const std::string_view row : split(line, between_choices)) {
        const std::vector<std::string_view> fields = split(row, between_fields);
        if (fields.size() == 2 || fields.size() == 3) {
            const int needs = number<int>(fields[0]);
            path.needs.waiting_steps = (needs & needs_waiting_steps) != 0;
            path.needs.seen_steps = (needs & needs_seen_steps) != 0;
            path.needs.clocks = (needs & needs_clocks) != 0;
            path.needs.read_clocks = (needs & needs_read_clocks) != 0;
            path.is_cut = fields[1] == "1";
            path.needs.durations = numbers(fields.size() > 2 ? fields[2] : std::string_view{});
        }
        if (fields.size() < 4) continue;
        sim::TakenChoice choice;
        choice.kind = static_cast<sim::ChoiceKind>(number<int>(fields[0]));
        choice.alternatives = number<std::uint32_t>(fields[1]);
        choice.picked = number<std::uint32_t>(fields[2]);
        choice.state = number<std::uint64_t>(fields[3]);
        if (fields.size() > 4) choice.point = fields[4];
        for (std::size_t i = 5; i < fields.size(); ++i) choice.texts.emplace_back(fields[i]);
        path.taken.push_back(std::move(choice));
    }
}

std::string output_texts(const sim::Trace& trace) {
    std::string text;
    for (const sim::OutputLine& line : trace.outputs) {
        const std::string bytes = without_zeros(trace.names.text(line.text));
        text += std::to_string(bytes.size()) + (line.is_error ? "!\n" : "\n");
        text += bytes;
    }
    return text;
}

void read_output_texts(std::string_view text, sim::PathOutcome& outcome) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view head = text.substr(0, end);
        if (!head.empty() && head.back() == '!') {
            head.remove_suffix(1);
            outcome.error_lines.push_back(static_cast<std::uint32_t>(outcome.lines.size()));
        }
        const auto size = number<std::size_t>(head);
        text.remove_prefix(std::min(end + 1, text.size()));
        outcome.lines.push_back(with_zeros(text.substr(0, size)));
        text.remove_prefix(std::min(size, text.size()));
    }
}

}  // namespace ui
