#!/bin/sh
# Plans, writes the plan to the summary of the run, and applies it. Exit codes: npx block-slots --help.
set -u
summary="${GITHUB_STEP_SUMMARY:-/dev/stdout}"
fenced() { printf '```text\n%s\n```\n' "$1" >> "$summary"; }

plan=$(npx --no-install block-slots plan --exit-code)
code=$?
fenced "$plan"
case $code in
  0) exit 0 ;; # Everything is as it should be.
  6) ;;        # Changes are planned.
  7) echo '::warning::A calendar was left as it is; the summary says why.' ;;
  *) exit $code ;;
esac

# The pull request shows what would be done; only the nightly run does it.
[ "${1:-apply}" = plan ] && exit 0

result=$(npx --no-install block-slots apply --yes)
code=$?
fenced "$result"
# 5: a change may have been made without a response. The next run reads the calendars before it sends anything.
[ $code -eq 5 ] && echo '::warning::The outcome of a change is not known; run it again.'
exit $code
