import { ask } from '@/core/api'
import { codeOf } from '@/core/codes'
import { graphql } from '@/core/schema'
import { parties, tiers, type TierCode } from '@/core/vocabulary'
import { placeName } from '@/core/places'
import type { AreaCoverage, Cell, FiveParty } from './types'

const COVERAGE = graphql(`
  query Coverage($area: String, $asOf: Date) {
    coverage(area: $area, asOf: $asOf) {
      code
      name
      level
      households { value state }
      parties { party cell { value state } }
      tiers { tier cell { value state } }
      full { value state }
      needs { value state }
      gap { value state }
    }
  }
`)

/** Every area of the district with its measures as of a day; `asOf` empty is the district's own day. */
export async function loadCoverage(
  { area, asOf }: { area: string; asOf: string },
  signal: AbortSignal,
): Promise<AreaCoverage[]> {
  const { coverage } = await ask(COVERAGE, { area, asOf: asOf || null }, signal)
  return coverage.map((row) => ({
    ...row,
    name: placeName(row.name),
    level: row.level as AreaCoverage['level'],
    parties: Object.fromEntries(
      row.parties.map(({ party, cell }) => [codeOf(parties, party), cell]),
    ) as Record<FiveParty, Cell>,
    tiers: Object.fromEntries(row.tiers.map(({ tier, cell }) => [codeOf(tiers, tier), cell])) as Record<
      TierCode,
      Cell
    >,
  }))
}
