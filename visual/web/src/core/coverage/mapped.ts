import { decimal, stepOf } from '@/core/numbers'
import type { Figure } from '@/core/reports/types'
import { levels, needs, type LevelCode, type NeedCode } from '@/core/vocabulary'
import { local, t } from '@/core/words'
import { cellOf, groundOf, nameOf, shortOf, textOf } from './cells'
import { measures, type AreaCoverage, type Measure } from './types'

/** What the map is coloured by: a measure of coverage, households of a colour, open needs of a kind, load. */
export type MapMeasure = Measure | LevelCode | NeedCode | 'load'

/** One area of the map: words, the text inside a small disc, the class of its ground. */
export interface Shown {
  text: string
  short: string
  ground: string
  value: number | null
}

/** Numbers of the report behind the map, by `area.measure`. */
export type Figures = ReadonlyMap<string, Figure>

const SEVERE = 1.25 // load from which the scale is full (6.2)

export const isCoverage = (measure: string): measure is Measure =>
  (measures as readonly string[]).includes(measure)

export const isLevel = (measure: string): measure is LevelCode => measure in levels

export function mapName(measure: MapMeasure): string {
  if (isCoverage(measure)) return nameOf(measure)
  if (measure === 'load') return t('map.load')
  return isLevel(measure) ? local(levels[measure].label) : local(needs[measure].label)
}

/** What stands in a disc or a cell; `worst` is the greatest value among the areas of its kind. */
export function shownOf(area: AreaCoverage, measure: MapMeasure, figures: Figures, worst: number): Shown {
  if (isCoverage(measure)) {
    const cell = cellOf(area, measure)
    return {
      text: textOf(cell, measure),
      short: shortOf(cell, measure),
      ground: groundOf(cell, measure, worst),
      value: cell.value,
    }
  }
  const figure = figures.get(`${area.code}.${measure}`)
  if (figure?.state === 'SUPPRESSED') return { text: '<5', short: '<5', ground: 'dots', value: null }
  const value = figure ? figure.value : measure === 'load' ? null : 0
  if (value === null) return { text: '—', short: '—', ground: 'hatch', value }
  const text = measure === 'load' ? decimal(value) : String(value)
  const full = measure === 'load' ? SEVERE : worst
  const step = full > 0 ? stepOf(1 - Math.min(1, value / full)) : 4
  return { text, short: measure === 'load' ? decimal(value, 1) : text, ground: `step-${step}`, value }
}

/** The greatest value of a measure among areas of one kind: where the scale ends. */
export function worstOf(areas: readonly AreaCoverage[], measure: MapMeasure, figures: Figures): number {
  if (isCoverage(measure)) return Math.max(0, ...areas.map((area) => area.gap.value ?? 0))
  return Math.max(0, ...areas.map((area) => figures.get(`${area.code}.${measure}`)?.value ?? 0))
}

/** Most pressing first: the thinnest coverage, the most of anything else; areas without a number last. */
export function mostPressing(measure: MapMeasure, shown: (area: AreaCoverage) => Shown) {
  const turn = isCoverage(measure) && measure !== 'gap' ? 1 : -1
  return (one: AreaCoverage, other: AreaCoverage): number => {
    const a = shown(one).value
    const b = shown(other).value
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return turn * (a - b) || one.code.localeCompare(other.code)
  }
}
