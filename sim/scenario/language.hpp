#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The language as data. The parser, the JSON Schema, the reference and the lists of known words in messages
// are all made from these rows, so that they cannot disagree. A new action is a row in the language_*.cpp of its group, and its
// emit function.

namespace sim::scenario {

class Compiler;
struct Call;

/// What a value may look like. Each has a row in shapes().
enum class Shape : std::uint8_t {
    text,
    label,
    lines,
    line_lists,
    flag,
    yes,
    integer,
    real,
    time,
    duration,
    delay,
    size,
    rate,
    body,
    bodies,
    branches,
    events,
    name,
    variable,
    address,
    handler,
    condition,
    expression,
    expression_or_null,
    expressions,
    word,
    node,
    node_list,
    threadpool,
    cores,
    costs,
    bound,
    bounds,
    process,
    times,
    weighted_times,
    time_pair,
    api,
    object,
    objects,
    object_map,
};

/// Kinds of JSON values as bits.
enum KindBit : std::uint8_t {
    is_null = 1,
    is_boolean = 2,
    is_integer = 4,
    is_real = 8,
    is_string = 16,
    is_array = 32,
    is_object = 64,
};

struct ShapeRow {
    Shape shape = Shape::text;
    std::string_view name;      // of the schema's definition, and in the reference
    std::string_view expected;  // "a time such as \"80ms\""
    std::uint8_t kinds = 0;     // JSON kinds it may have
    std::string_view schema;    // JSON Schema of it; empty: the generator builds it from the field
};

/// What a variable holds, as bits: a variable may be given several.
enum VariableKind : std::uint16_t {
    holds_timer = 1,
    holds_immediate = 2,
    holds_promise = 4,
    holds_counter = 8,
    holds_server = 16,
    holds_socket = 32,
    holds_dgram = 64,
    holds_child = 128,
    holds_channel = 256,
    holds_worker = 512,
};
constexpr std::uint16_t holds_anything = 0xFFFF;

struct Object;

/// One key of an object.
struct Field {
    std::string_view key;
    Shape shape = Shape::text;
    std::string_view about;
    bool required = false;
    std::string_view words =
        {};                  // word, events: what is allowed; variable: words besides variables
    std::int64_t least = 0;  // integer
    std::int64_t most = 2'147'483'648;
    std::uint16_t holds = holds_anything;  // variable: what it must hold; name: what it gets
    const Object* object = nullptr;        // object, objects, object_map
    std::string_view also = {};            // another spelling of the key
};

/// An object with fixed keys.
struct Object {
    std::string_view name;
    std::string_view about;
    std::span<const Field> fields;
    std::string_view example;
    std::string_view one_of = {};  // exactly one of these keys; empty: no such rule
};

enum class ActionGroup : std::uint8_t { plain, callbacks, promises, work, sockets };

using Emit = void (*)(Compiler&, const Call&);

/// One action: its key with the main operand, and the keys that may stand beside it.
struct ActionRow {
    Field operand;
    std::span<const Field> options;
    ActionGroup group = ActionGroup::plain;
    bool is_expression = false;  // gives a promise, which may be awaited or combined
    std::string_view example;
    Emit emit = nullptr;
};

[[nodiscard]] std::span<const ShapeRow> shapes();
[[nodiscard]] const ShapeRow& shape_row(Shape shape);
/// Every action but those that call an API of the catalogue.
[[nodiscard]] std::span<const ActionRow> actions();
/// What all actions of the catalogue share; the key is the name of the API.
[[nodiscard]] const ActionRow& api_action();
/// The top level of a file.
[[nodiscard]] const Object& file_object();
/// {"exponential": "80ms"} and the other distributions, exactly one of the keys.
[[nodiscard]] const Object& distribution_object();
/// One branch of a `choose`.
[[nodiscard]] const Object& branch_object();
[[nodiscard]] std::span<const std::string_view> reserved_words();

/// The action called `key` (an API's name gives api_action()), or null.
[[nodiscard]] const ActionRow* find_action(std::string_view key);
/// The option called `key`, or null.
[[nodiscard]] const Field* find_field(std::span<const Field> fields, std::string_view key);
/// The words of a list separated by spaces.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view words);

}  // namespace sim::scenario
