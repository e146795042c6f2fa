/** Words of other tools for the commands of this one. Only suggested: a command has one name. */
export const commandWords: Readonly<Record<string, readonly string[]>> = {
  list: ['ls', 'll', 'show', 'get', 'view', 'agenda', 'blocks', 'events', 'week', 'today', 'calw', 'query'],
  create: ['add', 'new', 'block', 'book', 'insert', 'make', 'quick', 'reserve', 'post'],
  update: ['edit', 'change', 'move', 'rename', 'modify', 'set', 'patch', 'reschedule', 'put'],
  delete: ['rm', 'remove', 'del', 'cancel', 'unblock', 'free', 'clear'],
  plan: ['diff', 'preview', 'dry-run', 'compare', 'status'],
  apply: ['sync', 'push', 'deploy', 'up', 'run', 'execute', 'bisync', 'continue', 'resume', 'retry'],
  verify: ['check', 'test', 'audit'],
  undo: ['revert', 'rollback', 'restore', 'back', 'reset'],
  claim: ['adopt', 'take', 'own'],
  watch: ['daemon', 'serve', 'cron', 'loop', 'schedule', 'start'],
  runs: ['history', 'log', 'logs', 'plans'],
  import: ['ical', 'ics', 'feed', 'upload'],
  holidays: ['holiday', 'closures', 'vacation', 'country'],
  init: ['login', 'setup', 'configure', 'config', 'auth', 'connect'],
  whoami: ['me', 'account', 'location', 'profile', 'profiles', 'info', 'token'],
  doctor: ['diagnose', 'ping', 'health', 'scopes'],
  calendars: ['calendar', 'cals', 'cal', 'groups'],
  users: ['user', 'people', 'members', 'staff', 'team', 'who'],
  sandbox: ['mock', 'demo', 'try', 'fake', 'playground'],
  help: ['man', 'usage', '?', 'examples'],
  completion: ['completions', 'autocomplete', 'complete'],
}

/** Words for the topics of the help. */
export const topicWords: Readonly<Record<string, readonly string[]>> = {
  times: [
    'zone',
    'zones',
    'time',
    'timezone',
    'timezones',
    'date',
    'dates',
    'day',
    'days',
    'duration',
    'durations',
  ],
  environment: ['env', 'variables', 'color', 'colors', 'colour', 'colours'],
  'exit-codes': ['exit', 'code', 'codes', 'status'],
}

/** Words of other tools for options. The first that the command has is suggested. */
export const optionWords: Readonly<Record<string, readonly string[]>> = {
  '--user': [
    'person',
    'owner',
    'assignee',
    'assigned-user',
    'assignedUserId',
    'user-id',
    'userId',
    'member',
    'staff',
  ],
  '--calendar': ['cal', 'calendar-id', 'calendarId', 'id', 'c'],
  '--group': ['group-id', 'groupId', 'calendar-group'],
  '--title': ['name', 'summary', 'subject', 'text', 'message', 'm', 't', 'note', 'description'],
  '--from': ['start', 'begin', 'since', 'after', 'startTime', 'start-time', 'at', 'when', 's'],
  '--to': ['end', 'until', 'till', 'before', 'endTime', 'end-time', 'e'],
  '--day': ['date', 'days', 'on', 'dates', 'all-day', 'd'],
  '--duration': ['length', 'minutes', 'for', 'hours', 'l'],
  '--zone': ['tz', 'timezone', 'time-zone', 'z'],
  '--location': ['location-id', 'locationId', 'subaccount', 'sub-account'],
  '--profile': ['account', 'env', 'p'],
  '--base-url': ['url', 'host', 'endpoint', 'api', 'server', 'baseUrl'],
  '--yes': ['force', 'f', 'y', 'auto-approve', 'no-input', 'assume-yes', 'confirm', 'approve'],
  '--dry-run': ['n', 'dry', 'preview', 'simulate', 'check', 'what-if'],
  '--json': ['format', 'output', 'j', 'o', 'raw'],
  '--out': ['output', 'file', 'o', 'save'],
  '--verbose': ['debug', 'v', 'vv', 'trace', 'log'],
  '--version': ['v', 'ver'],
  '--config': ['c', 'configuration', 'file', 'f'],
  '--only': ['target', 'owner', 'user', 'include', 'filter'],
  '--ensure': ['idempotent', 'if-missing', 'if-not-exists', 'upsert'],
  '--appointments': ['all', 'bookings', 'events'],
  '--over-appointments': ['force', 'overlap', 'allow-overlap', 'ignore-conflicts', 'double-book'],
  '--week': ['calw', 'calendar-view', 'picture', 'w'],
  '--exit-code': ['detailed-exitcode', 'fail', 'error-code'],
  '--help': ['?', 'usage', 'man'],
}

const shorter = 'All blocks of the range are listed: shorten it with --from and --to.'
const noToken =
  'A token cannot be given as an argument, where other users of this machine can see it: set HIGHLEVEL_TOKEN.'
const results = 'Only results are on stdout: send the rest away with 2>/dev/null.'
const repeated = 'What repeats is written in block-slots.yaml, as weekly times: block-slots init'

/** What is said of options that no command has. */
export const optionSentences: ReadonlyMap<string, string> = new Map([
  ...['limit', 'max', 'count', 'page'].map((word) => [word, shorter] as const),
  ...['token', 'api-key', 'access-token', 'pit'].map((word) => [word, noToken] as const),
  ...['quiet', 'silent', 'q'].map((word) => [word, results] as const),
  ...['repeat', 'recurrence', 'every', 'weekly'].map((word) => [word, repeated] as const),
  ['apply dry-run', 'apply shows the plan and asks; block-slots plan only shows it.'],
  ['undo dry-run', 'undo shows its plan, and asks before it changes anything.'],
  ['rrule', 'What repeats is imported from a file: block-slots import FILE.ics'],
  ['no-color', 'Set NO_COLOR=1 for output without colours.'],
  ['color', 'The terminal decides: set NO_COLOR=1 for none, and FORCE_COLOR=1 for colours in a pipe.'],
])
