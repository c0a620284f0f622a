// Values are short and their lengths vary: whatever branches on a length is guessed wrong, and who looks for the end of one
// before he reads the next waits for each. So the ends in 64 bytes are found first, as bits of a word, and the sixteen bytes
// before each of them, without what does not belong to the value, become a number by four products. Columns of one digit go
// by 32 values. Reads go up to 80 bytes past the end of the line, for which it has room, and up to 16 before a value, where
// the keys are.
#include "traces/native_columns.hpp"

#include <emmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>

namespace traces {

namespace {

constexpr std::size_t block_bytes = 64;
constexpr std::ptrdiff_t digits_max = 18;  // no overflow whatever they are

static_assert(std::endian::native == std::endian::little, "digits are taken in memory's order");

__m128i sixteen_bytes(const void* place) {
    return _mm_loadu_si128(static_cast<const __m128i*>(place));
}
unsigned bits_of(__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }

/// By byte: whether it is a digit.
__m128i are_digits(__m128i bytes) {
    // As signed bytes: what is below '0' or above '9' is moved below the digits.
    const __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8(127 - '9'));
    return _mm_cmpgt_epi8(moved, _mm_set1_epi8(127 - 10));
}

/// 64 bytes: which of them are no digits, and which are minus signs and commas.
struct Block {
    std::uint64_t others = 0;
    std::uint64_t minuses = 0;
    std::uint64_t commas = 0;

    explicit Block(const char* place) {
        for (int part = 0; part < 4; ++part) {
            const __m128i bytes = sixteen_bytes(place + std::ptrdiff_t{16} * part);
            const auto put = [part](std::uint64_t& word, unsigned bits) {
                word |= std::uint64_t{bits & 0xFFFFU} << (16 * part);
            };
            put(others, ~bits_of(are_digits(bytes)));
            put(minuses, bits_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('-'))));
            put(commas, bits_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(','))));
        }
    }
    /// 32 values of one digit, each with its comma.
    [[nodiscard]] bool is_of_single_digits() const {
        constexpr std::uint64_t every_second = 0xAAAA'AAAA'AAAA'AAAAU;
        return others == every_second && commas == every_second;
    }
};

/// The sixteen bytes from `count` on keep the last `count` of sixteen digits.
constexpr std::array<unsigned char, 33> last_bytes = [] {
    std::array<unsigned char, 33> mask{};
    for (std::size_t i = 16; i < mask.size(); ++i) mask[i] = 0xFF;
    return mask;
}();

/// What the last `count` of the sixteen bytes before `end` mean, 1 to 16 digits.
inline std::int64_t value_before(const char* end, std::ptrdiff_t count) {
    const __m128i mask = sixteen_bytes(last_bytes.data() + count);
    const __m128i digits =
        _mm_and_si128(_mm_and_si128(sixteen_bytes(end - 16), mask), _mm_set1_epi8(0x0F));
    // Two, four and eight digits in one. Of two the first stands in the low byte: times 10 * 256 + 1, the high byte is both.
    const __m128i twos = _mm_srli_epi16(_mm_mullo_epi16(digits, _mm_set1_epi16(0x0A01)), 8);
    const __m128i fours = _mm_madd_epi16(twos, _mm_set1_epi32(0x0001'0064));
    const __m128i eights =
        _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(0x0001'2710));
    const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
    return static_cast<std::int64_t>((both & 0xFFFF'FFFFU) * 100'000'000 + (both >> 32));
}

/// One value after the other on their way into a column.
class Values {
public:
    explicit Values(std::int64_t* to) : first_(to), to_(to) {}

    /// Digits from `first` to `end`, perhaps behind a minus sign; false if the writer would not write them so, which of zeros
    /// only `are_valid` says in the end.
    bool add(const char* first, const char* end) {
        const bool is_negative = *first == '-';
        first += is_negative ? 1 : 0;
        const std::ptrdiff_t digits = end - first;
        if (digits < 1 || digits > 16) return add_long(first, end, is_negative);
        // JSON knows no leading zeros, and the writer no zero with a sign.
        are_valid_ &= *first != '0' || (digits == 1 && !is_negative);
        const std::int64_t value = value_before(end, digits);
        put(is_negative ? -value : value);
        return true;
    }
    void add_single_digits(const char* place) {
        for (std::size_t i = 0; i < block_bytes; i += 2) put(place[i] - '0');
    }
    [[nodiscard]] bool are_valid() const { return are_valid_; }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(to_ - first_); }
    [[nodiscard]] std::int64_t least() const { return least_; }
    [[nodiscard]] std::int64_t most() const { return most_; }

private:
    bool add_long(const char* first, const char* end, bool is_negative) {
        if (end - first < 1 || end - first > digits_max || *first == '0') return false;
        std::int64_t value = 0;
        for (; first != end; ++first) value = value * 10 + (*first - '0');
        put(is_negative ? -value : value);
        return true;
    }
    void put(std::int64_t value) {
        *to_++ = value;
        least_ = std::min(least_, value);
        most_ = std::max(most_, value);
    }

    std::int64_t* first_;
    std::int64_t* to_;
    std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t most_ = std::numeric_limits<std::int64_t>::min();
    bool are_valid_ = true;
};

/// The values of a list that begins at `at`, which goes behind its bracket; false if there is another layout.
bool scan_values(const char*& at, Values& values) {
    const char* first = at;         // of the next value
    std::uint64_t is_at_start = 1;  // whether one begins where the block does
    for (const char* place = at;; place += block_bytes) {
        const Block block{place};
        if (block.is_of_single_digits() && is_at_start != 0) {
            values.add_single_digits(place);
            first = place + block_bytes;
            continue;
        }
        const std::uint64_t ends = block.others & ~block.minuses;
        const std::uint64_t list_end = ends & ~block.commas;
        const std::uint64_t in_list = list_end ^ (list_end - 1);
        const std::uint64_t starts = ends << 1U | is_at_start;
        if ((block.minuses & in_list & ~starts) != 0) return false;
        for (std::uint64_t left = ends & in_list; left != 0; left &= left - 1) {
            const char* const end = place + std::countr_zero(left);
            if (!values.add(first, end)) return false;
            first = end + 1;
        }
        if (list_end != 0) {
            at = first;
            return first[-1] == ']' && values.are_valid();
        }
        is_at_start = ends >> 63U;
    }
}

}  // namespace

bool NativeColumns::scan(std::string& line) {
    line.reserve(line.size() + native_line_padding);
    return scan(line.c_str(), line.c_str() + line.size());
}

bool NativeColumns::scan(const char* first, const char* end) {
    at_ = first_ = first;
    columns_.clear();
    parts_.clear();
    used_ = 0;
    // A value takes a digit and what stands before it; four may be stored at once.
    const auto room = static_cast<std::size_t>(end - first) / 2 + 8;
    if (values_.size() < room) values_.resize(room);
    if (!take('{') || !scan_key(table_) || !take('{')) return false;
    do {
        Column& column = columns_.emplace_back();
        if (!scan_key(column.key) || !scan_column(column)) return false;
    } while (take(','));
    return take('}') && take('}') && at_ == end;
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
    // Digits are read with what stands before them.
    if (!take('[') || at_ - first_ < 16) return false;
    Part part{.first = used_, .end = used_, .least = 0, .most = 0};
    if (take(']')) {
        parts_.push_back(part);
        return true;
    }
    Values values{values_.data() + used_};
    if (!scan_values(at_, values)) return false;
    used_ += values.size();
    part.end = used_;
    part.least = values.least();
    part.most = values.most();
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
