import { mapName, mostPressing, type MapMeasure, type Shown } from '@/core/coverage/mapped'
import type { AreaCoverage } from '@/core/coverage/types'
import { t } from '@/core/words'

interface Props {
  rows: AreaCoverage[]
  measure: MapMeasure
  shown: (area: AreaCoverage) => Shown
  asOf: string
  choose: (code: string) => void
}

/** The table behind the map: the same areas, the same numbers, most pressing first. */
export function MeasureTable({ rows, measure, shown, asOf, choose }: Props) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('map.table')}>
      <table className="plain-table">
        <caption>
          {t('map.table.caption', { measure: mapName(measure), day: asOf })} {t('map.caption')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('matrix.area')}</th>
            <th scope="col">{t('matrix.households')}</th>
            <th scope="col">{mapName(measure)}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows].sort(mostPressing(measure, shown)).map((area) => (
            <tr key={area.code} data-area={area.code}>
              <th scope="row">
                <button className="as-link" onClick={() => choose(area.code)}>
                  {area.name}
                </button>
              </th>
              <td>{area.households.state === 'SUPPRESSED' ? '<5' : (area.households.value ?? '—')}</td>
              <td>{shown(area).text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
