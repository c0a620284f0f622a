#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace sim {

using OrderedJson = nlohmann::ordered_json;

/// Ends the translation: something in the scenario has no JavaScript form. `key` is what to point at.
struct NoJavascriptForm {
    std::string key;
    std::string message;
};

/// What a generated program uses of its prologue, so that it declares nothing else.
struct PrologueNeeds {
    bool is_module = false;
    bool shared_lines =
        false;  // workers log, too: lines go through shared memory to keep their order
    bool subclass = false;
    bool new_promise = false;  // a promise that is settled from outside
    bool promise = false;      // calls an API with a callback as a promise
    bool text_of = false;
    bool port_of = false;
    bool directory = false;  // `file` is used
    bool pool_cpu = false;   // CPU work of a given time on the pool
    bool choose = false;
    std::set<std::string> modules;                            // "fs", "net" ...
    std::vector<std::pair<std::string, std::int64_t>> files;  // label and size, made before main
    std::vector<std::pair<std::string, std::int64_t>> directories;  // name and number of entries
    std::string threadpool;  // UV_THREADPOOL_SIZE, empty: as it is
};

/// The JavaScript that comes before main: collecting lines, busy loops, files.
[[nodiscard]] std::string javascript_prologue(const PrologueNeeds& needs);

/// What an API of the catalogue is in JavaScript. In a template {file} is a path, {size} a byte count, {data} a
/// buffer of that size, {parts} a count, {missing} a path of that many missing directories, {default} the
/// milliseconds that the catalogue states and {done} the callback.
struct JavascriptApi {
    enum class Prepare : std::uint8_t { nothing, file, directory, path };
    std::string_view name;
    std::string_view module;
    std::string_view callback = {};  // empty: there is no callback form
    std::string_view promise = {};   // empty: the callback form through `promise`
    Prepare prepare = Prepare::nothing;
    bool cpu_on_pool = false;  // may take a time of its own
};

/// The row of that name, null if none.
[[nodiscard]] const JavascriptApi* find_javascript_api(std::string_view name);

/// Translates bodies, actions and expressions of one script. Throws NoJavascriptForm, and JSON errors where
/// the scenario does not have the shape that load_scenario checks.
class JavascriptEmitter {
public:
    /// `root` must outlive the emitter.
    explicit JavascriptEmitter(const OrderedJson& root, bool in_worker = false);

    /// Prologue, handlers and main.
    [[nodiscard]] std::string program();

private:
    using Statement = std::string (JavascriptEmitter::*)(const OrderedJson&);
    struct StatementRow {
        std::string_view key;
        Statement emit;
    };
    static const std::vector<StatementRow>& rows();

    /// What a function gets from its caller beside the variables.
    enum class Gets : std::uint8_t { nothing, value, connection, request, handle, error };

    [[nodiscard]] std::string script(const OrderedJson& main);
    void look_through(const OrderedJson& value);
    [[nodiscard]] std::string handler_functions();
    [[nodiscard]] std::string variables() const;

    // bodies
    [[nodiscard]] std::string statements(const OrderedJson& body);
    [[nodiscard]] std::string function(const OrderedJson& body, Gets gets = Gets::nothing,
                                       bool force_async = false);
    [[nodiscard]] std::string handler_call(const std::string& name, bool force_async = false);
    [[nodiscard]] std::string parameters() const;
    [[nodiscard]] std::string stored(const OrderedJson& action,
                                     const std::string& expression) const;

    // expressions
    [[nodiscard]] std::string expression(const OrderedJson& x);
    [[nodiscard]] std::string promise_of(const OrderedJson& x);
    [[nodiscard]] std::string expression_object(const OrderedJson& action);
    [[nodiscard]] std::string reactions(const OrderedJson& action);
    [[nodiscard]] std::string new_promise(const OrderedJson& action);
    [[nodiscard]] std::string operand(const std::string& name);
    [[nodiscard]] std::string list(const OrderedJson& xs);
    [[nodiscard]] std::string handle(const std::string& name) const;
    [[nodiscard]] std::string text(std::string_view with_holes) const;
    [[nodiscard]] std::string delay(const OrderedJson& value) const;
    [[nodiscard]] std::string milliseconds_of(const OrderedJson& duration,
                                              std::string_view key) const;
    [[nodiscard]] std::string payload(const OrderedJson& action) const;
    [[nodiscard]] std::string file_of(const std::string& label, const OrderedJson& action,
                                      JavascriptApi::Prepare prepare);

    // work
    [[nodiscard]] std::string work(const OrderedJson& action);
    [[nodiscard]] std::string api_call(const std::string& name, const OrderedJson& action);

    // statements, one per action
    std::string emit_log(const OrderedJson& a);
    std::string emit_cpu(const OrderedJson& a);
    std::string emit_count(const OrderedJson& a);
    std::string emit_if(const OrderedJson& a);
    std::string emit_repeat(const OrderedJson& a);
    std::string emit_choose(const OrderedJson& a);
    std::string emit_throw(const OrderedJson& a);
    std::string emit_try(const OrderedJson& a);
    std::string emit_exit(const OrderedJson& a);
    std::string emit_refused(const OrderedJson& a);
    std::string emit_next_tick(const OrderedJson& a);
    std::string emit_microtask(const OrderedJson& a);
    std::string emit_timer(const OrderedJson& a);
    std::string emit_immediate(const OrderedJson& a);
    std::string emit_clear(const OrderedJson& a);
    std::string emit_method(const OrderedJson& a);
    std::string emit_on(const OrderedJson& a);
    std::string emit_expression(const OrderedJson& a);
    std::string emit_await(const OrderedJson& a);
    std::string emit_settle(const OrderedJson& a);
    std::string emit_return(const OrderedJson& a);
    std::string emit_for_await(const OrderedJson& a);
    std::string emit_listen(const OrderedJson& a);
    std::string emit_connect(const OrderedJson& a);
    std::string emit_write(const OrderedJson& a);
    std::string emit_end(const OrderedJson& a);
    std::string emit_destroy(const OrderedJson& a);
    std::string emit_close(const OrderedJson& a);
    std::string emit_dgram(const OrderedJson& a);
    std::string emit_send(const OrderedJson& a);
    std::string emit_spawn(const OrderedJson& a);
    std::string emit_kill(const OrderedJson& a);
    std::string emit_channel(const OrderedJson& a);
    std::string emit_post_message(const OrderedJson& a);
    std::string emit_worker(const OrderedJson& a);
    [[nodiscard]] std::string bindings(const std::string& variable, const OrderedJson& action);
    [[nodiscard]] std::string binding(const std::string& variable, const std::string& event,
                                      const OrderedJson& body);

    const OrderedJson& root_;
    PrologueNeeds needs_;
    std::vector<std::pair<std::string, bool>> handlers_wanted_;  // name, as an async function
    bool uses_index_ = false;
    bool uses_socket_ = false;
    bool uses_value_ = false;
    bool in_worker_ = false;
    std::set<std::string> spawned_;  // variables that hold child processes
    std::set<std::string> channels_;
    std::set<std::string> counters_;
};

/// Whether a body awaits itself (not in a body nested in it), so that it is an async function.
[[nodiscard]] bool javascript_awaits(const OrderedJson& body);

/// `text` with four more spaces before each line.
[[nodiscard]] std::string indent_javascript(std::string_view text);

/// `text` as a JavaScript string literal.
[[nodiscard]] std::string quote_javascript(std::string_view text);

}  // namespace sim
