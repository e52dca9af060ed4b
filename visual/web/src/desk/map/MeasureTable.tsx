import type { AreaCoverage, Measure } from '@/core/coverage/types'
import { cellOf, nameOf, textOf, thinnestFirst } from '@/core/coverage/cells'
import { t } from '@/core/words'

interface Props {
  rows: AreaCoverage[]
  measure: Measure
  asOf: string
  choose: (code: string) => void
}

/** The table behind the map: the same areas, the same numbers, thinnest first. */
export function MeasureTable({ rows, measure, asOf, choose }: Props) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('map.table')}>
      <table className="plain-table">
        <caption>
          {t('map.table.caption', { measure: nameOf(measure), day: asOf })} {t('map.caption')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('matrix.area')}</th>
            <th scope="col">{t('matrix.households')}</th>
            <th scope="col">{nameOf(measure)}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows].sort(thinnestFirst(measure)).map((area) => (
            <tr key={area.code} data-area={area.code}>
              <th scope="row">
                <button className="as-link" onClick={() => choose(area.code)}>
                  {area.name}
                </button>
              </th>
              <td>{area.households.state === 'SUPPRESSED' ? '<5' : (area.households.value ?? '—')}</td>
              <td>{textOf(cellOf(area, measure), measure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
