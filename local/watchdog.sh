#!/bin/sh
# Ends the process groups of the parts when the process that started them is gone without having ended them
# itself (SIGKILL, a crash of Node): its end of our standard input closes then.
#
# Lines on standard input: "+ PID" watch this group, "- PID" it has ended. $1 is endpoints.json, which must
# not outlive the instance.
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
