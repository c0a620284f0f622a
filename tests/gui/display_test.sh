#!/usr/bin/env bash
# The window on a display that nobody sees: scripts, pictures, and real clicks and keys. display_test.sh LOOPGLASS
set -euo pipefail
loopglass=$(realpath "$1")
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
work=$(mktemp -d)
export XDG_CONFIG_HOME=$work/config
Xvfb -displayfd 3 -screen 0 1280x800x24 3>"$work/display" >/dev/null 2>&1 &
xvfb=$!
window=
trap 'kill $xvfb $window 2>/dev/null || true; rm -rf "$work"' EXIT
for ((i = 0; i < 200; i++)); do [[ -s $work/display ]] && break; sleep 0.05; done
[[ -s $work/display ]] || { echo "skipped: Xvfb does not start"; exit 0; }
export DISPLAY=:$(<"$work/display")

fail() { echo "failed: $*"; exit 1; }
press() { xdotool key --delay 60 "$1"; sleep 0.2; }
# Closes the window, again if it was too busy to hear.
quit_window() {
    local i k
    for ((i = 0; i < 10; i++)); do
        press ctrl+q
        for ((k = 0; k < 20; k++)); do kill -0 $window 2>/dev/null || break 2; sleep 0.1; done
    done
    kill -0 $window 2>/dev/null && fail "the window does not close"
    wait $window || fail "the window ended with $?"
    window=
}
holds() { grep -qF -- "$2" "$work/$1" || { cat "$work/$1"; fail "$1 lacks $2"; }; }

cat >"$work/order.json" <<'J'
{ "main": [ { "setTimeout": 20, "do": [{ "log": "timer" }] }, { "nextTick": [{ "log": "tick" }] }, { "log": "script" } ] }
J

# A script, its picture and its state; the same twice.
printf 'step.next\nexport %s/slide.svg\n' "$work" >"$work/script.txt"
for run in 1 2; do
    "$loopglass" view "$work/order.json" --script "$work/script.txt" --screenshot "$work/$run.png" --dump-state "$work/$run.json" \
        --size 1280x800 --scale 1 || fail "the script ended with $?"
done
"$loopglass" view "$work/order.json" --screenshot "$work/1.png" --script "$work/script.txt" --dump-state "$work/1.json" \
    --size 1280x800 --scale 1 || fail "its own files are not replaced"
holds 1.json '"printed": ["script", "tick"]'
holds slide.svg 'tick'
cmp "$work/1.json" "$work/2.json" || fail "two runs differ"
(($(stat -c %s "$work/1.png") > 20000)) || fail "the picture is empty"
cmp "$work/1.png" "$work/2.png" || fail "two pictures differ"

# Real keys and clicks.
(cd "$work" && exec "$loopglass" view order.json --dump-state live.json --size 1280x800 --scale 1) &
window=$!
id=$(timeout 20 xdotool search --sync --onlyvisible --name loopglass | head -1)
xdotool windowfocus --sync "$id"
sleep 0.8
for key in Right Right Left Tab; do press $key; done
xdotool mousemove 640 400; sleep 0.2
for i in 1 2 3; do xdotool click 4; sleep 0.2; done
quit_window
holds live.json '"mode": "analyse"'
holds live.json '"step": 2'
grep -q '"view": \[0, ' "$work/live.json" && fail "the wheel did not zoom"

# What was open and how large the window was is kept: the next one offers it.
holds config/loopglass/window 'window.size 1280x800'
holds config/loopglass/window 'mode analyse'
holds config/loopglass/window "recent $work/order.json"
"$loopglass" view --dump-state "$work/again.json" --force &
window=$!
id=$(timeout 20 xdotool search --sync --onlyvisible --name loopglass | head -1)
xdotool windowfocus --sync "$id"
sleep 0.6
quit_window
holds again.json '"mode": "analyse"'
holds again.json '"overlay": "open"'

# Nothing to draw on.
code=0
DISPLAY='' "$loopglass" view "$work/order.json" 2>"$work/none.txt" || code=$?
((code == 2)) || fail "without a display the exit code is $code"
holds none.txt 'there is no display to open a window on'
(($(wc -l <"$work/none.txt") == 1)) || fail "more than one message"
echo "all well"
