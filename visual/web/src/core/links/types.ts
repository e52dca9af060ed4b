import type { LevelCode, NeedCode, PartyCode } from '@/core/vocabulary'

export type LinkState =
  | 'RECOMMENDED'
  | 'PROPOSED'
  | 'WAITLISTED'
  | 'ACCEPTED'
  | 'IN_SERVICE'
  | 'ON_HOLD'
  | 'DECLINED_PENDING'
  | 'DECLINED'
  | 'DISMISSED'
  | 'EXPIRED'
  | 'WITHDRAWN'
  | 'CANCELLED'
  | 'FAILED'
  | 'COMPLETED'
  | 'OUTCOME_CONFIRMED'
  | 'OUTCOME_DISPUTED'

/** One answer to "why": a sentence that is ready to be read. */
export interface Reason {
  title: string
  lines: string[]
}

/** One row of the working list. */
export interface Proposal {
  id: string
  version: number
  state: LinkState
  household: { id: string; name: string; number: string; village: string; level: LevelCode; urgent: boolean }
  need: { code: NeedCode; severity: number } | null
  item: { code: string; title: string } | null
  provider: { name: string; party: PartyCode } | null
  parties: PartyCode[]
  reason: string
  margin: number | null
  places: number | null
  verifiedAt: string | null
  dueAt: string | null
  next: string
}

export type Tab = 'TO_PROPOSE' | 'WAITING' | 'DECLINED' | 'EXPIRED' | 'TO_CONFIRM'
export const tabs: readonly Tab[] = ['TO_PROPOSE', 'WAITING', 'DECLINED', 'EXPIRED', 'TO_CONFIRM']

/** A link as it stands after an act: what the next act must have seen. `id` changes when an undo made a new one. */
export interface Changed {
  id: string
  version: number
  state: LinkState
}

/** One act that can be taken back: the row it was done on, the state before, the link after. */
export interface Done {
  row: string
  before: LinkState
  link: Changed
}

/** The long answer to "why": reasons in order, the score in its parts, what came second, the plan's proof. */
export interface Explanation {
  reasons: Reason[]
  score: { label: string; points: number }[]
  runnerUp: { title: string; behind: number } | null
  proof: string
}
