#include <array>

#include "sim/core/check.hpp"
#include "sim/scenario/language.hpp"

// The forms that a value may have. Schema fragments are JSON; an empty one depends on the field.

namespace sim::scenario {
namespace {

constexpr std::array shape_rows{
    ShapeRow{Shape::text, "text", "a text", is_string, R"({"type":"string"})"},
    ShapeRow{Shape::label, "label", "a label or null", is_string | is_null,
             R"({"type":["string","null"]})"},
    ShapeRow{Shape::lines, "lines", "a list of lines", is_array,
             R"({"type":"array","items":{"type":"string"}})"},
    ShapeRow{Shape::line_lists, "lineLists", "a list of lists of lines", is_array,
             R"({"type":"array","minItems":1,"items":{"$ref":"#/$defs/lines"}})"},
    ShapeRow{Shape::flag, "flag", "true or false", is_boolean, R"({"type":"boolean"})"},
    ShapeRow{Shape::yes, "yes", "true", is_boolean, R"({"const":true})"},
    ShapeRow{Shape::integer, "integer", "a whole number", is_integer | is_real, ""},
    ShapeRow{Shape::real, "number", "a number", is_integer | is_real, R"({"type":"number"})"},
    ShapeRow{
        Shape::time, "time", R"(a time such as "80ms")", is_string,
        R"({"type":"string","pattern":"^[0-9]+(\\.[0-9]+)? *(ns|us|ms|s|m|h)$","examples":["80ms","1.5us","2s"]})"},
    ShapeRow{
        Shape::duration, "duration",
        R"(a time such as "80ms", a distribution or the name of a kind of work)",
        is_string | is_object,
        R"({"anyOf":[{"$ref":"#/$defs/time"},{"$ref":"#/$defs/distribution"},{"$ref":"#/$defs/text"}]})"},
    ShapeRow{Shape::delay, "delay",
             R"(a time such as "5ms", a number of milliseconds, "NaN" or null)",
             is_string | is_integer | is_real | is_null,
             R"({"anyOf":[{"$ref":"#/$defs/time"},{"type":"number"},{"enum":["NaN",null]}]})"},
    ShapeRow{
        Shape::size, "size", R"(a size such as "4KiB" or a number of bytes)",
        is_string | is_integer | is_real,
        R"({"anyOf":[{"type":"integer","minimum":0},{"type":"string","pattern":"^[0-9]+(\\.[0-9]+)? *(B|KiB|MiB|GiB)$","examples":["4KiB","1MiB","100B"]}]})"},
    ShapeRow{
        Shape::rate, "rate", R"(a rate such as "40/s")", is_string,
        R"({"type":"string","pattern":"^[0-9]+(\\.[0-9]+)?/(ms|s|m|h)$","examples":["40/s","2/ms","100/m"]})"},
    ShapeRow{Shape::body, "body", "a list of actions or the name of a handler",
             is_array | is_string,
             R"({"anyOf":[{"type":"array","items":{"$ref":"#/$defs/action"}},{"type":"string"}]})"},
    ShapeRow{Shape::bodies, "bodies", "a list of bodies", is_array,
             R"({"type":"array","minItems":1,"items":{"$ref":"#/$defs/body"}})"},
    ShapeRow{Shape::branches, "branches", "a list of branches", is_array,
             R"({"type":"array","minItems":1,"items":{"$ref":"#/$defs/branch"}})"},
    ShapeRow{Shape::events, "events", "an object of events and their bodies", is_object, ""},
    ShapeRow{Shape::name, "name", "a name", is_string,
             R"({"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"})"},
    ShapeRow{Shape::variable, "variable", "the name of a variable", is_string,
             R"({"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*(\\.port[12])?$"})"},
    ShapeRow{Shape::address, "address", R"(the name of a server, "refused" or "missing")",
             is_string, R"({"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"})"},
    ShapeRow{Shape::handler, "handler", "the name of a handler", is_string, R"({"type":"string"})"},
    ShapeRow{
        Shape::condition, "condition", R"(a condition such as "n < 3")", is_string,
        R"({"type":"string","pattern":"^ *[A-Za-z_][A-Za-z0-9_]* *(<|<=|==|!=|>=|>) *-?[0-9]+ *$","examples":["n < 3"]})"},
    ShapeRow{
        Shape::expression, "expression",
        "a promise: a variable, a constant such as \"resolved\", or an action that gives one",
        is_string | is_object,
        R"({"anyOf":[{"type":"string","examples":["value","thenable","resolved","rejected","never","subclass"]},{"$ref":"#/$defs/expressionAction"}]})"},
    ShapeRow{Shape::expression_or_null, "expressionOrNull", "a promise or null",
             is_string | is_object | is_null,
             R"({"anyOf":[{"$ref":"#/$defs/expression"},{"type":"null"}]})"},
    ShapeRow{Shape::expressions, "expressions", "a list of promises", is_array,
             R"({"type":"array","items":{"$ref":"#/$defs/expression"}})"},
    ShapeRow{Shape::word, "word", "a word", is_string, ""},
    ShapeRow{Shape::node, "node", R"(a version such as "24")", is_string | is_integer, ""},
    ShapeRow{Shape::node_list, "nodeList", R"(a list of versions or "all")", is_array | is_string,
             ""},
    ShapeRow{Shape::threadpool, "threadpool",
             "a number of threads, or a text as in UV_THREADPOOL_SIZE", is_integer | is_string,
             R"({"type":["integer","string"]})"},
    ShapeRow{Shape::cores, "cores", R"(a whole number from 1 to 1024 or "unlimited")",
             is_integer | is_string,
             R"({"anyOf":[{"type":"integer","minimum":1,"maximum":1024},{"const":"unlimited"}]})"},
    ShapeRow{Shape::costs, "costs", R"("node", "none" or an object of costs)",
             is_string | is_object, ""},
    ShapeRow{
        Shape::bound, "bound", R"(a bound such as "<200ms" or ">= 0.95")",
        is_string | is_integer | is_real,
        R"({"anyOf":[{"type":"number"},{"type":"string","pattern":"^ *(<|<=|==|>=|>) *[0-9]","examples":["<200ms",">0.95","==100"]}]})"},
    ShapeRow{
        Shape::bounds, "bounds", "an object of bounds", is_object,
        R"({"type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/bound"}})"},
    ShapeRow{Shape::process, "process", R"(the name of a process, "main" or "all")", is_string,
             R"({"type":"string"})"},
    ShapeRow{Shape::times, "times", "a list of times", is_array,
             R"({"type":"array","minItems":1,"items":{"$ref":"#/$defs/time"}})"},
    ShapeRow{
        Shape::weighted_times, "weightedTimes",
        "a list of times, or of pairs of a time and a weight", is_array,
        R"({"type":"array","minItems":1,"items":{"anyOf":[{"$ref":"#/$defs/time"},{"type":"array","prefixItems":[{"$ref":"#/$defs/time"},{"type":"integer","minimum":1}],"minItems":2,"maxItems":2}]}})"},
    ShapeRow{Shape::time_pair, "timePair", "a list of two times", is_array,
             R"({"type":"array","items":{"$ref":"#/$defs/time"},"minItems":2,"maxItems":2})"},
    ShapeRow{Shape::api, "api", "the name of an API", is_string, ""},
    ShapeRow{Shape::object, "object", "an object", is_object, ""},
    ShapeRow{Shape::objects, "objects", "an object or a list of objects", is_object | is_array, ""},
    ShapeRow{Shape::object_map, "objectMap", "an object of named entries", is_object, ""},
};
static_assert(shape_rows.size() == static_cast<std::size_t>(Shape::object_map) + 1);

constexpr std::array<std::string_view, 11> reserved{"socket",   "parent",   "index",    "value",
                                                    "thenable", "resolved", "rejected", "never",
                                                    "subclass", "refused",  "missing"};

}  // namespace

std::span<const ShapeRow> shapes() { return shape_rows; }

const ShapeRow& shape_row(Shape shape) {
    const ShapeRow& row = shape_rows[static_cast<std::size_t>(shape)];
    SIM_CHECK(row.shape == shape);
    return row;
}

std::span<const std::string_view> reserved_words() { return reserved; }

const Field* find_field(std::span<const Field> fields, std::string_view key) {
    for (const Field& field : fields) {
        if (field.key == key || (!field.also.empty() && field.also == key)) return &field;
    }
    return nullptr;
}

std::vector<std::string_view> split_words(std::string_view words) {
    std::vector<std::string_view> list;
    while (!words.empty()) {
        const std::size_t end = words.find(' ');
        list.push_back(words.substr(0, end));
        words = end == std::string_view::npos ? std::string_view{} : words.substr(end + 1);
    }
    return list;
}

}  // namespace sim::scenario
