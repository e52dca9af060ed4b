import type { FiveParty } from '@/core/coverage/types'
import type { GapCode, LevelCode, PartyCode, TierCode } from '@/core/vocabulary'

export type Detail = 'DISTRICT' | 'TOWN' | 'VILLAGE'
export type EdgeState = 'LIVE' | 'PAPER' | 'PROPOSED'

interface At {
  id: string
  label: string
  x: number
  y: number
}

/** A town or village: how big, which share each party and tier reaches, what is unmet. */
export interface Place extends At {
  kind: 'TOWN' | 'VILLAGE'
  r: number
  households: number | null
  parties: Record<FiveParty, number | null>
  tiers: Record<TierCode, number | null>
  needs: number | null
  inner: { id: string; label: string; x: number; y: number; r: number; needs: number | null }[]
}

/** A household in an opened village: its level as a shape, who is there, which tiers stand. */
export interface Home extends At {
  level: LevelCode
  urgent: boolean
  parties: FiveParty[]
  tiers: TierCode[]
}

/** Somebody who helps: an organisation or a person, by party. `alone`: pairs that hang on this one only. */
export interface Helper extends At {
  party: PartyCode
  person: boolean
  links: number
  alone: number
}

export interface Edge {
  from: string
  to: string
  party: PartyCode
  state: EdgeState
  count: number
}

/** A missing edge: a need's first broken edge (`gap`) or a party that ought to be there (`party`). */
export interface Ghost {
  from: string
  gap: GapCode | 'REST' | null
  party: FiveParty | null
  count: number
  x: number
  y: number
}

export interface Network {
  area: { code: string; name: string }
  path: { code: string; name: string }[]
  detail: Detail
  asOf: string
  reach: number
  text: number
  places: Place[]
  homes: Home[]
  helpers: Helper[]
  edges: Edge[]
  ghosts: Ghost[]
  gaps: Partial<Record<GapCode, number>>
  unmet: number
  missing: Partial<Record<FiveParty, number>>
}

/** What becomes uncovered when somebody leaves. */
export interface Leaving {
  uncoveredNeeds: number
  isolatedHouseholds: number
  gapBefore: number
  gapAfter: number
}
