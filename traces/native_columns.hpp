#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace traces {

/// The columns of a native chunk, taken out of its line in one pass when the line has the layout that `write_native` gives
/// it: {"table":{"key":[1,-2],"lists":[[3],[4]]}}, integers of at most 18 digits, nothing between the signs. Any other
/// line is left to a reader of JSON.
class NativeColumns {
public:
    /// False if the line has another layout. Until the next call keys are valid as long as the line is.
    [[nodiscard]] bool scan(std::string& line);

    [[nodiscard]] std::string_view table() const { return table_; }
    /// How many keys there are.
    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    /// The values of a column; none if there is no such key or it has lists.
    [[nodiscard]] std::optional<std::span<const std::int64_t>> values(std::string_view key) const;
    /// The lists under a key; none if there is no such key or it is a column.
    [[nodiscard]] std::optional<std::vector<std::span<const std::int64_t>>> lists(
        std::string_view key) const;

private:
    struct List {
        std::size_t first = 0;  // in values_
        std::size_t end = 0;
    };
    struct Column {
        std::string_view key;
        bool has_lists = false;
        std::size_t first = 0;  // in lists_
        std::size_t end = 0;
    };
    bool scan_key(std::string_view& key);
    bool scan_column(Column& column);
    bool scan_list();
    bool scan_integer(std::int64_t& value);
    bool take(char character) {
        if (*at_ != character) return false;
        ++at_;
        return true;
    }
    [[nodiscard]] const Column* find(std::string_view key) const;
    [[nodiscard]] std::span<const std::int64_t> span_of(const List& list) const {
        return std::span{values_}.subspan(list.first, list.end - list.first);
    }

    const char* at_ = nullptr;  // within the line, which ends with a zero
    std::string_view table_;
    std::vector<Column> columns_;
    std::vector<List> lists_;
    std::vector<std::int64_t> values_;
};

}  // namespace traces
