#include "traces/csv_log.hpp"

#include <algorithm>
#include <cctype>

#include "traces/json_log.hpp"

namespace traces {

namespace {

constexpr std::string_view separators = ",;\t|";
constexpr std::size_t name_most = 64;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A cell in quotes has separators in it, and its own quotes twice (RFC 4180).
void split(std::string_view line, char separator, std::vector<std::string>& cells) {
    cells.clear();
    for (bool is_more = true; is_more;) {
        std::string cell;
        std::size_t at = line.find_first_not_of(' ');
        if (at != std::string_view::npos && line[at] == '"') {
            for (++at; at < line.size(); ++at) {
                if (line[at] != '"') cell.push_back(line[at]);
                else if (line.substr(at + 1).starts_with('"')) cell.push_back(line[++at]);
                else break;
            }
            line.remove_prefix(std::min(at + 1, line.size()));
        }
        const std::size_t end = std::min(line.find(separator), line.size());
        cell.append(trimmed(line.substr(0, end)));
        cells.push_back(std::move(cell));
        is_more = end < line.size();
        line.remove_prefix(std::min(end + 1, line.size()));
    }
}

bool is_name(std::string_view cell) {
    if (cell.empty() || cell.size() > name_most) return false;
    const auto first = static_cast<unsigned char>(cell.front());
    return (std::isalpha(first) != 0 || first == '_' || first == '@' || first >= 0x80) &&
           cell.find_first_of("[]{}\"=") == std::string_view::npos;
}

char lower(char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

void append_text(std::string& json, std::string_view text) {
    json.push_back('"');
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') json.push_back('\\');
        // What is left of a line has no other control characters that mean something.
        json.push_back(static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter);
    }
    json.push_back('"');
}

}  // namespace

std::optional<CsvLog> CsvLog::from_header(std::string_view line) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    for (const char separator : separators) {
        CsvLog log;
        log.separator_ = separator;
        split(line, separator, log.cells_);
        if (log.cells_.size() < 2 || !std::all_of(log.cells_.begin(), log.cells_.end(), is_name))
            continue;
        for (const std::string& cell : log.cells_) log.fields_.push_back(field_of(cell));
        return log;
    }
    return std::nullopt;
}

std::string_view CsvLog::object_of(std::string_view row) {
    split(row, separator_, cells_);
    if (cells_.size() != fields_.size()) return {};
    object_.assign("{");
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (i > 0) object_.push_back(',');
        append_text(object_, fields_[i]);
        object_.push_back(':');
        append_text(object_, cells_[i]);
    }
    object_.push_back('}');
    return object_;
}

std::string CsvLog::field_of(std::string_view column) {
    std::string name;
    const bool has_words = column.find(' ') != std::string_view::npos;
    const bool is_loud = std::none_of(column.begin(), column.end(), [](unsigned char letter) {
        return std::islower(letter) != 0;
    });
    for (const char letter : column) {
        if (letter == '(' || letter == ')') continue;
        if (letter == ' ') name.push_back('_');
        else name.push_back(has_words || is_loud || name.empty() ? lower(letter) : letter);
    }
    return is_log_field(name) ? name : std::string{column};
}

}  // namespace traces
