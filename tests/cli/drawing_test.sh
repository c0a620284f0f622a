#!/usr/bin/env bash
# Usage: drawing_test.sh PROGRAM SCENARIO. What a script has to wait for before it starts: no library that only draws. Alone the
# program runs, and says what it lacks when it should draw.
set -euo pipefail

program=$1 scenario=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if LD_TRACE_LOADED_OBJECTS=1 "$program" | grep -E 'cairo|freetype|glfw|libGL|OpenGL|X11'; then
    echo 'the program loads these before it knows what it is asked for'
    exit 1
fi
cp "$program" "$folder/loopglass"
"$folder/loopglass" run "$scenario" >/dev/null
code=0
said=$("$folder/loopglass" export "$scenario" -o "$folder/picture.png" 2>&1) || code=$?
echo "$said"
[[ $code == 2 && $said == *"$folder/loopglass-drawing.so"*'belongs beside the program'* ]]
"$program" export "$scenario" -o "$folder/picture.png"
[[ -s $folder/picture.png ]]
