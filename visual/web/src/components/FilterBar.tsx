import type { ReactNode } from 'react'
import type { AreaCoverage } from '@/core/coverage/types'
import type { Filters } from '@/core/filters'
import { t } from '@/core/words'
import { Select } from 'antd'

interface Props {
  filters: Filters
  areas: readonly AreaCoverage[]
  today: string
  children?: ReactNode
}

/** Area and day of a view; more filters of a page come as children. */
export function FilterBar({ filters, areas, today, children }: Props) {
  const options = areas
    .filter((area) => area.level !== 'VILLAGE')
    .map((area) => ({ value: area.code, label: area.name }))
  return (
    <div className="filters">
      <label htmlFor="filter-area">{t('filter.area')}</label>
      <Select
        id="filter-area"
        value={options.length ? filters.area : null}
        options={options}
        onChange={(area: string) => filters.set({ area })}
        popupMatchSelectWidth={false}
        className="w-area"
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
      {children}
    </div>
  )
}
