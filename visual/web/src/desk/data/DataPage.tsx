import { Select } from 'antd'
import { Bones, FailureView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { useFilters } from '@/core/filters'
import { minute } from '@/core/numbers'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { loadNames, loadReport } from '@/core/reports'
import type { Behind, Figure, Narrowed, Report } from '@/core/reports/types'
import { figureText, partWord } from '@/core/reports/words'
import { local, t } from '@/core/words'
import { narrowed, NumberFilters } from '@/desk/overview/OverviewPage'
import { RowsPanel } from '@/desk/overview/RowsPanel'
import '@/styles/coverage.css'
import '@/styles/overview.css'

const FIRST = 'counts'

/** D11 数据面板: any report by area, tier and day; where people may be seen each number opens its rows. */
export default function DataPage({ page }: { page: PageData }) {
  const filters = useFilters(homeArea(page), page.today)
  const about = narrowed(filters, page.today)
  const name = filters.get('report') || FIRST
  const names = useAsking('reports', loadNames)
  const asking = useAsking(`report ${name} ${JSON.stringify(about)}`, (signal) => loadReport(name, about, signal))
  const report = asking.data?.name === name ? asking.data : undefined
  const open = filters.get('cell')
  return (
    <>
      <div className="title">
        <h1>{t('data.title')}</h1>
        <span className="quiet">{report && t('overview.readAt', { at: minute(report.readAt) })}</span>
        <span className="push" />
        <div className="filters">
          <label htmlFor="filter-report">{t('data.report')}</label>
          <Select
            id="filter-report"
            className="w-order"
            value={names.data ? name : null}
            options={(names.data ?? []).map((one) => ({ value: one.name, label: local(one.label) }))}
            onChange={(next: string) => filters.set({ report: next, cell: '' })}
            popupMatchSelectWidth={false}
            listHeight={420}
          />
        </div>
        <NumberFilters filters={filters} today={page.today} />
      </div>
      <div className="body">
        <section className={`card fill${asking.asking && report ? ' stale' : ''}`}>
          {asking.failure && !report ? (
            <FailureView failure={asking.failure} again={asking.again} />
          ) : !report ? (
            <Bones lines={14} />
          ) : (
            <Table
              report={report}
              about={about}
              open={(cell) => filters.set({ cell })}
              into={(area) => filters.set({ area, cell: '' })}
            />
          )}
        </section>
        {report && !report.published && open && (
          <RowsPanel
            key={`${open} ${JSON.stringify(about)} ${report.readAt}`}
            about={behind(open, about, report)}
            report={report}
            close={() => filters.set({ cell: '' })}
          />
        )}
      </div>
    </>
  )
}

/** Which number a cell in the address names: its area, measure and part. */
function behind(cell: string, about: Narrowed, report: Report): Behind {
  const [area = about.area, measure = '', part] = cell.split('.')
  return { ...about, area, report: report.name, measure, part: part ?? null, readAt: report.readAt }
}

interface TableProps {
  report: Report
  about: Narrowed
  open: (cell: string) => void
  into: (area: string) => void
}

function Table({ report, about, open, into }: TableProps) {
  const of = (figure: Figure) => (figure.part ? `${figure.measure}.${figure.part}` : figure.measure)
  const columns = [...new Map(report.figures.map((one) => [of(one), one])).entries()]
  const areas = [...new Map(report.figures.map((one) => [one.area, one.areaName])).entries()].sort()
  const cells = new Map(report.figures.map((one) => [`${one.area}.${of(one)}`, one]))
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('data.table')}>
      <table className="plain-table figures">
        <thead>
          <tr>
            <th scope="col">{t('matrix.area')}</th>
            {columns.map(([key, one]) => (
              <th key={key} scope="col">
                {one.part ? partWord(one.part) : local(one.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.map(([code, name]) => (
            <tr key={code} data-area={code} className={code === about.area ? 'whole' : ''}>
              <th scope="row">
                {code.length === 9 && code !== about.area ? (
                  <button className="as-link" onClick={() => into(code)}>
                    {name}
                  </button>
                ) : (
                  name
                )}
              </th>
              {columns.map(([key]) => {
                const cell = cells.get(`${code}.${key}`)
                const text = cell ? figureText(cell) : report.published ? '·' : '0'
                return (
                  <td key={key} data-cell={`${code}.${key}`}>
                    {cell?.numerator && !report.published ? (
                      <button className="as-link" onClick={() => open(`${code}.${key}`)}>
                        {text}
                      </button>
                    ) : (
                      text
                    )}
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
