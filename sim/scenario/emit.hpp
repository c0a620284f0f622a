#pragma once

#include "sim/scenario/language.hpp"

// What each action compiles to, one function a row (or a family of rows) of actions().

namespace sim::scenario::emit {

// emit_plain.cpp
void log(Compiler& compiler, const Call& call);
void cpu(Compiler& compiler, const Call& call);
void count(Compiler& compiler, const Call& call);
void branch_if(Compiler& compiler, const Call& call);
void repeat(Compiler& compiler, const Call& call);
void call_handler(Compiler& compiler, const Call& call);
void choose(Compiler& compiler, const Call& call);
void throw_error(Compiler& compiler, const Call& call);
void try_body(Compiler& compiler, const Call& call);
void exit_process(Compiler& compiler, const Call& call);
void respond(Compiler& compiler, const Call& call);

// emit_callbacks.cpp
void next_tick(Compiler& compiler, const Call& call);
void microtask(Compiler& compiler, const Call& call);
void set_timeout(Compiler& compiler, const Call& call);
void set_interval(Compiler& compiler, const Call& call);
void set_immediate(Compiler& compiler, const Call& call);
void clear(Compiler& compiler, const Call& call);
void refresh(Compiler& compiler, const Call& call);
void ref(Compiler& compiler, const Call& call);
void unref(Compiler& compiler, const Call& call);
void on_event(Compiler& compiler, const Call& call);

// emit_promises.cpp
void await(Compiler& compiler, const Call& call);
void promise(Compiler& compiler, const Call& call);
void resolve(Compiler& compiler, const Call& call);
void reject(Compiler& compiler, const Call& call);
void then(Compiler& compiler, const Call& call);
void catch_error(Compiler& compiler, const Call& call);
void finally(Compiler& compiler, const Call& call);
void chain(Compiler& compiler, const Call& call);
void async(Compiler& compiler, const Call& call);
void combine_all(Compiler& compiler, const Call& call);
void combine_race(Compiler& compiler, const Call& call);
void combine_any(Compiler& compiler, const Call& call);
void combine_all_settled(Compiler& compiler, const Call& call);
void sleep(Compiler& compiler, const Call& call);
void immediate(Compiler& compiler, const Call& call);
void return_value(Compiler& compiler, const Call& call);
void for_await(Compiler& compiler, const Call& call);

// emit_work.cpp
void api(Compiler& compiler, const Call& call);
void work(Compiler& compiler, const Call& call);
void station(Compiler& compiler, const Call& call);

// emit_handles.cpp
void listen(Compiler& compiler, const Call& call);
void connect(Compiler& compiler, const Call& call);
void write(Compiler& compiler, const Call& call);
void end(Compiler& compiler, const Call& call);
void destroy(Compiler& compiler, const Call& call);
void close(Compiler& compiler, const Call& call);
void pause(Compiler& compiler, const Call& call);
void resume(Compiler& compiler, const Call& call);
void dgram(Compiler& compiler, const Call& call);
void send(Compiler& compiler, const Call& call);
void spawn(Compiler& compiler, const Call& call);
void kill(Compiler& compiler, const Call& call);
void channel(Compiler& compiler, const Call& call);
void post_message(Compiler& compiler, const Call& call);
void worker(Compiler& compiler, const Call& call);

}  // namespace sim::scenario::emit
