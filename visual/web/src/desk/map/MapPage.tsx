import { Segmented, Select } from 'antd'
import { useState } from 'react'
import { FilterBar } from '@/components/FilterBar'
import { Scale } from '@/components/Scale'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { fetchView } from '@/core/api'
import { loadCoverage } from '@/core/coverage'
import { isCoverage, mapName, shownOf, worstOf, type MapMeasure, type Shown } from '@/core/coverage/mapped'
import { loadPoints, type MapPoint } from '@/core/coverage/points'
import { measures, type AreaCoverage } from '@/core/coverage/types'
import { useFilters } from '@/core/filters'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { levels, needs, type LevelCode, type NeedCode } from '@/core/vocabulary'
import { maybe, t } from '@/core/words'
import { AreaPanel } from './AreaPanel'
import { DistrictMap } from './DistrictMap'
import { MeasureTable } from './MeasureTable'
import type { MapDetail, Outline } from './outline'
import { useMapFigures } from './useMapFigures'
import '@/styles/coverage.css'
import '@/styles/map.css'

const COUNTS_ONLY = 'R16' // sees no household

const option = (value: MapMeasure) => ({ value, label: mapName(value) })
const choices = () => [
  { label: t('map.by.coverage'), options: measures.filter((one) => one !== 'gap').map(option) },
  { label: t('map.by.pressure'), options: [option('gap'), option('load')] },
  { label: t('map.by.colour'), options: (Object.keys(levels) as LevelCode[]).map(option) },
  { label: t('map.by.need'), options: (Object.keys(needs) as NeedCode[]).map(option) },
]

/** D13: which places are thin; by coverage, colour, need, gap and load; for staff with the households. */
export default function MapPage({ page }: { page: PageData }) {
  const home = homeArea(page)
  const filters = useFilters(home, page.today)
  const coverage = useAsking(`coverage ${filters.asOf}`, (signal) =>
    loadCoverage({ area: home, asOf: filters.asOf }, signal),
  )
  const outline = useAsking('outline', (signal) => fetchView<Outline>('/view/outline', signal))
  const { asking: counted, figures } = useMapFigures(home, filters.asOf === page.today ? '' : filters.asOf)
  const measure = (filters.get('measure') || 'needs') as MapMeasure
  const detail = (filters.get('detail') || 'VILLAGE') as MapDetail
  const withPoints = filters.get('points') === '1' && page.role !== COUNTS_ONLY
  const points = useAsking(`points ${withPoints} ${filters.area}`, (signal) =>
    withPoints ? loadPoints(filters.area, signal) : Promise.resolve<MapPoint[]>([]),
  )
  const [chosen, choose] = useState<string>()
  const [asTable, setAsTable] = useState(false)
  const failed = [coverage, outline, counted].find((asking) => asking.failure && !asking.data)
  const alike = (coverage.data ?? []).filter((area) => area.level === detail)
  const shown = (area: AreaCoverage) => shownOf(area, measure, figures, worstOf(alike, measure, figures))

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
            options={choices()}
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
          {page.role !== COUNTS_ONLY && (
            <button
              className="toggle"
              aria-pressed={withPoints}
              onClick={() => filters.set({ points: withPoints ? '' : '1' })}
            >
              {t('map.points.show')}
            </button>
          )}
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
          ) : !coverage.data || !outline.data || !counted.data ? (
            <Bones lines={16} />
          ) : (
            <Picture
              areas={coverage.data}
              outline={outline.data}
              scope={filters.area}
              measure={measure}
              shown={shown}
              points={points.data ?? []}
              detail={detail}
              asTable={asTable}
              asOf={filters.asOf}
              chosen={chosen}
              choose={choose}
            />
          )}
          <footer className="foot">
            <Scale gap={!isCoverage(measure) || measure === 'gap'} />
            {withPoints && (
              <span className="quiet" role="status">
                {points.failure
                  ? (maybe(`error.${points.failure.code}`) ?? t('error.UNEXPECTED'))
                  : t('map.points.told', { count: points.data?.length ?? 0 })}
              </span>
            )}
            {detail === 'VILLAGE' && !asTable && !withPoints && (
              <span className="quiet">{t(insideWord(measure))}</span>
            )}
          </footer>
        </section>
        {coverage.data && (
          <AreaPanel
            areas={coverage.data}
            code={chosen ?? filters.area}
            measure={measure}
            figures={figures}
            asOf={filters.asOf}
            setMeasure={(value) => filters.set({ measure: value })}
            choose={choose}
          />
        )}
      </div>
    </>
  )
}

function insideWord(measure: MapMeasure) {
  if (measure === 'gap') return 'map.inside.points'
  if (measure === 'load') return 'map.inside.load'
  return isCoverage(measure) ? 'map.inside.percent' : 'map.inside.count'
}

interface PictureProps {
  areas: AreaCoverage[]
  outline: Outline
  scope: string
  measure: MapMeasure
  shown: (area: AreaCoverage) => Shown
  points: readonly MapPoint[]
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
  if (asTable) return <MeasureTable rows={rows} {...rest} />
  return <DistrictMap {...rest} />
}
