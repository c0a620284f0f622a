#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/core/check.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/node/cost_model.hpp"
#include "sim/node/profile.hpp"
#include "sim/scenario/language.hpp"
#include "sim/scenario/scenario.hpp"

// The JSON Schema (draft 2020-12) of scenario files. Every object with fixed keys and every action is a definition
// of its own, so that an editor shows the text and the example of the one it is in.

namespace sim {
namespace scenario {
namespace {

using Json = nlohmann::ordered_json;

Json reference_to(std::string_view name) { return {{"$ref", fmt::format("#/$defs/{}", name)}}; }

Json fragment(const ShapeRow& row) {
    Json json = Json::parse(row.schema, nullptr, false);
    SIM_CHECK(!json.is_discarded());
    return json;
}

Json string_list(std::span<const std::string_view> words) {
    Json list = Json::array();
    for (const std::string_view word : words) list.push_back(std::string{word});
    return list;
}

Json version_schema() {
    Json versions = Json::array();
    for (const Profile& profile : profiles()) versions.push_back(std::string{profile.name});
    for (const Profile& profile : profiles())
        versions.push_back(std::stoi(std::string{profile.name}));
    return {{"enum", versions}};
}

Json costs_schema() {
    Json properties = Json::object();
    for (const CostField& field : cost_fields()) {
        Json cost = field.unit == CostUnit::time    ? reference_to("time")
                    : field.unit == CostUnit::bytes ? reference_to("size")
                                                    : Json{{"type", "integer"}, {"minimum", 0}};
        cost["description"] = std::string{field.doc};
        properties[std::string{field.name}] = cost;
    }
    properties["work"] = {
        {"type", "object"},
        {"additionalProperties", reference_to("work")},
        {"description", "measured service times of kinds of work, in place of the scenario's own"}};
    properties["calibrated"] = {
        {"type", "object"},
        {"description",
         "how and where the costs were measured; its cores count where none are stated"}};
    const Json table = {
        {"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    return {{"anyOf", Json::array({Json{{"enum", Json::array({"node", "none"})}}, table})}};
}

Json events_schema(std::string_view words) {
    Json properties = Json::object();
    for (const std::string_view word : split_words(words))
        properties[std::string{word}] = reference_to("body");
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json api_names() {
    Json names = Json::array();
    for (const Api& api : apis()) names.push_back(std::string{api.name});
    return {{"enum", names}};
}

Json value_schema(const Field& field) {
    switch (field.shape) {
        case Shape::integer:
            return {{"type", "integer"}, {"minimum", field.least}, {"maximum", field.most}};
        case Shape::word: return {{"enum", string_list(split_words(field.words))}};
        case Shape::events: return events_schema(field.words);
        case Shape::node: return version_schema();
        case Shape::node_list:
            return {{"anyOf",
                     Json::array(
                         {Json{{"const", "all"}}, version_schema(),
                          Json{{"type", "array"}, {"minItems", 1}, {"items", version_schema()}}})}};
        case Shape::costs: return costs_schema();
        case Shape::api: return api_names();
        case Shape::object: return reference_to(field.object->name);
        case Shape::objects:
            return {{"anyOf", Json::array({reference_to(field.object->name),
                                           Json{{"type", "array"},
                                                {"items", reference_to(field.object->name)}}})}};
        case Shape::object_map: {
            const Json list = {{"type", "array"}, {"items", reference_to("action")}};
            return {{"type", "object"},
                    {"additionalProperties",
                     field.object == nullptr ? list : reference_to(field.object->name)}};
        }
        case Shape::bounds: {
            Json json = reference_to("bounds");
            if (!field.words.empty())
                json["propertyNames"] = {{"enum", string_list(split_words(field.words))}};
            return json;
        }
        case Shape::text:
        case Shape::label:
        case Shape::lines:
        case Shape::line_lists:
        case Shape::flag:
        case Shape::yes:
        case Shape::real:
        case Shape::time:
        case Shape::duration:
        case Shape::delay:
        case Shape::size:
        case Shape::rate:
        case Shape::body:
        case Shape::bodies:
        case Shape::branches:
        case Shape::name:
        case Shape::variable:
        case Shape::address:
        case Shape::handler:
        case Shape::condition:
        case Shape::expression:
        case Shape::expression_or_null:
        case Shape::expressions:
        case Shape::threadpool:
        case Shape::cores:
        case Shape::bound:
        case Shape::process:
        case Shape::times:
        case Shape::weighted_times:
        case Shape::time_pair: return reference_to(shape_row(field.shape).name);
    }
    return {};
}

Json field_schema(const Field& field) {
    Json json = value_schema(field);
    json["description"] = std::string{field.about};
    return json;
}

Json example_list(std::string_view example) {
    Json json = Json::parse(example, nullptr, false);
    SIM_CHECK(!json.is_discarded());
    return Json::array({json});
}

Json object_schema(const Object& object) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Field& field : object.fields) {
        properties[std::string{field.key}] = field_schema(field);
        if (field.required) required.push_back(std::string{field.key});
    }
    Json json = {
        {"description", std::string{object.about}}, {"type", "object"}, {"properties", properties}};
    if (!required.empty()) json["required"] = required;
    if (!object.one_of.empty()) {
        Json alternatives = Json::array();
        for (const std::string_view key : split_words(object.one_of))
            alternatives.push_back({{"required", Json::array({std::string{key}})}});
        json["oneOf"] = alternatives;
    }
    json["additionalProperties"] = false;
    json["examples"] = example_list(object.example);
    return json;
}

/// Defines `object` and those that its fields refer to.
void define_object(Json& definitions, const Object& object) {
    const std::string name{object.name};
    if (definitions.contains(name)) return;
    definitions[name] = object_schema(object);
    for (const Field& field : object.fields) {
        if (field.object != nullptr) define_object(definitions, *field.object);
    }
}

Json action_schema(const ActionRow& row) {
    Json properties = Json::object();
    properties[std::string{row.operand.key}] = field_schema(row.operand);
    Json required = Json::array({std::string{row.operand.key}});
    for (const Field& option : row.options) {
        properties[std::string{option.key}] = field_schema(option);
        if (option.required) required.push_back(std::string{option.key});
    }
    return {{"description", std::string{row.operand.about}},
            {"type", "object"},
            {"properties", properties},
            {"required", required},
            {"additionalProperties", false},
            {"examples", example_list(row.example)}};
}

/// One definition for all APIs: their options are the same.
Json api_schema() {
    Json properties = Json::object();
    Json alternatives = Json::array();
    for (const Api& api : apis()) {
        Json property = reference_to("label");
        property["description"] =
            fmt::format("{}{}{}", to_text(api.place), api.doc.empty() ? "" : "; ", api.doc);
        properties[std::string{api.name}] = property;
        alternatives.push_back({{"required", Json::array({std::string{api.name}})}});
    }
    for (const Field& option : api_action().options)
        properties[std::string{option.key}] = field_schema(option);
    return {{"description", std::string{api_action().operand.about}},
            {"type", "object"},
            {"properties", properties},
            {"oneOf", alternatives},
            {"additionalProperties", false},
            {"examples", example_list(api_action().example)}};
}

std::string action_name(const ActionRow& row) { return fmt::format("action.{}", row.operand.key); }

void define_actions(Json& definitions) {
    Json all = Json::array();
    Json expressions = Json::array();
    for (const ActionRow& row : actions()) {
        all.push_back(reference_to(action_name(row)));
        if (row.is_expression) expressions.push_back(reference_to(action_name(row)));
    }
    const std::string api = action_name(api_action());
    all.push_back(reference_to(api));
    expressions.push_back(reference_to(api));
    definitions["action"] = {
        {"description", "One action: its key with the main operand, and options."}, {"anyOf", all}};
    definitions["expressionAction"] = {{"description", "An action that gives a promise."},
                                       {"anyOf", expressions}};
    for (const ActionRow& row : actions()) definitions[action_name(row)] = action_schema(row);
    definitions[api] = api_schema();
}

}  // namespace
}  // namespace scenario

std::string scenario_schema() {
    using namespace scenario;
    Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "loopglass scenario"}};
    schema.update(object_schema(file_object()));
    schema["anyOf"] = Json::array({Json{{"required", Json::array({"main"})}},
                                   Json{{"required", Json::array({"load"})}},
                                   Json{{"required", Json::array({"processes"})}}});
    Json definitions = Json::object();
    for (const ShapeRow& row : shapes()) {
        if (!row.schema.empty()) definitions[std::string{row.name}] = fragment(row);
    }
    for (const Field& field : file_object().fields) {
        if (field.object != nullptr) define_object(definitions, *field.object);
    }
    define_object(definitions, distribution_object());
    define_object(definitions, branch_object());
    define_actions(definitions);
    schema["$defs"] = definitions;
    return schema.dump(1) + "\n";
}

}  // namespace sim
