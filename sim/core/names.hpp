#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/core/ids.hpp"

namespace sim {

/// Interned texts; equal texts have equal ids, ids count up from 0 in the order of first use.
class Names {
public:
    Names() = default;
    Names(const Names& other);
    Names& operator=(const Names& other);
    Names(Names&&) noexcept = default;
    Names& operator=(Names&&) noexcept = default;
    ~Names() = default;

    NameId intern(std::string_view text);
    /// Empty for none. Lives as long as this table.
    [[nodiscard]] std::string_view text(NameId id) const;
    [[nodiscard]] std::size_t size() const { return texts_.size(); }

private:
    std::deque<std::string> texts_;  // stable addresses: the map's keys point into it
    std::unordered_map<std::string_view, std::uint32_t> index_;
};

/// Places in source files, by id; files are interned in the program's or trace's names.
struct SourcePlace {
    NameId file;
    std::int32_t line = 0;
    std::int32_t column = 0;
};

struct Places {
    std::vector<SourcePlace> rows;

    PlaceId add(SourcePlace place) {
        rows.push_back(place);
        return PlaceId{static_cast<std::uint32_t>(rows.size() - 1)};
    }
    [[nodiscard]] SourcePlace operator[](PlaceId id) const {
        return id ? rows[id.index()] : SourcePlace{};
    }
};

}  // namespace sim
