#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace traces {

constexpr std::size_t native_line_padding = 96;

/// The columns of a native chunk. They are taken out of its line in one pass when the line has the layout that `write_native`
/// gives it: {"table":{"key":[1,-2],"lists":[[3],[4]]}}, integers of at most 18 digits, nothing between the signs. Any
/// other line is left to a reader of JSON, which puts them here one by one.
class NativeColumns {
public:
    struct List {
        std::span<const std::int64_t> values;
        // Of all values; of an empty list they mean nothing.
        std::int64_t least = 0;
        std::int64_t most = 0;
    };

    /// False if the line has another layout. Until the next call keys are valid as long as the line is.
    [[nodiscard]] bool scan(std::string& line);
    /// The same where it lies: native_line_padding bytes behind `end` can be read, of which the first is neither digit nor bracket.
    [[nodiscard]] bool scan(const char* first, const char* end);

    // One by one: a chunk, its columns, their lists (one, unless `has_lists`), and values.
    void start(std::string_view table);
    void start_column(std::string_view key, bool has_lists);
    void start_list();
    void add(std::int64_t value);

    [[nodiscard]] std::string_view table() const { return table_; }
    /// How many keys there are.
    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    [[nodiscard]] std::string_view key(std::size_t column) const { return columns_[column].key; }
    /// The values of a column; none if there is no such key or it has lists.
    [[nodiscard]] std::optional<List> values(std::string_view key) const;
    /// The lists under a key; none if there is no such key or it is a column.
    [[nodiscard]] std::optional<std::vector<List>> lists(std::string_view key) const;

private:
    struct Part {
        std::size_t first = 0;  // in values_
        std::size_t end = 0;
        std::int64_t least = 0;
        std::int64_t most = 0;
    };
    struct Column {
        std::string_view key;
        bool has_lists = false;
        std::size_t first = 0;  // in parts_
        std::size_t end = 0;
    };
    bool scan_key(std::string_view& key);
    bool scan_column(Column& column);
    bool scan_list();
    bool take(char character) {
        if (*at_ != character) return false;
        ++at_;
        return true;
    }
    [[nodiscard]] const Column* find(std::string_view key) const;
    [[nodiscard]] List list_of(const Part& part) const {
        return {{values_.data() + part.first, part.end - part.first}, part.least, part.most};
    }

    const char* first_ = nullptr;  // of the line
    const char* at_ = nullptr;     // within it
    std::string_view table_;
    std::vector<Column> columns_;
    std::vector<Part> parts_;
    std::vector<std::int64_t> values_;  // more than are in use
    std::size_t used_ = 0;
};

}  // namespace traces
