#include "tests/traces/schema_check.hpp"

#include <set>

namespace {

using Json = nlohmann::json;

class SchemaChecker {
public:
    explicit SchemaChecker(const Json& root) : root_(root) {}

    std::vector<std::string> check(const Json& schema, const Json& value,
                                   const std::string& path) const {
        std::vector<std::string> lines;
        const auto add = [&](const std::string& what) { lines.push_back(path + ": " + what); };
        const auto append = [&](std::vector<std::string> more) {
            lines.insert(lines.end(), more.begin(), more.end());
        };
        for (const auto& [key, rule] : schema.items()) {
            if (key == "$ref") {
                append(check(root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), value,
                             path));
            } else if (key == "type") {
                if (!has_type(rule, value)) add("expected " + rule.dump());
            } else if (key == "const") {
                if (value != rule) add("expected " + rule.dump());
            } else if (key == "enum") {
                if (std::find(rule.begin(), rule.end(), value) == rule.end())
                    add("expected one of " + rule.dump());
            } else if (key == "required") {
                for (const auto& name : rule)
                    if (!value.contains(name)) add("no " + name.get<std::string>());
            } else if (key == "properties") {
                for (const auto& [name, inner] : rule.items())
                    if (value.contains(name)) append(check(inner, value[name], path + "/" + name));
            } else if (key == "additionalProperties") {
                for (const auto& item : value.items())
                    if (!rule.get<bool>() && !schema["properties"].contains(item.key()))
                        add("unexpected " + item.key());
            } else if (key == "items") {
                for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
                    append(check(rule, value[i], path + "/" + std::to_string(i)));
            } else if (key == "minItems" || key == "maxItems") {
                if (key == "minItems" ? value.size() < rule : value.size() > rule)
                    add("has " + std::to_string(value.size()) + " items");
            } else if (key == "minimum" || key == "maximum") {
                if (key == "minimum" ? value < rule : value > rule)
                    add(value.dump() + " is out of range");
            } else if (key == "oneOf") {
                std::size_t fits = 0;
                for (const auto& inner : rule) fits += check(inner, value, path).empty() ? 1U : 0U;
                if (fits != 1) add("fits " + std::to_string(fits) + " alternatives");
            } else if (!std::set<std::string>{"$schema", "$id", "$defs", "title", "description"}
                            .contains(key)) {
                add("the schema uses " + key);
            }
        }
        return lines;
    }

private:
    static bool has_type(const std::string& type, const Json& value) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_number_integer();
        return type == "boolean" && value.is_boolean();
    }

    const Json& root_;
};

}  // namespace

std::vector<std::string> check_schema(const nlohmann::json& schema, const nlohmann::json& value) {
    return SchemaChecker{schema}.check(schema, value, "");
}
