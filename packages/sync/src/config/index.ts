export {
  defineConfig,
  type Config,
  type ConfigAgency,
  type ConfigDays,
  type ConfigHolidays,
  type ConfigHours,
  type ConfigKeep,
  type ConfigLocation,
  type ConfigOwner,
  type ConfigRules,
  type ConfigSecret,
  type ConfigSource,
  type ConfigWeek,
  type ConfigWeekday,
  type ConfigWeekly,
} from './config.ts'
export type { ConfigClientOptions } from './clients.ts'
export { loadConfig, type LoadConfigOptions, type LoadedConfig } from './load.ts'
