#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traces/native_fault.hpp"
#include "traces/native_range.hpp"

namespace traces {

/// An object of the lines that hold no columns. Each function looks for one key and says what is wrong with its value;
/// false after a fault.
class NativeObject {
public:
    NativeObject(const simdjson::dom::object& object, NativeFault& fault)
        : object_(object), fault_(&fault) {}

    [[nodiscard]] NativeFault& fault() const { return *fault_; }
    [[nodiscard]] const simdjson::dom::object& object() const { return object_; }

    [[nodiscard]] bool has_keys(std::size_t expected, std::string_view what) const;
    /// None after a fault.
    [[nodiscard]] std::optional<NativeObject> find(std::string_view key,
                                                   std::string_view expected) const;
    [[nodiscard]] std::optional<simdjson::dom::array> list(std::string_view key,
                                                           std::string_view expected) const;
    bool get(std::string_view key, std::string_view& value, std::string_view expected) const;
    bool get(std::string_view key, bool& value) const;
    bool text(std::string_view key, std::string& value) const;
    bool integer(std::string_view key, NativeRange range, std::int64_t& value) const;
    template <class Integer>
    bool number(std::string_view key, NativeRange range, Integer& value) const {
        std::int64_t found = 0;
        if (!integer(key, range, found)) return false;
        value = static_cast<Integer>(found);
        return true;
    }
    bool time(std::string_view key, sim::Instant& value) const {
        std::int64_t found = 0;
        if (!integer(key, any_instant, found)) return false;
        value = native_instant(found);
        return true;
    }
    bool time(std::string_view key, sim::Duration& value) const {
        return integer(key, any_duration, value.ns);
    }
    template <class Id>
    bool row_id(std::string_view key, std::size_t size, Id& value) const {
        std::int64_t found = 0;
        if (!integer(key, ids_of(size), found)) return false;
        value = native_id<Id>(found);
        return true;
    }
    /// 64 bits as a text.
    bool digits(std::string_view key, int base, std::uint64_t& value) const;
    /// An array of integers.
    bool integers(std::string_view key, NativeRange range, std::vector<std::int64_t>& values) const;
    /// The objects of a list, each given to `read` with a new row.
    template <class Row, class Read>
    bool rows(std::string_view key, std::size_t keys, std::vector<Row>& to, Read read) const {
        const std::optional<simdjson::dom::array> objects = list(key, "a list");
        if (!objects) return false;
        for (const simdjson::dom::element element : *objects) {
            const std::optional<NativeObject> row = to_object(element, key);
            if (!row || !row->has_keys(keys, key) || !read(*row, to.emplace_back())) return false;
        }
        return true;
    }

private:
    [[nodiscard]] std::optional<NativeObject> to_object(const simdjson::dom::element& element,
                                                        std::string_view key) const;

    simdjson::dom::object object_;
    NativeFault* fault_;
};

}  // namespace traces
