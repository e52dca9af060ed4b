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

/** Points of one score function. */
export interface ScorePart {
  name: string
  points: number
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
  score: number | null
  parts: ScorePart[]
  runnerUp: { item: string; behind: number } | null
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

/** The long answer to "why": about the household, and about the link that was recommended. */
export interface Why {
  link: {
    rules: string[]
    score: number | null
    parts: ScorePart[]
    runnerUp: { item: string; score: number; behind: number } | null
    flipsBy: string | null
    flipsAt: number | null
  }
  household: {
    number: string | null
    size: number | null
    score: number | null
    completeness: number | null
    lastContactAt: string | null
    points: { rule: string; points: number }[]
    floor: { rule: string; level: LevelCode } | null
    protect: number
    needs: { code: NeedCode; severity: number; state: string | null; evidence: string | null }[]
    alerts: { code: string | null; priority: string | null; state: string | null }[]
    links: { state: string | null; parties: string[] }[]
  }
}

/** One tab as far as it was loaded. */
export interface WorkPage {
  rows: Proposal[]
  total: number
  more: boolean
  counts: Partial<Record<Tab, number>>
  towns: { code: string; name: string }[]
}
