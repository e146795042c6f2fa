/** The part of luxon that is measured; it comes without types. */
declare module 'luxon' {
  export class DateTime {
    static fromISO(text: string, options: { zone: string }): DateTime
    readonly weekday: number
    plus(parts: { days?: number; hours?: number }): DateTime
    toMillis(): number
    toISO(options: { suppressMilliseconds: boolean }): string | null
  }
}
