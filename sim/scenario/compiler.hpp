#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/program/program.hpp"
#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/language.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/source_text.hpp"

namespace sim::scenario {

/// One action as found in the file. `values` are in the order of the row's options, json_none if absent.
struct Call {
    const ActionRow* row = nullptr;
    JsonIndex object = json_none;
    JsonIndex operand = json_none;
    std::array<JsonIndex, 8> values{};
    bool wants_value = false;  // in the place of a promise: the promise stays on the stack

    [[nodiscard]] JsonIndex operator[](std::string_view option) const;
};

/// The values of an object's fields, in their order; json_none if absent.
struct Values {
    std::span<const Field> fields;
    std::array<JsonIndex, 16> values{};

    [[nodiscard]] JsonIndex operator[](std::string_view key) const;
};

/// A word in a body that only makes sense in some places; judged when all bodies are known.
struct ContextUse {
    enum class Kind : std::uint8_t { respond, socket, parent };
    Kind kind = Kind::respond;
    BodyId body;
    std::uint32_t offset = 0;
};

/// Turns the tree into a program. An error is noted in the source and something harmless is compiled in
/// place of what was wrong, so that one run finds many errors.
class Compiler {
public:
    Compiler(SourceText& source, const JsonTree& tree, const FileReader& read_file,
             std::string_view file);

    void compile_file();  // sections.cpp
    [[nodiscard]] Program take() { return std::move(program_); }

    // Reading values. A wrong one is an error in the source and gives what is named. ------ values.cpp
    [[nodiscard]] const JsonTree& tree() const { return tree_; }
    [[nodiscard]] std::uint32_t offset(JsonIndex value) const { return tree_[value].offset; }
    [[nodiscard]] bool check_shape(JsonIndex value, const Field& field);
    [[nodiscard]] Values read_fields(JsonIndex object, const Object& shape);
    void error(std::size_t offset, std::string message, std::string hint = {});
    [[nodiscard]] std::size_t error_count() const { return source_.error_count(); }
    void error_at(JsonIndex value,
                  Diagnostic diagnostic);  // one without a place, of sim/core/units
    /// Empty if the value is absent or no string.
    [[nodiscard]] std::string_view text(JsonIndex value) const {
        return value == json_none ? std::string_view{} : tree_.string(value);
    }
    [[nodiscard]] bool is_true(JsonIndex value) const {
        return value != json_none && tree_[value].boolean;
    }
    [[nodiscard]] std::int64_t integer(JsonIndex value, const Field& field);
    [[nodiscard]] std::optional<double> real(JsonIndex value);
    [[nodiscard]] Duration time(JsonIndex value, Duration otherwise);
    [[nodiscard]] std::int64_t size(JsonIndex value, std::int64_t otherwise);
    [[nodiscard]] std::optional<Duration> rate(JsonIndex value);
    [[nodiscard]] std::int64_t delay_ms(JsonIndex value);
    [[nodiscard]] bool is_word(JsonIndex value, std::string_view words, std::string_view what);
    /// Index into the distributions; index_none if the value is absent.
    [[nodiscard]] std::uint32_t duration(JsonIndex value);  // distributions.cpp
    std::uint32_t add_distribution(const Distribution& distribution);

    // Variables and servers. ---------------------------------------------------------- variables.cpp
    Slot define(JsonIndex value, std::uint16_t holds);  // slot_none if absent
    Slot use(JsonIndex value, std::uint16_t holds);
    Slot use(std::size_t at, std::string_view name, std::uint16_t holds);
    /// A variable, `socket` or `parent` where the field allows these.
    Slot use_handle(JsonIndex value, std::uint16_t holds, std::string_view words);
    std::uint32_t server(JsonIndex value, bool is_definition);
    void check_variables();

    // Bodies and actions. ------------------------------------------------------------ actions.cpp
    /// A callback or function of its own; none if the value is absent.
    BodyId body(JsonIndex value, std::string_view name);
    /// A part of the function around it: an await in it suspends that function.
    BodyId inline_body(JsonIndex value, std::string_view name);
    /// Compiles the actions of `value` into the current body.
    void splice(JsonIndex value, std::string_view name);
    void expression(JsonIndex value);  // leaves one promise on the stack
    /// Stores or drops what is on the stack, unless it is wanted there.
    void finish_expression(const Call& call);
    Action make(Op op) const;
    void emit(const Action& action) { frames_.back().actions.push_back(action); }
    void note_await(JsonIndex value);
    void note_context(ContextUse::Kind kind, JsonIndex value);
    NameId intern(std::string_view name) { return program_.names.intern(name); }
    [[nodiscard]] std::uint32_t text_of(JsonIndex value);  // index into texts
    /// The callbacks of an `on` object as rows of bindings, set in `action`.
    void bind(Action& action, JsonIndex events, const Field& field, std::uint16_t holds);
    [[nodiscard]] std::optional<HandleEvent> handle_event(JsonIndex at, std::string_view name,
                                                          std::uint16_t holds);
    [[nodiscard]] std::optional<BodyId> handler(JsonIndex value);
    [[nodiscard]] bool is_async(BodyId body) const {
        return program_.bodies[body.index()].is_async;
    }
    /// The body of one round of a `for await`: what `item` emits, then the option "do".
    BodyId round_body(const Call& call, const std::function<void()>& item);
    /// The argument of `async`: an async function even if it never awaits.
    BodyId async_body(JsonIndex value);
    /// An async generator's step: awaits a value.
    BodyId await_value_body();
    std::uint32_t add_script(std::string_view name, JsonIndex main, bool is_module, bool is_worker);
    [[nodiscard]] bool is_module() const { return is_module_; }
    [[nodiscard]] bool is_signal(JsonIndex value);
    [[nodiscard]] std::optional<ApiSite> find_work(JsonIndex value);
    std::uint32_t find_station(JsonIndex value);

    [[nodiscard]] Program& program() { return program_; }

private:
    struct Frame {
        BodyId id;
        std::vector<Action> actions;
        std::uint32_t await_offset = 0;
        bool awaits = false;
    };
    struct Variable {
        std::string name;
        std::uint16_t holds = 0;  // what definitions give it
    };
    struct VariableUse {
        Slot slot = slot_none;
        std::uint16_t holds = 0;
        std::uint32_t offset = 0;
    };
    struct Server {
        bool is_defined = false;
        std::vector<std::uint32_t> uses;
    };

    // values.cpp, distributions.cpp
    std::uint32_t distribution(JsonIndex object);
    std::uint32_t work_time(JsonIndex value);
    std::uint32_t uniform(JsonIndex list);
    std::uint32_t lognormal(JsonIndex object, const Object& shape);
    std::uint32_t empirical(JsonIndex list);
    [[nodiscard]] double real_between(JsonIndex value, std::string_view key, double least,
                                      double most);
    void read_members(JsonIndex object, std::span<const Field> fields, std::span<JsonIndex> values,
                      JsonIndex operand, std::string_view what);
    // actions.cpp
    [[nodiscard]] const ActionRow* find_row(JsonIndex object, JsonIndex& operand);
    void action(JsonIndex object, bool wants_value);
    void add_actions(JsonIndex list);
    void define_anyway(JsonIndex object);
    BodyId new_body(std::string_view name, JsonIndex value);
    void fill_body(BodyId id, JsonIndex value);
    void finish_body();
    PlaceId add_place(std::uint32_t at);
    // async.cpp
    void find_async_handlers();
    // sections.cpp
    void read_header(const Values& values);
    void name_handlers(JsonIndex section);
    void compile_handlers();
    [[nodiscard]] bool check_entry(JsonIndex entry, const Object& shape);
    [[nodiscard]] bool check_name(JsonIndex entry);
    [[nodiscard]] bool read_module(JsonIndex value, bool otherwise);
    [[nodiscard]] std::int32_t read_threadpool(JsonIndex value, std::int32_t otherwise);
    [[nodiscard]] JsonIndex find_entry(JsonIndex section, std::string_view name) const;
    [[nodiscard]] JsonIndex section(std::string_view name) const {
        return tree_.find(tree_.root(), name);
    }
    [[nodiscard]] std::vector<std::string_view> keys(JsonIndex object) const;
    void read_runtime(JsonIndex section);
    void read_stations(JsonIndex section);
    void read_work(JsonIndex section);
    void read_processes(JsonIndex section);
    void read_costs(JsonIndex value);
    void read_measured(JsonIndex value);
    void read_calibrated_cores(JsonIndex facts);
    void apply_measured();
    // loads.cpp
    void read_loads(JsonIndex section);
    void read_load(JsonIndex object);
    void read_arrivals(JsonIndex object, Load& load);
    void read_instants(JsonIndex value, Load& load);
    void read_instants_file(JsonIndex value, Load& load);
    // expectations.cpp
    void read_expectations(JsonIndex section);
    void read_expectation(JsonIndex object);
    [[nodiscard]] bool check_metric(JsonIndex value, std::string_view group);
    void read_bound(JsonIndex value, std::string_view group, std::string metric,
                    Expectation& expectation);
    [[nodiscard]] std::vector<std::string> read_profiles(JsonIndex value);
    [[nodiscard]] std::vector<std::string> read_lines(JsonIndex value);
    void read_claims(JsonIndex value, Expectation& expectation);
    bool is_profile(JsonIndex value, std::string& name);
    // check.cpp, emit_handles.cpp
    void settle_child_events();
    void check_calls();
    void check_contexts();
    void check_answers();
    void check_replicas();

    SourceText& source_;
    const JsonTree& tree_;
    const FileReader& read_file_;
    Program program_;
    std::vector<Frame> frames_;
    PlaceId place_;  // of the action being compiled
    NameId file_;
    bool is_module_ = false;
    std::unordered_map<std::string, Slot> slots_;
    std::vector<Variable> variables_;
    std::vector<VariableUse> variable_uses_;
    std::unordered_map<std::string, std::uint32_t> server_index_;
    std::vector<Server> servers_;
    std::unordered_map<std::string, BodyId> handlers_;
    std::vector<JsonIndex> handler_values_;
    std::vector<std::string_view> handler_names_;  // in the order of the file
    std::unordered_map<std::string, std::uint32_t> stations_;
    std::unordered_map<std::string, std::uint32_t> processes_;
    std::unordered_map<std::string, std::uint32_t>
        work_times_;  // distributions by the name of a kind of work
    std::unordered_map<std::string, ApiSite> work_sites_;
    std::size_t work_depth_ = 0;  // of kinds of work that refer to each other
    std::int64_t replicas_ = 1;
    std::uint32_t await_offset_ = 0;  // first await of the body compiled last
    BodyId await_value_body_;
    std::vector<std::uint32_t> place_offsets_;    // by place
    std::vector<std::uint32_t> handler_offsets_;  // by load
    std::vector<ContextUse> context_uses_;
    std::vector<BodyId> worker_mains_;
};

}  // namespace sim::scenario
