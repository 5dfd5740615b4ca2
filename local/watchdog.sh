#!/bin/sh
# Ends the process groups of the parts after `npm start` was killed (SIGKILL, a crash of Node.js). Standard input closes
# then.
#
# Lines on standard input: "+ PID" adds a group, "- PID" removes it. $1 is endpoints.json, which is deleted too.
trap '' INT HUP TERM
groups=' '
while read -r action pid; do
  case $action in
    +) groups="$groups$pid " ;;
    -) groups=$(printf '%s' "$groups" | sed "s/ $pid / /") ; groups="$groups" ;;
  esac
done
[ "$groups" = ' ' ] && exit 0
rm -f "$1"
for pid in $groups; do kill -s TERM -- "-$pid" 2>/dev/null; done
sleep 3
for pid in $groups; do kill -s KILL -- "-$pid" 2>/dev/null; done
