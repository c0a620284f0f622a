#include "sim/scenario/language_fields.hpp"

// The actions of all groups, in the order of the reference.

namespace sim::scenario {

std::span<const ActionRow> actions() {
    static const std::vector<ActionRow> rows = [] {
        std::vector<ActionRow> all;
        for (const std::span<const ActionRow> group :
             {language::plain_actions(), language::callback_actions(), language::promise_actions(),
              language::work_actions(), language::handle_actions()})
            all.insert(all.end(), group.begin(), group.end());
        return all;
    }();
    return rows;
}

const ActionRow& api_action() { return language::actions_of_apis(); }

}  // namespace sim::scenario
