/** The topics of the help, apart from the commands. */
export const topicNames = ['times', 'environment', 'profiles', 'exit-codes'] as const

/** A topic of the help. */
export type TopicName = (typeof topicNames)[number]
