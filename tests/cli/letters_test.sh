#!/usr/bin/env bash
# Usage: letters_test.sh PROGRAM SCENARIO FONTS. Letters that the fonts of pictures lack are taken from a machine that has only the fonts
# in FONTS, and are boxes, which is said, on one that has none.
set -euo pipefail

program=$1 scenario=$2 fonts=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

machine() {  # NAME FONTS
    mkdir -p "$folder/$1" "$2"
    printf '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' \
        "$2" "$folder/$1" >"$folder/$1.conf"
}
draw() {  # MACHINE TITLE NAME
    FONTCONFIG_FILE=$folder/$1.conf "$program" export "$scenario" --title "$2" -o "$folder/$3" 2>&1
}
machine some "$fonts"
machine none "$folder/nothing"

# Inter has no lines of tables, JetBrains Mono does.
for ending in png pdf gif; do
    said=$(draw some 'a ┼ b' "some.$ending")
    [[ -z $said ]] || { echo "with fonts: $said"; exit 1; }
    said=$(draw none 'a ┼ b' "none.$ending")
    [[ $said == *'these letters are boxes in the picture: ┼'* ]] || { echo "without fonts: $said"; exit 1; }
    if cmp -s "$folder/some.$ending" "$folder/none.$ending"; then echo "the same $ending with and without a font"; exit 1; fi
done
# The viewer's fonts are not ours to judge, and nothing is looked for without need.
for title in 'a ┼ b:svg' 'a é b:png'; do
    said=$(draw none "${title%:*}" "quiet.${title#*:}")
    [[ -z $said ]] || { echo "$title: $said"; exit 1; }
done
# What joins its neighbours would be wrong letter by letter, whatever the fonts.
said=$(draw some 'سلام' arabic.png)
[[ $said == *'these letters are boxes in the picture: سلام'* ]] || { echo "$said"; exit 1; }
draw some 'a é b' again.png
cmp "$folder/again.png" "$folder/quiet.png"
