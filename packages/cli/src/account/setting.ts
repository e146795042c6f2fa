/** A value, and where it was given: `--location`, `HIGHLEVEL_LOCATION_ID`, or `profile clinic`. */
export type Setting = { readonly value: string; readonly origin: string }
