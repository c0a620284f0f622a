#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/language.hpp"
#include "sim/scenario/scenario.hpp"

// The reference of the language in Markdown.

namespace sim {
namespace scenario {
namespace {

struct GroupTitle {
    ActionGroup group;
    std::string_view title;
};
constexpr std::array group_titles{GroupTitle{ActionGroup::plain, "Plain actions"},
                                  GroupTitle{ActionGroup::callbacks, "Callbacks"},
                                  GroupTitle{ActionGroup::promises, "Promises"},
                                  GroupTitle{ActionGroup::work, "Work"},
                                  GroupTitle{ActionGroup::sockets, "Sockets, processes, workers"}};

/// Table cells must not contain what separates them.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string value_text(const Field& field) {
    switch (field.shape) {
        case Shape::integer:
            return fmt::format("a whole number from {} to {}", field.least, field.most);
        case Shape::word:
        case Shape::events: {
            std::string words;
            for (const std::string_view word : split_words(field.words))
                words += fmt::format("{}`{}`", words.empty() ? "" : ", ", word);
            return field.shape == Shape::events ? fmt::format("bodies by event: {}", words)
                                                : fmt::format("one of {}", words);
        }
        case Shape::object: return fmt::format("an object, see [{0}](#{0})", field.object->name);
        case Shape::objects:
            return fmt::format("an object or a list of objects, see [{0}](#{0})",
                               field.object->name);
        case Shape::object_map:
            return field.object == nullptr
                       ? "lists of actions by name"
                       : fmt::format("objects by name, see [{0}](#{0})", field.object->name);
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
        case Shape::node:
        case Shape::node_list:
        case Shape::threadpool:
        case Shape::cores:
        case Shape::costs:
        case Shape::bound:
        case Shape::bounds:
        case Shape::process:
        case Shape::times:
        case Shape::weighted_times:
        case Shape::time_pair:
        case Shape::api: break;
    }
    return std::string{shape_row(field.shape).expected};
}

std::string field_table(std::span<const Field> fields) {
    std::string text = "| key | value | meaning |\n|---|---|---|\n";
    for (const Field& field : fields) {
        text += fmt::format("| `{}`{} | {} | {} |\n", field.key, field.required ? " (needed)" : "",
                            cell(value_text(field)), cell(field.about));
    }
    return text;
}

std::string action_text(const ActionRow& row) {
    std::string text = fmt::format(
        "### {}\n\n{}{}\n\nTakes {}.\n\n```json\n{}\n```\n\n", row.operand.key, row.operand.about,
        row.is_expression ? " Gives a promise." : "", value_text(row.operand), row.example);
    if (!row.options.empty()) text += field_table(row.options) + "\n";
    return text;
}

/// The object, then those that its fields refer to and that have not been described yet.
void add_object(std::string& text, const Object& object, std::vector<const Object*>& described) {
    if (std::find(described.begin(), described.end(), &object) != described.end()) return;
    described.push_back(&object);
    text += fmt::format("### {}\n\n{}\n\n```json\n{}\n```\n\n{}\n", object.name, object.about,
                        object.example, field_table(object.fields));
    if (!object.one_of.empty()) {
        std::string words;
        for (const std::string_view word : split_words(object.one_of))
            words += fmt::format("{}`{}`", words.empty() ? "" : ", ", word);
        text += fmt::format("Exactly one of {}.\n\n", words);
    }
    for (const Field& field : object.fields) {
        if (field.object != nullptr) add_object(text, *field.object, described);
    }
}

}  // namespace
}  // namespace scenario

std::string scenario_reference() {
    using namespace scenario;
    std::string text =
        "# The scenario language\n\n"
        "A scenario is one JSON object; comments are allowed. A *body* is a list of actions or the "
        "name of a handler. An *action* is\n"
        "an object with one key of those below and its options; the order of keys does not matter. "
        "Variables belong to main, to each\n"
        "request of a load, or to a worker; callbacks and called handlers share those of who made "
        "them.\n\n## Sections\n\n";
    std::vector<const Object*> described;
    add_object(text, file_object(), described);
    add_object(text, distribution_object(), described);
    add_object(text, branch_object(), described);
    for (const GroupTitle& group : group_titles) {
        text += fmt::format("## {}\n\n", group.title);
        for (const ActionRow& row : actions()) {
            if (row.group == group.group) text += action_text(row);
        }
        if (api_action().group == group.group) text += action_text(api_action());
    }
    return text;
}

}  // namespace sim
