import { percent, decimal, stepOf } from '@/core/numbers'
import { local, t } from '@/core/words'
import { parties, tiers } from '@/core/vocabulary'
import { fiveParties, type AreaCoverage, type Cell, type FiveParty, type Measure } from './types'

export const isParty = (measure: Measure): measure is FiveParty =>
  (fiveParties as readonly string[]).includes(measure)

export function cellOf(area: AreaCoverage, measure: Measure): Cell {
  if (measure === 'full' || measure === 'needs' || measure === 'gap') return area[measure]
  if (measure === 'T1' || measure === 'T2' || measure === 'T3') return area.tiers[measure]
  return area.parties[measure]
}

/** The text of a cell: never 0 or 100 % where nothing is counted, never a number where too few are. */
export function textOf(cell: Cell, measure: Measure): string {
  if (cell.state === 'SUPPRESSED') return '<5'
  if (cell.state === 'EMPTY' || cell.value === null) return '—'
  return measure === 'gap' ? decimal(cell.value) : percent(cell.value)
}

/** The text inside a small disc: its unit stands in the legend. */
export function shortOf(cell: Cell, measure: Measure): string {
  if (cell.state !== 'OK' || cell.value === null) return textOf(cell, measure)
  return measure === 'gap' ? decimal(cell.value, 1) : String(Math.round(cell.value * 100))
}

/** Class of the ground of a cell: a step of the scale, hatch for nothing, dots for suppressed. */
export function groundOf(cell: Cell, measure: Measure, worstGap: number): string {
  if (cell.state === 'SUPPRESSED') return 'dots'
  if (cell.state === 'EMPTY' || cell.value === null) return 'hatch'
  return `step-${stepFor(cell.value, measure, worstGap)}`
}

/** Step 0 (thin) to 4 (full). A gap is turned round: the widest is the thinnest. */
export function stepFor(value: number, measure: Measure, worstGap: number): number {
  if (measure !== 'gap') return stepOf(value)
  return worstGap > 0 ? stepOf(1 - Math.min(1, value / worstGap)) : 4
}

export function nameOf(measure: Measure): string {
  if (isParty(measure)) return local(parties[measure].label)
  if (measure === 'full' || measure === 'needs' || measure === 'gap') return t(`measure.${measure}`)
  return local(tiers[measure].label)
}

/** Worst first: the widest gap, then the thinnest full coverage, then the code. */
export function worstFirst(one: AreaCoverage, other: AreaCoverage): number {
  const gap = (other.gap.value ?? -1) - (one.gap.value ?? -1)
  const full = (one.full.value ?? 2) - (other.full.value ?? 2)
  return gap || full || one.code.localeCompare(other.code)
}

/** Thinnest first in one measure; areas without a number last. */
export function thinnestFirst(measure: Measure) {
  const turn = measure === 'gap' ? -1 : 1
  return (one: AreaCoverage, other: AreaCoverage): number => {
    const a = cellOf(one, measure).value
    const b = cellOf(other, measure).value
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return turn * (a - b) || one.code.localeCompare(other.code)
  }
}

export const worstGapOf = (areas: readonly AreaCoverage[]): number =>
  Math.max(0, ...areas.map((area) => area.gap.value ?? 0))
