#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "sim/scenario/compiler.hpp"
#include "sim/scenario/emit.hpp"

namespace sim::scenario {
namespace {

struct Operator {
    std::string_view text;
    Compare compare;
};
// The longer of two that start alike comes first.
constexpr std::array operators{
    Operator{"<=", Compare::less_equal},    Operator{"<", Compare::less},
    Operator{"==", Compare::equal},         Operator{"!=", Compare::not_equal},
    Operator{">=", Compare::greater_equal}, Operator{">", Compare::greater}};

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

struct Condition {
    std::string_view name;
    Compare compare = Compare::less;
    std::int64_t number = 0;
};

std::optional<Condition> parse_condition(std::string_view text) {
    const std::size_t at = text.find_first_of("<>=!");
    if (at == std::string_view::npos) return std::nullopt;
    for (const Operator& candidate : operators) {
        if (text.substr(at, candidate.text.size()) != candidate.text) continue;
        Condition condition{
            .name = trim(text.substr(0, at)), .compare = candidate.compare, .number = 0};
        const std::string_view digits = trim(text.substr(at + candidate.text.size()));
        const char* const end = digits.data() + digits.size();
        const std::from_chars_result result = std::from_chars(digits.data(), end, condition.number);
        if (condition.name.empty() || result.ec != std::errc{} || result.ptr != end)
            return std::nullopt;
        return condition;
    }
    return std::nullopt;
}

/// Weights as they stand, or probabilities in ten-thousandths.
constexpr double probability_steps = 10'000;

std::uint32_t branch_weight(Compiler& compiler, const Values& values) {
    if (values["weight"] != json_none) {
        return static_cast<std::uint32_t>(
            compiler.integer(values["weight"], *find_field(values.fields, "weight")));
    }
    if (values["p"] == json_none) return 1;
    const double p = compiler.real(values["p"]).value_or(0);
    const double steps = p * probability_steps;
    const bool is_valid = p >= 0 && p <= 1 && std::fabs(steps - std::round(steps)) < 1e-6;
    if (is_valid) return static_cast<std::uint32_t>(std::lround(steps));
    compiler.error(
        compiler.offset(values["p"]),
        fmt::format("\"p\" takes a probability from 0 to 1 with at most four decimals, found {}",
                    describe(compiler.tree(), values["p"])));
    return 1;
}

}  // namespace

std::uint32_t Compiler::text_of(JsonIndex value) {
    const std::string_view whole = text(value);
    std::vector<TextPiece> pieces;
    std::string literal;
    const auto flush = [&] {
        if (literal.empty()) return;
        pieces.push_back(
            {.kind = TextPiece::Kind::literal, .literal = intern(literal), .slot = slot_none});
        literal.clear();
    };
    for (std::size_t at = 0; at < whole.size();) {
        if (whole.substr(at, 3) == "$${") {
            literal += "${";
            at += 3;
            continue;
        }
        if (whole.substr(at, 2) != "${") {
            literal += whole[at++];
            continue;
        }
        const std::size_t end = whole.find('}', at);
        if (end == std::string_view::npos) {
            error(offset(value), "a \"${\" without its \"}\" in the text", "$${ is a literal ${");
            break;
        }
        const std::string_view name = whole.substr(at + 2, end - at - 2);
        flush();
        if (name == "index")
            pieces.push_back({.kind = TextPiece::Kind::index, .literal = {}, .slot = slot_none});
        else if (name == "value")
            pieces.push_back({.kind = TextPiece::Kind::value, .literal = {}, .slot = slot_none});
        else
            pieces.push_back({.kind = TextPiece::Kind::counter,
                              .literal = {},
                              .slot = use(offset(value), name, holds_counter)});
        at = end + 1;
    }
    flush();
    program_.texts.push_back({.first = static_cast<std::uint32_t>(program_.text_pieces.size()),
                              .count = static_cast<std::uint32_t>(pieces.size())});
    program_.text_pieces.insert(program_.text_pieces.end(), pieces.begin(), pieces.end());
    return static_cast<std::uint32_t>(program_.texts.size() - 1);
}

namespace emit {

void log(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::log);
    action.ref = compiler.text_of(call.operand);
    if (compiler.is_true(call["stderr"])) action.flags = flag_stderr;
    compiler.emit(action);
}

void cpu(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::cpu);
    action.ref = compiler.duration(call.operand);
    action.n = compiler.size(call["allocates"], 0);
    if (compiler.is_true(call["warms"])) action.flags = flag_warms;
    compiler.emit(action);
}

void count(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::count);
    action.slot = compiler.define(call.operand, holds_counter);
    action.n = call["by"] == json_none
                   ? 1
                   : compiler.integer(call["by"], *find_field(call.row->options, "by"));
    compiler.emit(action);
}

void branch_if(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::branch_if);
    const std::optional<Condition> condition = parse_condition(compiler.text(call.operand));
    if (condition) {
        action.slot = compiler.use(compiler.offset(call.operand), condition->name, holds_counter);
        action.small = static_cast<std::uint16_t>(condition->compare);
        action.n = condition->number;
    } else {
        compiler.error(
            compiler.offset(call.operand),
            fmt::format("cannot read the condition {}", quote(compiler.text(call.operand))),
            "write a counter, an operator and a number, as in \"n < 3\"; operators: <, <=, ==, !=, "
            ">=, >");
    }
    action.body = compiler.inline_body(call["then"], "then");
    action.other = compiler.inline_body(call["else"], "else");
    compiler.emit(action);
}

void repeat(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::repeat);
    action.n = compiler.integer(call.operand, call.row->operand);
    action.body = compiler.inline_body(call["do"], "repeat");
    compiler.emit(action);
}

void call_handler(Compiler& compiler, const Call& call) {
    const std::optional<BodyId> body = compiler.handler(call.operand);
    if (!body) return;
    Action action = compiler.make(Op::call);
    action.body = *body;
    compiler.emit(action);
    if (compiler.is_async(*body)) {
        compiler.finish_expression(call);
    } else if (call.wants_value || call["as"] != json_none) {
        compiler.error(compiler.offset(call.operand),
                       fmt::format("the handler {} never awaits, so calling it gives no promise",
                                   quote(compiler.text(call.operand))),
                       fmt::format("{{ \"async\": {} }} calls it as an async function",
                                   quote(compiler.text(call.operand))));
    }
}

void choose(Compiler& compiler, const Call& call) {
    const JsonTree& tree = compiler.tree();
    std::vector<Branch> branches;
    std::uint64_t total = 0;
    std::size_t probabilities = 0;
    const std::size_t errors_before = compiler.error_count();
    for (JsonIndex i = tree[call.operand].first; i != json_none; i = tree[i].next) {
        if (tree[i].kind != JsonKind::object) {
            compiler.error(tree[i].offset,
                           fmt::format("expected a branch, found {}", describe(tree, i)),
                           fmt::format("a branch: {}", branch_object().example));
            continue;
        }
        const Values values = compiler.read_fields(i, branch_object());
        Branch branch{.weight = branch_weight(compiler, values), .body = {}};
        branch.body = compiler.inline_body(values["do"], "choose");
        if (values["p"] != json_none) ++probabilities;
        total += branch.weight;
        branches.push_back(branch);
    }
    const std::uint32_t at = compiler.offset(call.operand);
    if (tree[call.operand].count == 0) compiler.error(at, "\"choose\" needs at least one branch");
    if (probabilities > 0 && probabilities < branches.size()) {
        compiler.error(at, "some branches have a \"weight\", others a \"p\"",
                       "give all of them the same");
    } else if (compiler.error_count() == errors_before && probabilities > 0 &&
               total != static_cast<std::uint64_t>(probability_steps)) {
        compiler.error(at, fmt::format("the probabilities add up to {}, not to 1",
                                       static_cast<double>(total) / probability_steps));
    } else if (total > UINT32_MAX) {
        compiler.error(
            at, fmt::format("the weights add up to {}, at most {} is possible", total, UINT32_MAX));
    }
    Action action = compiler.make(Op::choose);
    action.ref = static_cast<std::uint32_t>(compiler.program().branches.size());
    action.n = static_cast<std::int64_t>(branches.size());
    compiler.program().branches.insert(compiler.program().branches.end(), branches.begin(),
                                       branches.end());
    compiler.emit(action);
}

void throw_error(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::throw_);
    action.ref = compiler.intern(compiler.text(call.operand)).value;
    compiler.emit(action);
}

void try_body(Compiler& compiler, const Call& call) {
    if (call["catch"] == json_none && call["finally"] == json_none) {
        compiler.error(compiler.offset(call.object), "\"try\" needs \"catch\" or \"finally\"");
    }
    Action action = compiler.make(Op::try_);
    action.body = compiler.inline_body(call.operand, "try");
    action.other = compiler.inline_body(call["catch"], "catch");
    action.ref = compiler.inline_body(call["finally"], "finally").value;
    compiler.emit(action);
}

void exit_process(Compiler& compiler, const Call& call) {
    Action action = compiler.make(Op::exit);
    action.n = compiler.integer(call.operand, call.row->operand);
    compiler.emit(action);
}

void respond(Compiler& compiler, const Call& call) {
    compiler.note_context(ContextUse::Kind::respond, call.operand);
    Action action = compiler.make(Op::respond);
    action.n = compiler.integer(call.operand, call.row->operand);
    compiler.emit(action);
}

}  // namespace emit
}  // namespace sim::scenario
