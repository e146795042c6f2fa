import { exitCodes } from '../exit-code.ts'
import { wrap } from '../text/columns.ts'
import type { TopicName } from './topic-names.ts'

/** The texts of `block-slots help TOPIC`. */
export const topics: Readonly<Record<TopicName, (columns?: number) => string>> = {
  times: () => times,
  environment: () => environment,
  profiles: () => profiles,
  'exit-codes': describeExitCodes,
}

const times = `Times, for --from and --to:
  2026-12-24T09:00              a wall clock, in the zone below
  "2026-12-24 9:00", "2026-12-24 9am"
  2026-12-24T09:00-05:00        a time with its own offset
  today, tomorrow, yesterday, monday, "next monday", "24 Dec"
  "tomorrow 9:00", "fri 14:30", "monday 9am"
  9:00, 5pm                     the next to come; as --to, the next after --from
  +2h, +1d, -7d                 from now; + as --to counts from --from

Durations, for --duration:
  45m, 2h, 1h30, 1d             or ISO 8601, such as PT45M

Whole days, for --day, which may be given several times:
  2026-12-24                    also today, tomorrow, friday
  2026-12-24..2026-12-26        a range: the last day is blocked too
  "today to friday"             the same in words

Zones: wall clocks are in the zone of --zone, else that of the profile, else
that of this machine, which is then named. Write a zone as Asia/Kolkata; an
abbreviation such as IST stands for several, and is refused.

When the clocks change, a block covers every reading of its times, with a note.
12/01/2026 is refused: it is one day in Boston and another one in London.`

const environment = `Environment:
  HIGHLEVEL_TOKEN        a Private Integration Token of the sub-account, or an
                         access token of user type Sub-Account
  HIGHLEVEL_LOCATION_ID  the id of the sub-account
  HIGHLEVEL_BASE_URL     another address of the service, such as a sandbox
  BLOCK_SLOTS_PROFILE    the profile to work with; see block-slots help profiles
  NO_COLOR               without colours, if it is set; before FORCE_COLOR
  FORCE_COLOR            with colours, even where stdout is no terminal

Options come first, then these, then the profile. A token is never taken from
an argument: other users of the machine can see it. Colours and the width of
lines follow the terminal; in a pipe there are no colours, and 80 columns.`

const profiles = `Profiles are accounts, in ~/.config/block-slots/profiles.yaml:

  default: clinic
  profiles:
    clinic:
      location: C2QujeCh8ZnC7al2InWR
      zone: America/New_York
      token: file:clinic.token
    studio:
      location: CVokAlI8fgw4WYWoCtQz
      token-command: op read op://team/studio/token

A token is env:NAME, file:PATH (with mode 0600) or the output of token-command;
it is never in this file itself. base-url is another address of the service.

Choose one with --profile studio, or BLOCK_SLOTS_PROFILE=studio. Without either,
the default counts where the environment names no account. block-slots init
--profile NAME writes one.`

function describeExitCodes(columns?: number): string {
  const rule =
    'One rule decides: a change that was made, or may have been, and was not reported is 5; else a part that was not done is ' +
    '7; else what has ended the command.'
  const rows = Object.entries(exitCodes).flatMap(([code, meaning]) =>
    wrap(meaning, `  ${code.padEnd(5)}`, { columns, hanging: ' '.repeat(7) }),
  )
  return ['Exit codes:', ...rows, '', ...wrap(rule, '', { columns })].join('\n')
}
