import { Segmented, Select } from 'antd'
import { useState } from 'react'
import { FilterBar } from '@/components/FilterBar'
import { Scale } from '@/components/Scale'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { fetchView } from '@/core/api'
import { loadCoverage } from '@/core/coverage'
import { measures, type AreaCoverage, type Measure } from '@/core/coverage/types'
import { nameOf } from '@/core/coverage/cells'
import { useFilters } from '@/core/filters'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { t } from '@/core/words'
import { AreaPanel } from './AreaPanel'
import { DistrictMap } from './DistrictMap'
import { MeasureTable } from './MeasureTable'
import type { MapDetail, Outline } from './outline'
import '@/styles/coverage.css'
import '@/styles/map.css'

/** D13: which places are thin. */
export default function MapPage({ page }: { page: PageData }) {
  const filters = useFilters(homeArea(page), page.today)
  const coverage = useAsking(`coverage ${filters.asOf}`, (signal) =>
    loadCoverage({ area: homeArea(page), asOf: filters.asOf }, signal),
  )
  const outline = useAsking('outline', (signal) => fetchView<Outline>('/view/outline', signal))
  const measure = (filters.get('measure') || 'needs') as Measure
  const detail = (filters.get('detail') || 'VILLAGE') as MapDetail
  const [chosen, choose] = useState<string>()
  const [asTable, setAsTable] = useState(false)
  const failed = [coverage, outline].find((asking) => asking.failure && !asking.data)

  return (
    <>
      <div className="title">
        <h1>{t('map.title')}</h1>
        <span className="quiet">{t('map.line')}</span>
        <span className="push" />
        <FilterBar filters={filters} areas={coverage.data ?? []} today={page.today}>
          <label htmlFor="filter-measure">{t('filter.measure')}</label>
          <Select
            id="filter-measure"
            className="w-order"
            value={measure}
            options={measures.map((value) => ({ value, label: nameOf(value) }))}
            onChange={(value: string) => filters.set({ measure: value })}
            popupMatchSelectWidth={false}
            listHeight={420}
          />
          <Segmented
            value={detail}
            options={[
              { value: 'TOWN', label: t('map.towns') },
              { value: 'VILLAGE', label: t('map.villages') },
            ]}
            onChange={(value) => filters.set({ detail: value })}
          />
          <Segmented
            value={asTable}
            options={[
              { value: false, label: t('map.picture') },
              { value: true, label: t('act.table') },
            ]}
            onChange={setAsTable}
          />
        </FilterBar>
      </div>
      <div className="body">
        <section className={`card fill${coverage.asking && coverage.data ? ' stale' : ''}`}>
          {failed?.failure ? (
            <FailureView failure={failed.failure} again={failed.again} />
          ) : !coverage.data || !outline.data ? (
            <Bones lines={16} />
          ) : (
            <Picture
              areas={coverage.data}
              outline={outline.data}
              scope={filters.area}
              measure={measure}
              detail={detail}
              asTable={asTable}
              asOf={filters.asOf}
              chosen={chosen}
              choose={choose}
            />
          )}
          <footer className="foot">
            <Scale gap={measure === 'gap'} />
            {detail === 'VILLAGE' && !asTable && (
              <span className="quiet">
                {t(measure === 'gap' ? 'map.inside.points' : 'map.inside.percent')}
              </span>
            )}
          </footer>
        </section>
        {coverage.data && (
          <AreaPanel
            areas={coverage.data}
            code={chosen ?? filters.area}
            measure={measure}
            asOf={filters.asOf}
            setMeasure={(value) => filters.set({ measure: value })}
            choose={choose}
          />
        )}
      </div>
    </>
  )
}

interface PictureProps {
  areas: AreaCoverage[]
  outline: Outline
  scope: string
  measure: Measure
  detail: MapDetail
  asTable: boolean
  asOf: string
  chosen: string | undefined
  choose: (code: string) => void
}

function Picture({ asTable, ...rest }: PictureProps) {
  const rows = rest.areas.filter((area) => area.level === rest.detail && area.code.startsWith(rest.scope))
  if (!rows.length)
    return (
      <StateView kind="empty" title={t('matrix.empty')}>
        {t('matrix.empty.line')}
      </StateView>
    )
  if (asTable) return <MeasureTable rows={rows} measure={rest.measure} choose={rest.choose} asOf={rest.asOf} />
  return <DistrictMap {...rest} />
}
