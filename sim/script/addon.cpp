// The entry that Node calls when `node -r loopglass.node` loads the library: makes the host and runs boot.js.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <node.h>

#include "sim/script/bundle.hpp"
#include "sim/script/door.hpp"
#include "sim/script/node_host.hpp"

namespace sim::script {

namespace {

void start(v8::Local<v8::Value> module, v8::Local<v8::Context> context) {
    v8::Isolate* const isolate = v8::Isolate::GetCurrent();
    const char* const run = std::getenv("LOOPGLASS_RUN");
    if (run == nullptr || !is_preloaded()) {
        isolate->ThrowException(v8::Exception::Error(v8::String::NewFromUtf8Literal(
            isolate, "this library is a part of loopglass, which starts it by itself")));
        return;
    }
    // Lives until the process ends: interposed functions and handles of the loop refer to it.
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks)
    auto* const host = std::make_unique<NodeHost>(isolate, context, Settings{run}).release();
    unsetenv("LOOPGLASS_RUN");
    v8::Local<v8::Function> bundle;
    if (!compile_bundle(context, host->facts()).ToLocal(&bundle)) return;
    if (const std::string file = host->settings().get("keep_code"); !file.empty())
        host->keep_code(file, bundle);
    host->pause_baseline();
    v8::Local<v8::Value> values[] = {module, make_door(context, *host)};
    (void)bundle->Call(context, v8::Undefined(isolate), 2, values).IsEmpty();
}

}  // namespace

}  // namespace sim::script

extern "C" NODE_MODULE_EXPORT void NODE_MODULE_INITIALIZER(v8::Local<v8::Object> /*exports*/,
                                                           v8::Local<v8::Value> module,
                                                           v8::Local<v8::Context> context) {
    sim::script::start(module, context);
}
