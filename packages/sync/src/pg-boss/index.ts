export type { Boss, BossJob, BossQueueOptions, BossTask, LocationJob, NewBossJob } from './boss.ts'
export { distribute, type DistributeOptions } from './distribute.ts'
export { work, type WorkOptions } from './work.ts'
