import { useRef, useState, type KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import { PartyMark } from '@/components/PartyMark'
import { fiveParties, measures, threeTiers, type AreaCoverage, type Measure } from '@/core/coverage/types'
import { cellOf, groundOf, isParty, nameOf, textOf, worstGapOf } from '@/core/coverage/cells'
import { local, t } from '@/core/words'
import { tiers } from '@/core/vocabulary'

interface Props {
  rows: AreaCoverage[]
  all: AreaCoverage[]
  asOf: string
  closed: ReadonlySet<string>
  toggle: (code: string) => void
}

/** A real table: a number in every cell, its step as ground; arrows move, Enter opens. */
export function MatrixTable({ rows, all, asOf, closed, toggle }: Props) {
  const table = useRef<HTMLTableElement>(null)
  const [at, setAt] = useState<[number, number]>([0, 0])
  const [, go] = useLocation()
  const worst = worstGapOf(all.filter((area) => area.level === 'VILLAGE'))

  const open = (area: AreaCoverage, measure?: Measure) => {
    const party = measure && isParty(measure) ? `&party=${measure}` : ''
    go(`/network?area=${area.code}${party}&asOf=${asOf}`)
  }
  const move = (row: number, column: number) => {
    const next: [number, number] = [clamp(row, rows.length - 1), clamp(column, measures.length)]
    setAt(next)
    const cell = table.current?.querySelector<HTMLElement>(`[data-at="${next[0]},${next[1]}"]`)
    cell?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(at[0] + 1, at[1]),
      ArrowUp: () => move(at[0] - 1, at[1]),
      ArrowRight: () => move(at[0], at[1] + 1),
      ArrowLeft: () => move(at[0], at[1] - 1),
      Home: () => move(at[0], 0),
      End: () => move(at[0], measures.length),
      PageDown: () => move(at[0] + 20, at[1]),
      PageUp: () => move(at[0] - 20, at[1]),
      Enter: () => {
        const area = rows[at[0]]
        if (area) open(area, measures[at[1] - 1])
      },
      Space: () => {
        const area = rows[at[0]]
        if (area?.level === 'TOWN') toggle(area.code)
      },
    }
    const step = steps[event.key === ' ' ? 'Space' : event.key]
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    step()
  }

  return (
    <div className="scroll">
      <table className="matrix" role="grid" aria-label={t('matrix.label')} ref={table} onKeyDown={onKeyDown}>
        <Head />
        <tbody>
          {rows.map((area, row) => (
            <tr key={area.code} className={area.level.toLowerCase()} data-area={area.code}>
              <th
                scope="row"
                tabIndex={at[0] === row && at[1] === 0 ? 0 : -1}
                data-at={`${row},0`}
                onFocus={() => setAt([row, 0])}
                onClick={() => (area.level === 'TOWN' ? toggle(area.code) : open(area))}
                aria-expanded={area.level === 'TOWN' ? !closed.has(area.code) : undefined}
              >
                {area.name}
              </th>
              <td className="count">{area.households.state === 'SUPPRESSED' ? '<5' : (area.households.value ?? '—')}</td>
              {measures.map((measure, column) => {
                const cell = cellOf(area, measure)
                return (
                  <td
                    key={measure}
                    className={groundOf(cell, measure, worst)}
                    data-measure={measure}
                    data-at={`${row},${column + 1}`}
                    tabIndex={at[0] === row && at[1] === column + 1 ? 0 : -1}
                    onFocus={() => setAt([row, column + 1])}
                    onClick={() => open(area, measure)}
                  >
                    {textOf(cell, measure)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head() {
  return (
    <thead>
      <tr className="groups">
        <th rowSpan={2} scope="col" className="area">
          {t('matrix.area')}
        </th>
        <th rowSpan={2} scope="col">
          {t('matrix.households')}
        </th>
        <th colSpan={5} scope="colgroup">
          {t('matrix.parties')}
        </th>
        <th colSpan={3} scope="colgroup">
          {t('matrix.tiers')}
        </th>
        <th colSpan={3} scope="colgroup">
          {t('matrix.summary')}
        </th>
      </tr>
      <tr>
        {fiveParties.map((party) => (
          <th key={party} scope="col" title={nameOf(party)}>
            <PartyMark party={party} />
            <span aria-hidden>{t(`party.short.${party}`)}</span>
          </th>
        ))}
        {threeTiers.map((tier) => (
          <th key={tier} scope="col" title={local(tiers[tier].label)}>
            {t(`tier.short.${tier}`)}
          </th>
        ))}
        {(['full', 'needs', 'gap'] as const).map((measure) => (
          <th key={measure} scope="col" title={t(`measure.${measure}.what`)}>
            {t(`measure.${measure}`)}
          </th>
        ))}
      </tr>
    </thead>
  )
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value))
