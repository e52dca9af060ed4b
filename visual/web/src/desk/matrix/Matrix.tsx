import { Select } from 'antd'
import { useState } from 'react'
import { FilterBar } from '@/components/FilterBar'
import { Scale } from '@/components/Scale'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { loadCoverage } from '@/core/coverage'
import { measures, type AreaCoverage, type Measure } from '@/core/coverage/types'
import { nameOf, thinnestFirst, worstFirst } from '@/core/coverage/cells'
import { useFilters, type Filters } from '@/core/filters'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { t } from '@/core/words'
import { MatrixTable } from './MatrixTable'
import '@/styles/coverage.css'

/** D14: which party is missing in which village. */
export default function Matrix({ page }: { page: PageData }) {
  const filters = useFilters(homeArea(page), page.today)
  const asking = useAsking(`coverage ${filters.asOf}`, (signal) =>
    loadCoverage({ area: homeArea(page), asOf: filters.asOf }, signal),
  )
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const toggle = (code: string) =>
    setClosed((old) => {
      const next = new Set(old)
      if (!next.delete(code)) next.add(code)
      return next
    })

  return (
    <>
      <div className="title">
        <h1>{t('matrix.title')}</h1>
        <span className="quiet">{t('matrix.line')}</span>
        <span className="push" />
        <FilterBar filters={filters} areas={asking.data ?? []} today={page.today}>
          <OrderSelect filters={filters} />
        </FilterBar>
      </div>
      <div className="body">
        <section className={`card fill${asking.asking && asking.data ? ' stale' : ''}`}>
          {asking.failure && !asking.data ? (
            <FailureView failure={asking.failure} again={asking.again} />
          ) : !asking.data ? (
            <Bones lines={20} />
          ) : (
            <Rows areas={asking.data} filters={filters} closed={closed} toggle={toggle} />
          )}
          {asking.data && (
            <footer className="foot">
              <Scale />
              <span className="quiet">{t('matrix.keys')}</span>
            </footer>
          )}
        </section>
      </div>
    </>
  )
}

interface RowsProps {
  areas: AreaCoverage[]
  filters: Filters
  closed: ReadonlySet<string>
  toggle: (code: string) => void
}

function Rows({ areas, filters, closed, toggle }: RowsProps) {
  const rows = inOrder(areas, filters.area, filters.get('order'), closed)
  if (!rows.some((row) => row.level === 'VILLAGE' || row.level === 'TOWN'))
    return (
      <StateView kind="empty" title={t('matrix.empty')}>
        {t('matrix.empty.line')}
      </StateView>
    )
  return <MatrixTable rows={rows} all={areas} asOf={filters.asOf} closed={closed} toggle={toggle} />
}

function OrderSelect({ filters }: { filters: Filters }) {
  const options = [
    { value: '', label: t('matrix.order.worst') },
    { value: 'code', label: t('matrix.order.code') },
    ...measures.map((measure) => ({ value: measure, label: t('matrix.order.by', { name: nameOf(measure) }) })),
  ]
  return (
    <>
      <label htmlFor="filter-order">{t('filter.order')}</label>
      <Select
        id="filter-order"
        value={filters.get('order')}
        options={options}
        onChange={(order: string) => filters.set({ order })}
        popupMatchSelectWidth={false}
        className="w-order"
      />
    </>
  )
}

/** The district, then each town followed by its villages, in the wanted order on both levels. */
export function inOrder(
  areas: readonly AreaCoverage[],
  scope: string,
  order: string,
  closed: ReadonlySet<string>,
): AreaCoverage[] {
  const compare =
    order === 'code'
      ? (one: AreaCoverage, other: AreaCoverage) => one.code.localeCompare(other.code)
      : order
        ? thinnestFirst(order as Measure)
        : worstFirst
  const towns = areas.filter((area) => area.level === 'TOWN' && area.code.startsWith(scope)).sort(compare)
  const villagesOf = (town: string) =>
    closed.has(town)
      ? []
      : areas.filter((area) => area.level === 'VILLAGE' && area.code.startsWith(town)).sort(compare)
  const district = areas.filter((area) => area.level === 'DISTRICT' && area.code === scope)
  return [...district, ...towns.flatMap((town) => [town, ...villagesOf(town.code)])]
}
