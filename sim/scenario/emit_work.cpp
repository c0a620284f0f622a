#include <algorithm>

#include <fmt/format.h>

#include "sim/node/catalogue.hpp"
#include "sim/scenario/compiler.hpp"
#include "sim/scenario/emit.hpp"

// Calls of the catalogue's APIs, of named kinds of work, and of stations.

namespace sim::scenario {
namespace {

constexpr std::string_view api_default = "uv.work";

std::uint32_t index_of(const Api& api) { return static_cast<std::uint32_t>(&api - apis().data()); }

/// The row whose promise `{ "await": { NAME: ... } }` gives: fs.promises.readFile for fs.readFile, if there is one.
const Api& promise_form(const Api& api) {
    const std::size_t dot = api.name.find('.');
    if (api.is_promise || dot == std::string_view::npos) return api;
    const Api* form =
        find_api(fmt::format("{}.promises{}", api.name.substr(0, dot), api.name.substr(dot)));
    return form != nullptr ? *form : api;
}

/// Emits the call that `site` describes, in the form that the options ask for.
void emit_call(Compiler& compiler, const Call& call, ApiSite site, std::string_view name) {
    const Api& api = apis()[site.api];
    const bool has_callback = call["do"] != json_none;
    if (has_callback && (call["as"] != json_none || call.wants_value)) {
        compiler.error(compiler.offset(call.object),
                       fmt::format("{} has a callback, so it gives no promise", quote(name)),
                       "leave out \"do\" to get its promise");
    }
    if (api.place == ApiPlace::main_thread) {
        if (has_callback || call["as"] != json_none || call.wants_value) {
            compiler.error(
                compiler.offset(call.object),
                fmt::format("{} runs on the main thread and gives neither callback nor promise",
                            quote(name)),
                "leave out \"do\" and \"as\"; it is done when the next action runs");
        }
    }
    if (api.place != ApiPlace::main_thread && !has_callback) site.api = index_of(promise_form(api));
    Action action = compiler.make(api.place == ApiPlace::main_thread ? Op::cpu_api : Op::api);
    const BodyId callback = compiler.body(call["do"], name);
    if (!api.is_promise) action.body = callback;
    action.ref = static_cast<std::uint32_t>(compiler.program().api_sites.size());
    compiler.program().api_sites.push_back(site);
    compiler.emit(action);
    if (action.op == Op::cpu_api || action.body) return;
    if (has_callback) {
        // An API that only gives a promise runs its callback as a reaction to it.
        Action reaction = compiler.make(Op::then_);
        reaction.body = callback;
        compiler.emit(reaction);
    }
    compiler.finish_expression(call);
}

/// What is written is at least a byte unless the scenario says otherwise.
std::int64_t default_size(TripRule rule) {
    return rule == TripRule::write_file || rule == TripRule::write_file_promise ? 1 : 0;
}

template <class Options>
ApiCall read_call(Compiler& compiler, TripRule rule, const Options& options,
                  std::span<const Field> fields) {
    ApiCall call;
    call.size_bytes = compiler.size(options["size"], default_size(rule));
    if (options["parts"] != json_none)
        call.parts = compiler.integer(options["parts"], *find_field(fields, "parts"));
    call.compressible = compiler.is_true(options["compressible"]);
    call.regular_file = options["regular"] == json_none || compiler.is_true(options["regular"]);
    call.from_fd = compiler.is_true(options["fd"]);
    return call;
}

}  // namespace

/// The work of that name; reported and nothing if there is none.
std::optional<ApiSite> Compiler::find_work(JsonIndex value) {
    const std::string name{text(value)};
    if (const auto found = work_sites_.find(name); found != work_sites_.end()) return found->second;
    const std::vector<std::string_view> named = keys(section("work"));
    // What is wrong with an entry was said there.
    if (std::ranges::find(named, name) != named.end()) return std::nullopt;
    error(offset(value), fmt::format("unknown kind of work {}", quote(name)),
          section("work") == json_none ? "the section \"work\" names kinds of work"
                                       : known_hint(name, named));
    return std::nullopt;
}

void Compiler::read_work(JsonIndex value) {
    if (value == json_none) return;
    const Object& shape = *find_field(file_object().fields, "work")->object;
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (!check_entry(i, shape)) continue;
        const Values values = read_fields(i, shape);
        const JsonIndex name = values["api"];
        const Api* api = find_api(name == json_none ? api_default : text(name));
        ApiSite site{.api = 0,
                     .call = read_call(*this, api != nullptr ? api->rule : TripRule::sequence,
                                       values, shape.fields),
                     .service = duration(values["time"]),
                     .label = intern(tree_.key(i))};
        if (api == nullptr && name == json_none) {
            error(offset(i), fmt::format("the catalogue has no API {}", quote(api_default)));
        } else if (api == nullptr) {
            std::vector<std::string_view> known;
            for (const Api& row : apis()) known.push_back(row.name);
            error(offset(name), fmt::format("unknown API {}", quote(text(name))),
                  known_hint(text(name), known));
        } else {
            site.api = index_of(*api);
        }
        work_sites_.emplace(std::string{tree_.key(i)}, site);
    }
}

namespace emit {

void api(Compiler& compiler, const Call& call) {
    const std::string_view name = compiler.tree().key(call.operand);
    const Api* api = find_api(name);
    const bool has_label = compiler.tree()[call.operand].kind == JsonKind::string &&
                           !compiler.text(call.operand).empty();
    const ApiSite site{
        .api = index_of(*api),
        .call = read_call(compiler, api->rule, call, call.row->options),
        .service = compiler.duration(call["time"]),
        .label = compiler.intern(has_label ? fmt::format("{} {}", name, compiler.text(call.operand))
                                           : std::string{name})};
    emit_call(compiler, call, site, name);
}

void work(Compiler& compiler, const Call& call) {
    const std::optional<ApiSite> site = compiler.find_work(call.operand);
    // The callback may define variables, whatever is wrong with the name.
    if (site) return emit_call(compiler, call, *site, compiler.text(call.operand));
    (void)compiler.body(call["do"], "work");
    (void)compiler.define(call["as"], holds_promise);
}

void station(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::station);
    action.ref = compiler.find_station(call.operand);
    action.body = compiler.body(call["do"], compiler.text(call.operand));
    compiler.emit(action);
    if (call["do"] == json_none) return compiler.finish_expression(call);
    if (call["as"] != json_none || call.wants_value) {
        compiler.error(compiler.offset(call.object),
                       "\"station\" has a callback, so it gives no promise",
                       "leave out \"do\" to get its promise");
    }
}

}  // namespace emit
}  // namespace sim::scenario
