import { Segmented, Select } from 'antd'
import { Bones, FailureView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { useFilters, type Filters } from '@/core/filters'
import { minute } from '@/core/numbers'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { loadAreas, loadReport } from '@/core/reports'
import type { Behind, Narrowed, Report } from '@/core/reports/types'
import { tiers, type TierCode } from '@/core/vocabulary'
import { t } from '@/core/words'
import { AreasPanel } from './AreasPanel'
import { RowsPanel } from './RowsPanel'
import { Tiles } from './Tiles'
import '@/styles/coverage.css'
import '@/styles/overview.css'

const REPORTS = ['alerts', 'overdue', 'load', 'gaps'] as const

/** D11 运行脑: what burns, what is late, who carries too much, where nobody serves; each opens its list. */
export default function OverviewPage({ page }: { page: PageData }) {
  const filters = useFilters(homeArea(page), page.today)
  const about = narrowed(filters, page.today)
  const reports = useAsking(`command ${JSON.stringify(about)}`, (signal) =>
    Promise.all(REPORTS.map((name) => loadReport(name, about, signal))),
  )
  const read = reports.data?.[0]?.readAt
  return (
    <>
      <div className="title">
        <h1>{t('overview.title')}</h1>
        <span className="quiet">{read && t('overview.readAt', { at: minute(read) })}</span>
        <span className="push" />
        <NumberFilters filters={filters} today={page.today} />
      </div>
      <div className={`body${reports.asking && reports.data ? ' stale' : ''}`}>
        {reports.failure && !reports.data ? (
          <section className="card fill">
            <FailureView failure={reports.failure} again={reports.again} />
          </section>
        ) : !reports.data ? (
          <section className="card fill">
            <Bones lines={14} />
          </section>
        ) : (
          <Command reports={reports.data} about={about} filters={filters} />
        )}
      </div>
    </>
  )
}

/** The filters of the pages of numbers: area, day, tier; kept in the address. */
export function NumberFilters({ filters, today }: { filters: Filters; today: string }) {
  const areas = useAsking('areas', loadAreas)
  const options = (areas.data ?? [])
    .filter((area) => area.level !== 'VILLAGE' || area.code === filters.area)
    .map((area) => ({ value: area.code, label: area.name }))
  return (
    <div className="filters">
      <label htmlFor="filter-area">{t('filter.area')}</label>
      <Select
        id="filter-area"
        className="w-area"
        value={options.length ? filters.area : null}
        options={options}
        onChange={(area: string) => filters.set({ area, tile: '' })}
        popupMatchSelectWidth={false}
      />
      <label htmlFor="filter-day">{t('filter.asOf')}</label>
      <input
        id="filter-day"
        className="day"
        type="date"
        value={filters.asOf}
        max={today}
        onChange={(event) => event.target.value && filters.set({ asOf: event.target.value })}
      />
      <Segmented
        aria-label={t('filter.tier')}
        value={filters.get('tier')}
        options={[
          { value: '', label: t('filter.all') },
          ...(Object.keys(tiers) as TierCode[]).map((value) => ({ value, label: t(`tier.short.${value}`) })),
        ]}
        onChange={(tier) => filters.set({ tier })}
      />
    </div>
  )
}

/** What the numbers of a page are narrowed by; the district's own day is asked for as "now". */
export function narrowed(filters: Filters, today: string): Narrowed {
  const tier = filters.get('tier')
  return {
    area: filters.area,
    asOf: filters.asOf === today ? '' : filters.asOf,
    tier: tier in tiers ? (tier as TierCode) : '',
  }
}

interface Props {
  reports: Report[]
  about: Narrowed
  filters: Filters
}

function Command({ reports, about, filters }: Props) {
  const [name, measure, part] = filters.get('tile').split('.')
  const report = reports.find((one) => one.name === name)
  const open = (tile: string) => filters.set({ tile })
  const behind: Behind | undefined =
    report && measure
      ? { ...about, report: report.name, measure, part: part ?? null, readAt: report.readAt }
      : undefined
  return (
    <>
      <Tiles reports={reports} area={about.area} chosen={filters.get('tile')} choose={open} />
      {report && behind && !report.published && (
        <RowsPanel key={JSON.stringify(behind)} about={behind} report={report} close={() => open('')} />
      )}
      {report && behind && report.published && (
        <AreasPanel about={behind} report={report} close={() => open('')} filters={filters} />
      )}
    </>
  )
}
