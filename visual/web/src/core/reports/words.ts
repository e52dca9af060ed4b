import { decimal, percent } from '@/core/numbers'
import * as vocabulary from '@/core/vocabulary'
import { local, maybe, t, type Localized } from '@/core/words'
import type { Figure, ListRow } from './types'

type Words = Readonly<Record<string, { readonly label: Localized; readonly member: string }>>
const vocabularies: readonly Words[] = Object.values(vocabulary)

/** The word of a code that a report tells a number apart by; the code itself where it says enough. */
export function partWord(code: string): string {
  for (const words of vocabularies) {
    const found = words[code] ?? Object.values(words).find((one) => one.member === code)
    if (found) return local(found.label)
  }
  return maybe(`part.${code}`) ?? code
}

/** A number as people read it: never 0 or 100 % where nothing is counted, never one of few. */
export function figureText(figure: Figure | undefined): string {
  if (!figure) return '·'
  if (figure.state === 'SUPPRESSED') return '<5'
  if (figure.state === 'EMPTY' || figure.value === null) return '—'
  switch (figure.unit) {
    case 'share':
      return percent(figure.value)
    case 'fen':
      return `¥${decimal(figure.value / 100)}`
    case 'hours':
    case 'points':
      return decimal(figure.value, 1)
    default:
      return figure.value.toLocaleString('en-US')
  }
}

/** What a row is about, in a few words. */
export function rowWord(row: ListRow): string {
  const kind = maybe(`part.${row.kind}`) ?? row.kind
  const said = [row.priority, row.code && partWord(row.code), row.gap && partWord(row.gap)]
  if (row.load !== null) said.push(t('overview.load', { load: decimal(row.load) }))
  const told = said.filter(Boolean).join(' · ')
  return told ? `${kind} · ${told}` : kind
}
