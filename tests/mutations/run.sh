#!/usr/bin/env bash
# Breaks the engine on purpose, one way at a time, and asks whether a test notices: the reasons of the golden programs
# and the probes of real Node. Works in the tree and its release build, which is why nothing may be uncommitted; each
# file is put back at once. Prints a line for each mutation; the exit code is 1 if one survived, or if its place in the
# source was not found.
#   tests/mutations/run.sh [NAME...]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/release
log=$build/mutation.log
survived=0

mutations() {
    mutate "check and close swapped" sim/engine/loop.cpp \
        $'    run_check_phase();\n    run_close_phase();' $'    run_close_phase();\n    run_check_phase();'
    mutate "poll before pending" sim/engine/loop.cpp \
        $'    run_pending_phase();\n    run_poll_phase();' $'    run_poll_phase();\n    run_pending_phase();'
    mutate "no drain between timers of a list" sim/engine/loop_timers.cpp \
        'if (!is_first && !run_next_ticks()) {' 'if (!is_first && pass_now < 0 && !run_next_ticks()) {'
    mutate "no drain between immediates" sim/engine/loop_timers.cpp \
        $'if (!is_first && !run_next_ticks()) return false;\n        is_first = false;\n        const std::uint32_t id = outstanding_' \
        $'is_first = is_first && false;\n        const std::uint32_t id = outstanding_'
    mutate "microtasks before ticks" sim/engine/drain.cpp \
        'if (ticks_.empty()) run_microtasks();' 'run_microtasks();'
    mutate "handles close first in, first out" sim/engine/loop.cpp \
        'for (auto handle = batch.rbegin(); handle != batch.rend() ' \
        'for (auto handle = batch.begin(); handle != batch.end() '
    mutate "immediates set in check run in it" sim/engine/loop_timers.cpp \
        'immediate.is_queued = false;' \
        $'immediate.is_queued = false;\n        if (outstanding_.empty()) outstanding_.swap(immediate_queue_);'
    mutate "ties between timer lists reversed" sim/engine/timer_lists.cpp \
        ': a.id < b.id;' ': a.id > b.id;'
    mutate "a begun list of timers gives way" sim/engine/loop_timers.cpp \
        $'free_timer_if_unused(id);\n        if (!is_done) return false;' \
        $'free_timer_if_unused(id);\n        if (!is_done) return false;\n        if (is_same() && timers.list(list).head != index_none) {\n            const Timer& next = timers.timers[timers.list(list).head];\n            timers.reschedule(list, next.start + next.duration);\n            return true;\n        }'
    mutate "the pool takes the newest work first" sim/engine/pool.cpp \
        'const std::uint32_t head = queue_.pop_front();' \
        $'std::uint32_t head = queue_.pop_front();\n        for (std::size_t i = queue_.size(); i > 0; --i) {\n            queue_.push_back(head);\n            head = queue_.pop_front();\n        }'
    mutate "lookups may take every thread" sim/engine/pool.cpp \
        'const std::int32_t slow_max = (size_ + 1) / 2;' 'const std::int32_t slow_max = size_;'
    mutate "signals in their place" sim/engine/loop_poll.cpp \
        'if (item.kind == ReadyKind::signals) has_signals = true;' \
        'if (item.kind == ReadyKind::signals) dispatch_signals();'
    mutate "an interval counts from the end of its call" sim/engine/loop_timers.cpp \
        'insert_timer(id, start);' 'insert_timer(id, start + 0 * start + read_clock() - start);'
    mutate "ES modules run like scripts" sim/engine/loop.cpp \
        'if (!script_row.is_module) {' "if (!script_row.is_module || script < 1'000'000) {"
    mutate "all waiting connections are accepted at once" sim/engine/network_streams.cpp \
        'if (machine_.profile.accept_one) break;' ''
    mutate "a promise that resolves with another takes no hops" sim/engine/promises.cpp \
        'if (operand.is_promise) {' 'if (operand.is_promise && records_[operand.promise].state == PromiseState::fulfilled) {
        fulfil(promise, records_[operand.promise].value);
        release(operand.promise);
    } else if (operand.is_promise) {'
}

# Replaces the first place `old` of FILE by `new`, builds, and expects a test to fail.
mutate() {  # NAME FILE OLD NEW
    local name=$1 file=$root/$2 text rest
    if ((${#wanted[@]} > 0)) && [[ " ${wanted[*]} " != *" $name "* ]]; then return; fi
    text=$(cat "$file"; printf x)
    text=${text%x}
    rest=${text#*"$3"}
    if [[ $rest == "$text" ]]; then
        echo "NOT FOUND  $name: $2 has changed"
        survived=1
        return
    fi
    mutated=$file
    printf '%s' "${text%%"$3"*}$4$rest" >"$file"
    if ! cmake --build "$build" --target loopglass_tests --parallel "$(nproc)" >"$log" 2>&1; then
        echo "NO BUILD   $name: see $log"
        survived=1
    elif timeout 300 "$build/loopglass_tests" "[explain],every probe of real Node*" >"$log" 2>&1; then
        echo "SURVIVED   $name"
        survived=1
    else
        echo "noticed    $name"
    fi
    restore
}

restore() {
    if [[ -n $mutated ]]; then git -C "$root" checkout -q -- "$mutated"; fi
    mutated=''
}

wanted=("$@")
mutated=''
if [[ -n $(git -C "$root" status --porcelain --untracked-files=no) ]]; then
    echo "commit first: the sources are changed and put back" >&2
    exit 2
fi
trap restore EXIT
mutations
cmake --build "$build" --target loopglass_tests --parallel "$(nproc)" >"$log" 2>&1
exit "$survived"
