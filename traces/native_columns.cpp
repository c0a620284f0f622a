// Digits are taken eight at a time: a byte is a digit if neither it nor it plus six leaves the range 0x30 .. 0x3F, and
// three products add up what eight of them mean. Reads go up to 8 bytes past the end of the line, for which it has room.
#include "traces/native_columns.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

namespace traces {

namespace {

constexpr std::size_t padding = 16;
constexpr int digits_max = 18;  // no overflow whatever they are

static_assert(std::endian::native == std::endian::little, "digits are taken in memory's order");

std::uint64_t eight_bytes(const char* place) {
    std::uint64_t word = 0;
    std::memcpy(&word, place, sizeof word);
    return word;
}

/// How many of the eight bytes, from the first on, are digits.
int leading_digits(std::uint64_t word) {
    constexpr std::uint64_t high = 0xF0F0'F0F0'F0F0'F0F0U;
    constexpr std::uint64_t zeros = 0x3030'3030'3030'3030U;
    constexpr std::uint64_t sixes = 0x0606'0606'0606'0606U;
    // A sum that carries comes from a byte that is no digit: those before it are not disturbed.
    const std::uint64_t others = ((word & high) ^ zeros) | (((word + sixes) & high) ^ zeros);
    return others == 0 ? 8 : std::countr_zero(others) / 8;
}

/// What the first `count` of eight digits mean, 1 to 8.
std::uint64_t value_of(std::uint64_t word, int count) {
    word -= 0x3030'3030'3030'3030U;
    word <<= 64 - 8 * count;  // zeros in front; what is no digit falls off
    word = word * 10 + (word >> 8);
    constexpr std::uint64_t mask = 0x0000'00FF'0000'00FFU;
    return (((word & mask) * 0x000F'4240'0000'0064U) +
            (((word >> 16) & mask) * 0x0000'2710'0000'0001U)) >>
           32;
}

constexpr std::array<std::int64_t, 9> powers{1,       10,        100,        1'000,      10'000,
                                             100'000, 1'000'000, 10'000'000, 100'000'000};

/// The integer at `at`, behind which it goes; false if there is none that the writer would write.
inline bool scan_integer(const char*& at, std::int64_t& value) {
    const bool is_negative = *at == '-';
    const char* place = at + (is_negative ? 1 : 0);
    std::uint64_t word = eight_bytes(place);
    int digits = leading_digits(word);
    // JSON knows no leading zeros.
    if (digits == 0 || (*place == '0' && digits > 1)) return false;
    auto sum = static_cast<std::int64_t>(value_of(word, digits));
    place += digits;
    if (digits == 8) {
        int total = digits;
        do {
            word = eight_bytes(place);
            digits = leading_digits(word);
            if (digits == 0) break;
            total += digits;
            if (total > digits_max) return false;
            sum = sum * powers[static_cast<std::size_t>(digits)] +
                  static_cast<std::int64_t>(value_of(word, digits));
            place += digits;
        } while (digits == 8);
    }
    value = is_negative ? -sum : sum;
    at = place;
    return true;
}

}  // namespace

bool NativeColumns::scan(std::string& line) {
    line.reserve(line.size() + padding);
    at_ = line.c_str();
    columns_.clear();
    parts_.clear();
    used_ = 0;
    // A value takes a digit and what stands before it.
    if (values_.size() < line.size() / 2 + 1) values_.resize(line.size() / 2 + 1);
    if (!take('{') || !scan_key(table_) || !take('{')) return false;
    do {
        Column& column = columns_.emplace_back();
        if (!scan_key(column.key) || !scan_column(column)) return false;
    } while (take(','));
    return take('}') && take('}') && at_ == line.c_str() + line.size();
}

/// `"key":`
bool NativeColumns::scan_key(std::string_view& key) {
    if (!take('"')) return false;
    const char* const first = at_;
    while ((*at_ >= 'a' && *at_ <= 'z') || *at_ == '_') ++at_;
    key = {first, static_cast<std::size_t>(at_ - first)};
    return take('"') && take(':');
}

bool NativeColumns::scan_column(Column& column) {
    column.first = parts_.size();
    column.has_lists = at_[0] == '[' && at_[1] == '[';
    if (column.has_lists) {
        ++at_;
        do {
            if (!scan_list()) return false;
        } while (take(','));
        if (!take(']')) return false;
    } else if (!scan_list()) {
        return false;
    }
    column.end = parts_.size();
    return true;
}

bool NativeColumns::scan_list() {
    if (!take('[')) return false;
    Part part{.first = used_, .end = used_, .least = 0, .most = 0};
    if (take(']')) {
        parts_.push_back(part);
        return true;
    }
    const char* at = at_;
    std::int64_t* to = values_.data() + used_;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t most = std::numeric_limits<std::int64_t>::min();
    for (;;) {
        std::int64_t value = 0;
        if (!scan_integer(at, value)) return false;
        *to++ = value;
        least = std::min(least, value);
        most = std::max(most, value);
        if (*at != ',') break;
        ++at;
    }
    if (*at != ']') return false;
    at_ = at + 1;
    part.end = used_ = static_cast<std::size_t>(to - values_.data());
    part.least = least;
    part.most = most;
    parts_.push_back(part);
    return true;
}

void NativeColumns::start(std::string_view table) {
    table_ = table;
    columns_.clear();
    parts_.clear();
    used_ = 0;
}

void NativeColumns::start_column(std::string_view key, bool has_lists) {
    columns_.push_back(
        {.key = key, .has_lists = has_lists, .first = parts_.size(), .end = parts_.size()});
}

void NativeColumns::start_list() {
    parts_.push_back({.first = used_, .end = used_});
    columns_.back().end = parts_.size();
}

void NativeColumns::add(std::int64_t value) {
    if (used_ == values_.size()) values_.resize(2 * used_ + 1024);
    values_[used_++] = value;
    Part& part = parts_.back();
    const bool is_first = part.end == part.first;
    part.least = is_first ? value : std::min(part.least, value);
    part.most = is_first ? value : std::max(part.most, value);
    part.end = used_;
}

const NativeColumns::Column* NativeColumns::find(std::string_view key) const {
    for (const Column& column : columns_) {
        if (column.key == key) return &column;
    }
    return nullptr;
}

std::optional<NativeColumns::List> NativeColumns::values(std::string_view key) const {
    const Column* const column = find(key);
    if (column == nullptr || column->has_lists) return {};
    return list_of(parts_[column->first]);
}

std::optional<std::vector<NativeColumns::List>> NativeColumns::lists(std::string_view key) const {
    const Column* const column = find(key);
    if (column == nullptr || !column->has_lists) return {};
    std::vector<List> result;
    for (std::size_t i = column->first; i < column->end; ++i) result.push_back(list_of(parts_[i]));
    return result;
}

}  // namespace traces
