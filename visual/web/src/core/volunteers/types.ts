export type TaskState = 'OPEN' | 'CLAIMED' | 'CONFIRMED' | 'CHECKED_IN' | 'DONE' | 'VERIFIED'

/** A deed a volunteer may take or has taken. No more of the household than surname and title. */
export interface Task {
  id: string
  version: number
  state: TaskState
  title: string
  startsAt: string | null
  minutes: number | null
  place: string | null
  town: string | null
  skills: string[]
  twoPeople: boolean
  mine: boolean
}

/** Why a volunteer says no; saying nothing is allowed. */
export const cannotReasons = ['TIME', 'DISTANCE', 'SKILL', 'OTHER', 'UNSAID'] as const
export type CannotReason = (typeof cannotReasons)[number]
