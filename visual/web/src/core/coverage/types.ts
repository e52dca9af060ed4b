import type { PartyCode, TierCode } from '@/core/vocabulary'

export type FiveParty = Exclude<PartyCode, 'GOV'>
export const fiveParties: readonly FiveParty[] = ['COM', 'ORG', 'SW', 'VOL', 'CHA']
export const threeTiers: readonly TierCode[] = ['T1', 'T2', 'T3']

/** A number of an area that may be absent: nothing to count (EMPTY) or too few to show (SUPPRESSED). */
export interface Cell {
  value: number | null
  state: 'OK' | 'EMPTY' | 'SUPPRESSED'
}

/** What is measured of one area as of one day. Shares lie in [0, 1]; gap is points per household. */
export interface AreaCoverage {
  code: string
  name: string
  level: 'DISTRICT' | 'TOWN' | 'VILLAGE'
  households: Cell
  parties: Record<FiveParty, Cell>
  tiers: Record<TierCode, Cell>
  full: Cell
  needs: Cell
  gap: Cell
}

/** A column of the matrix and a measure of the map. */
export type Measure = FiveParty | TierCode | 'full' | 'needs' | 'gap'
export const measures: readonly Measure[] = [...fiveParties, ...threeTiers, 'full', 'needs', 'gap']
