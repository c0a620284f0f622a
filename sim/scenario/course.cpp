#include "sim/scenario/course.hpp"

#include <initializer_list>
#include <optional>

#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/source_text.hpp"

namespace sim {

namespace {

using scenario::describe;
using scenario::json_none;
using scenario::JsonIndex;
using scenario::JsonKind;
using scenario::JsonTree;
using scenario::SourceText;

class CourseReader {
public:
    CourseReader(const JsonTree& tree, SourceText& source) : tree_(tree), source_(source) {}

    Course read() {
        Course course;
        if (!has_only(tree_.root(), {"about", "chapters"})) return course;
        course.about = text(tree_.root(), "about");
        each(tree_.root(), "chapters", [&](JsonIndex item) {
            Chapter chapter;
            if (!has_only(item, {"title", "lessons"})) return;
            chapter.title = text(item, "title");
            each(item, "lessons", [&](JsonIndex lesson) {
                if (!has_only(lesson, {"scenario", "question"})) return;
                chapter.lessons.push_back({text(lesson, "scenario"), text(lesson, "question")});
            });
            course.chapters.push_back(std::move(chapter));
        });
        return course;
    }

private:
    void error(JsonIndex at, std::string message) {
        source_.error(tree_[at].offset, std::move(message));
    }

    bool has_only(JsonIndex object, std::initializer_list<std::string_view> names) {
        if (tree_[object].kind != JsonKind::object) {
            error(object, "found " + describe(tree_, object) + ", expected an object");
            return false;
        }
        const std::vector<std::string_view> known{names};
        for (JsonIndex at = tree_[object].first; at != json_none; at = tree_[at].next) {
            bool is_known = false;
            for (const std::string_view name : known) is_known = is_known || name == tree_.key(at);
            if (!is_known)
                source_.error(tree_[at].key_offset, "unknown key " + scenario::quote(tree_.key(at)),
                              scenario::known_hint(tree_.key(at), known));
        }
        return true;
    }

    std::string text(JsonIndex object, std::string_view name) {
        const JsonIndex at = tree_.find(object, name);
        if (at != json_none && tree_[at].kind == JsonKind::string)
            return std::string{tree_.string(at)};
        if (at == json_none) error(object, "\"" + std::string{name} + "\" is missing");
        else error(at, "found " + describe(tree_, at) + ", expected a text");
        return {};
    }

    template <class Item>
    void each(JsonIndex object, std::string_view name, const Item& item) {
        const JsonIndex list = tree_.find(object, name);
        if (list == json_none) {
            error(object, "\"" + std::string{name} + "\" is missing");
            return;
        }
        if (tree_[list].kind != JsonKind::array) {
            error(list, "found " + describe(tree_, list) + ", expected a list");
            return;
        }
        for (JsonIndex at = tree_[list].first; at != json_none; at = tree_[at].next) item(at);
    }

    const JsonTree& tree_;
    SourceText& source_;
};

}  // namespace

Result<Course> load_course(std::string_view text, std::string_view file) {
    SourceText source{text, file};
    const std::optional<JsonTree> tree = scenario::parse_json(source);
    if (!tree) return source.diagnostics();
    Course course = CourseReader{*tree, source}.read();
    if (source.has_errors()) return source.diagnostics();
    return course;
}

}  // namespace sim
