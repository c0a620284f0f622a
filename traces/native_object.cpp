#include "traces/native_object.hpp"

#include <charconv>
#include <system_error>

namespace traces {

namespace dom = simdjson::dom;

bool NativeObject::has_keys(std::size_t expected, std::string_view what) const {
    return object_.size() == expected || (*fault_)("{}: unknown or repeated keys", what);
}

std::optional<NativeObject> NativeObject::find(std::string_view key,
                                               std::string_view expected) const {
    dom::object object;
    if (object_[key].get(object) == simdjson::SUCCESS) return NativeObject{object, *fault_};
    (*fault_)("{}: expected {}", key, expected);
    return {};
}

std::optional<dom::array> NativeObject::list(std::string_view key,
                                             std::string_view expected) const {
    dom::array array;
    if (object_[key].get(array) == simdjson::SUCCESS) return array;
    (*fault_)("{}: expected {}", key, expected);
    return {};
}

std::optional<NativeObject> NativeObject::to_object(const dom::element& element,
                                                    std::string_view key) const {
    dom::object row;
    if (element.get(row) == simdjson::SUCCESS) return NativeObject{row, *fault_};
    (*fault_)("{}: expected objects", key);
    return {};
}

bool NativeObject::get(std::string_view key, std::string_view& value,
                       std::string_view expected) const {
    return object_[key].get(value) == simdjson::SUCCESS ||
           (*fault_)("{}: expected {}", key, expected);
}

bool NativeObject::get(std::string_view key, bool& value) const {
    return object_[key].get(value) == simdjson::SUCCESS ||
           (*fault_)("{}: expected true or false", key);
}

bool NativeObject::text(std::string_view key, std::string& value) const {
    std::string_view found;
    if (!get(key, found, "a text")) return false;
    value = found;
    return true;
}

bool NativeObject::integer(std::string_view key, NativeRange range, std::int64_t& value) const {
    if (object_[key].get(value) != simdjson::SUCCESS)
        return (*fault_)("{}: expected an integer", key);
    return range.holds(value) || (*fault_)("{}: {} is out of range", key, value);
}

bool NativeObject::digits(std::string_view key, int base, std::uint64_t& value) const {
    std::string_view text;
    if (!get(key, text, "a text")) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return (error == std::errc{} && end == text.data() + text.size()) ||
           (*fault_)("\"{}\" is no 64-bit number", text);
}

bool NativeObject::integers(std::string_view key, NativeRange range,
                            std::vector<std::int64_t>& values) const {
    const std::optional<dom::array> elements = list(key, "a column of integers");
    if (!elements) return false;
    for (const dom::element element : *elements) {
        std::int64_t value = 0;
        if (element.get(value) != simdjson::SUCCESS)
            return (*fault_)("{}, row {}: expected an integer", key, values.size());
        if (!range.holds(value))
            return (*fault_)("{}, row {}: {} is out of range", key, values.size(), value);
        values.push_back(value);
    }
    return true;
}

}  // namespace traces
