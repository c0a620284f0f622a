// How a run ends: the trace is finished, whoever waits outside is told, and the process is left.
#include "sim/script/bundle.hpp"
#include "sim/script/node_host.hpp"
#include "sim/script/shared_streams.hpp"
#include "sim/script/text_of.hpp"

#include <unistd.h>
#include <csignal>
#include <utility>

namespace sim::script {

namespace {

constexpr int exit_refused = 126;

}  // namespace

/// What Node does at its end, but for taking itself down: that takes as long as some programs, and in a fork it would wait for
/// threads that are not there.
void NodeHost::end_node(bool is_main_awaiting) {
    constexpr int exit_unsettled = 13;
    if (loop_exit_ != nullptr) *loop_exit_ = static_cast<double>(clock_ns());
    node::Environment* const environment = node::GetCurrentEnvironment(context_.Get(isolate_));
    const int emitted = node::EmitProcessExit(environment).FromMaybe(1);
    const int code = is_main_awaiting && emitted == 0 ? exit_unsettled : emitted;
    finish(code);
    leave(code);
}

/// Node ends by itself; its exit code is known to whoever waits for the process.
void NodeHost::environment_ends(void* self) { static_cast<NodeHost*>(self)->finish({}); }

void NodeHost::finish(std::optional<int> exit_code) {
    interpose(nullptr);
    if (watchdog_ != nullptr) watchdog_->stop();
    if (std::exchange(has_ended_, true)) return;
    end_trace();
    if (!code_file_.empty()) {
        const v8::HandleScope handles{isolate_};
        if (!write_code(bundle_.Get(isolate_), code_file_)) _exit(exit_limit);
        bundle_.Reset();
    }
    outside_->ended(HostEnd::done, exit_code, refusals_.caught());
}

/// The process ends as Node would leave it behind, without taking Node down.
void NodeHost::leave(int exit_code) {
    give_streams_back();
    outside_->hang_up();
    ::_exit(exit_code);
}

void NodeHost::end_trace() {
    outside_->note_unmodelled_cpu(unmodelled_cpu_);
    if (!hooks_) return;
    hooks_->finish(
        {.is_chained = [this](const SourceSpot& spot) { return is_so(chained_question_, spot); },
         .is_awaited = [this](const SourceSpot& spot) { return is_so(awaited_question_, spot); },
         .call_of = [this](const SourceSpot& spot) { return call_of(spot); }});
}

/// Empty where Node lets no JavaScript run any more, or the program has broken what the question uses.
v8::MaybeLocal<v8::Value> NodeHost::ask(const v8::Global<v8::Function>& question,
                                        const SourceSpot& spot) {
    if (question.IsEmpty()) return {};
    const bool was_quiet = std::exchange(is_quiet_, true);
    const v8::TryCatch unknown{isolate_};
    // One source after another is asked about; as one string it is known at a glance.
    if (asked_.data() != spot.source.data() || asked_.size() != spot.source.size()) {
        asked_ = spot.source;
        asked_text_.Reset(isolate_, text(isolate_, asked_));
    }
    v8::Local<v8::Value> arguments[] = {asked_text_.Get(isolate_),
                                        v8::Integer::New(isolate_, spot.line),
                                        v8::Integer::New(isolate_, spot.column)};
    const v8::MaybeLocal<v8::Value> answer =
        question.Get(isolate_)->Call(context_.Get(isolate_), v8::Undefined(isolate_), 3, arguments);
    is_quiet_ = was_quiet;
    return answer;
}

bool NodeHost::is_so(const v8::Global<v8::Function>& question, const SourceSpot& spot) {
    const v8::HandleScope handles{isolate_};
    v8::Local<v8::Value> answer;
    return ask(question, spot).ToLocal(&answer) && answer->IsTrue();
}

std::optional<NamedCall> NodeHost::call_of(const SourceSpot& spot) {
    const v8::HandleScope handles{isolate_};
    v8::Local<v8::Value> answer;
    if (!ask(call_question_, spot).ToLocal(&answer) || !answer->IsArray()) return std::nullopt;
    const auto at = [&](std::uint32_t index) {
        return answer.As<v8::Array>()->Get(context_.Get(isolate_), index).ToLocalChecked();
    };
    return NamedCall{.name = text_of(isolate_, at(0)),
                     .line = at(1).As<v8::Int32>()->Value(),
                     .column = at(2).As<v8::Int32>()->Value()};
}

void NodeHost::end_by_signal(int number, v8::Local<v8::Value> abort) {
    constexpr int exit_signal = 128;  // and its number: what shells make of it
    interpose(nullptr);
    has_ended_ = true;
    end_trace();
    outside_->ended(HostEnd::killed, exit_signal + number, refusals_.caught());
    if (abort->IsFunction())
        (void)abort.As<v8::Function>()
            ->Call(context_.Get(isolate_), v8::Undefined(isolate_), 0, nullptr)
            .IsEmpty();
    (void)std::signal(number, SIG_DFL);
    ::kill(::getpid(), number);
    _exit(exit_signal + number);
}

void NodeHost::end(HostEnd how, int exit_code, std::string_view message) {
    interpose(nullptr);
    has_ended_ = true;
    end_trace();
    if (how == HostEnd::exited && exit_code != 0 && !refusals_.uncaught().empty()) {
        outside_->ended(HostEnd::refused, exit_refused, refusals_.uncaught());
        leave(exit_refused);
    }
    if (how == HostEnd::exited && exit_code != 0 && !refusals_.missed().empty()) {
        outside_->ended(HostEnd::withheld, exit_refused, refusals_.missed());
        leave(exit_refused);
    }
    outside_->ended(how, exit_code, how == HostEnd::exited ? refusals_.caught() : message);
    leave(exit_code);
}

}  // namespace sim::script
