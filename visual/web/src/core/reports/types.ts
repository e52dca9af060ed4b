import type { LevelCode, TierCode } from '@/core/vocabulary'
import type { Localized } from '@/core/words'

/** One number of a report in one area: of all, of a part, of a tier. Shares lie in [0, 1], money is fen. */
export interface Figure {
  report: string
  measure: string
  label: Localized
  unit: string
  area: string
  areaName: string
  part: string | null
  tier: TierCode | null
  value: number | null
  state: 'OK' | 'EMPTY' | 'SUPPRESSED'
  numerator: number | null
  denominator: number | null
}

export interface Report {
  name: string
  readAt: string
  published: boolean
  figures: Figure[]
}

/** What a view of numbers is narrowed by; `tier` empty is all, `asOf` empty the district's own day. */
export interface Narrowed {
  area: string
  asOf: string
  tier: TierCode | ''
}

/** Which number a list stands behind. */
export interface Behind {
  report: string
  measure: string
  part: string | null
  area: string
  tier: TierCode | ''
  asOf: string
  readAt: string
}

/** One of what a number counts. `number` is the household's, or a steward's own. */
export interface ListRow {
  id: string
  kind: string
  code: string | null
  state: string | null
  priority: string | null
  severity: number | null
  gap: string | null
  load: number | null
  number: string
  level: LevelCode | null
  place: string
  tiers: TierCode[]
  on: string | null
}

export interface ListPage {
  rows: ListRow[]
  count: number
  after: string | null
}
