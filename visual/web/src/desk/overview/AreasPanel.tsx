import { Button } from 'antd'
import type { Filters } from '@/core/filters'
import type { Behind, Report } from '@/core/reports/types'
import { figureText } from '@/core/reports/words'
import { t } from '@/core/words'
import { nameOf } from './RowsPanel'

interface Props {
  about: Behind
  report: Report
  filters: Filters
  close: () => void
}

/** For who sees counts only: the same number, area by area, down to the village. */
export function AreasPanel({ about, report, filters, close }: Props) {
  const rows = report.figures.filter(
    (one) => one.measure === about.measure && one.part === about.part && one.area !== about.area,
  )
  return (
    <aside className="card rows" aria-label={nameOf(about, report)}>
      <header>
        <h2>{nameOf(about, report)}</h2>
        <span className="push" />
        <Button type="text" onClick={close}>
          {t('act.close')}
        </Button>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('overview.byArea')}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('matrix.area')}</th>
              <th scope="col">{t('overview.number')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.area} data-area={one.area}>
                <th scope="row">
                  {one.area.length === 9 ? (
                    <button className="as-link" onClick={() => filters.set({ area: one.area })}>
                      {one.areaName}
                    </button>
                  ) : (
                    one.areaName
                  )}
                </th>
                <td>{figureText(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="quiet">{t('overview.noParts')}</p>}
      </div>
    </aside>
  )
}
