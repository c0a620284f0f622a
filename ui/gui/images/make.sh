#!/usr/bin/env bash
# Makes the pictures of README: ui/gui/images/make.sh build/release/loopglass [FOLDER]
set -euo pipefail
loopglass=$(realpath "$1")
folder=${2:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
work=$(mktemp -d)
display=$work/display
Xvfb -displayfd 3 -screen 0 1280x800x24 3>"$display" >/dev/null 2>&1 &
trap 'kill $! 2>/dev/null; rm -r "$work"' EXIT
for ((i = 0; i < 100; i++)); do [[ -s $display ]] && break; sleep 0.05; done
export DISPLAY=:$(<"$display")
printf 'step.to 4\n' >"$work/teach.txt"
printf 'mode analyse\nfind login\nfind.next\nescape\ndrawer waits\nselect 6 0 1\n' >"$work/analyse.txt"
"$loopglass" view lessons/five-queues --script "$work/teach.txt" --screenshot "$folder/teach.png" --size 1280x800 --scale 1 --theme light --force
"$loopglass" view pool/logins --script "$work/analyse.txt" --screenshot "$folder/analyse.png" --size 1280x800 --scale 1 --theme light --force
