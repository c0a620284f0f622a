#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

/// Where `value` violates a JSON Schema that uses no more than: $ref to #/$defs, type, const, enum, required,
/// properties, additionalProperties (a boolean), items, minItems, maxItems, minimum, maximum, pattern-free strings
/// and oneOf. Other keywords are reported, so that a schema cannot promise what nobody checks.
[[nodiscard]] std::vector<std::string> check_schema(const nlohmann::json& schema,
                                                    const nlohmann::json& value);
