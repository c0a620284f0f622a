#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/source_text.hpp"

namespace sim::scenario {

constexpr std::size_t json_bytes_most = std::size_t{64} << 20;
constexpr std::size_t json_values_most = 4'000'000;
constexpr int json_depth_most = 200;

enum class JsonKind : std::uint8_t { null, boolean, integer, real, string, array, object };

using JsonIndex = std::uint32_t;
constexpr JsonIndex json_none = 0xFFFF'FFFFU;

/// One value; children of arrays and objects are linked by `next`.
struct JsonNode {
    JsonKind kind = JsonKind::null;
    bool boolean = false;
    std::uint32_t offset = 0;      // where it starts in the file
    std::uint32_t key_offset = 0;  // where its key starts, if it is a member
    std::uint32_t key_first = 0;   // key and string select from JsonTree's characters
    std::uint32_t key_size = 0;
    std::uint32_t string_first = 0;
    std::uint32_t string_size = 0;
    std::uint32_t count = 0;  // of children
    JsonIndex first = json_none;
    JsonIndex next = json_none;
    std::int64_t integer = 0;
    double real = 0;
};

/// A JSON document with the place of each value; flat, so that hostile nesting costs no stack.
class JsonTree {
public:
    [[nodiscard]] const JsonNode& operator[](JsonIndex index) const { return nodes_[index]; }
    [[nodiscard]] JsonIndex root() const { return 0; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] std::string_view key(JsonIndex index) const {
        return std::string_view{characters_}.substr(nodes_[index].key_first,
                                                    nodes_[index].key_size);
    }
    [[nodiscard]] std::string_view string(JsonIndex index) const {
        return std::string_view{characters_}.substr(nodes_[index].string_first,
                                                    nodes_[index].string_size);
    }
    /// The member of that name, json_none if there is none.
    [[nodiscard]] JsonIndex find(JsonIndex object, std::string_view name) const;

private:
    friend class JsonBuilder;
    std::vector<JsonNode> nodes_;
    std::string characters_;
};

/// "an object", "the text \"abc\"", "the number 5": what a message says was found.
[[nodiscard]] std::string describe(const JsonTree& tree, JsonIndex index);

/// Parses the text of `source` (comments are allowed); errors go there and nothing is returned.
[[nodiscard]] std::optional<JsonTree> parse_json(SourceText& source);

/// Where the value that starts at `offset` of a well-formed text ends.
[[nodiscard]] std::size_t value_end(std::string_view text, std::size_t offset);

}  // namespace sim::scenario
