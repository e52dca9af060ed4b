import type { KeyboardEvent } from 'react'
import { mapName, type MapMeasure, type Shown } from '@/core/coverage/mapped'
import type { MapPoint } from '@/core/coverage/points'
import type { AreaCoverage } from '@/core/coverage/types'
import { t } from '@/core/words'
import { radiusOf, scaleOf, type MapDetail, type Outline } from './outline'
import { Points } from './Points'

interface Props {
  areas: AreaCoverage[]
  outline: Outline
  scope: string
  measure: MapMeasure
  shown: (area: AreaCoverage) => Shown
  points: readonly MapPoint[]
  detail: MapDetail
  asOf: string
  chosen: string | undefined
  choose: (code: string) => void
}

/** The district as a sketch: town cells, village discs, the caption inside the picture. */
export function DistrictMap(props: Props) {
  const { areas, outline, scope, measure, shown, points, detail, asOf, chosen, choose } = props
  const byCode = new Map(areas.map((area) => [area.code, area]))
  const villages = areas.filter((area) => area.level === 'VILLAGE')
  const scale = scaleOf(
    villages.map((area) => ({ free: outline.discs[area.code]?.[2] ?? 0, households: area.households.value ?? 0 })),
  )
  const ground = (area: AreaCoverage | undefined) => (area ? shown(area).ground : 'hatch')
  const onKey = (code: string) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    choose(code)
  }

  return (
    <div className="map">
      <svg
        viewBox={`-12 -12 ${outline.width + 24} ${outline.height + 24}`}
        role="group"
        aria-label={t('map.label', { measure: mapName(measure), day: asOf, count: villages.length })}
        data-discs={detail === 'VILLAGE' ? villages.length : 0}
      >
        <Patterns />
        <path className="district" d={outline.district} />
        {outline.cells.map((cell) => {
          const area = byCode.get(cell.code)
          const fill = detail === 'TOWN' ? ground(area) : 'plain'
          return (
            <path
              key={cell.code}
              className={`cell ${fill}${cell.code.startsWith(scope) ? '' : ' out'}${chosen === cell.code ? ' chosen' : ''}`}
              d={cell.path}
              tabIndex={0}
              role="button"
              aria-label={area ? `${cell.name} ${mapName(measure)} ${shown(area).text}` : cell.name}
              onClick={() => choose(cell.code)}
              onKeyDown={onKey(cell.code)}
            />
          )
        })}
        {detail === 'VILLAGE' &&
          villages.map((area) => {
            const place = outline.discs[area.code]
            if (!place) return null
            const [x, y, free] = place
            const cell = shown(area)
            const r = radiusOf(free, area.households.value ?? 0, scale)
            return (
              <g key={area.code} className={area.code.startsWith(scope) ? '' : 'out'} data-village={area.code}>
                <circle
                  className={`disc ${ground(area)}${chosen === area.code ? ' chosen' : ''}`}
                  cx={x}
                  cy={y}
                  r={r}
                  onClick={() => choose(area.code)}
                >
                  <title>{`${area.name} · ${mapName(measure)} ${cell.text}`}</title>
                </circle>
                <text className={`value ink-${ground(area)}`} x={x} y={y} fontSize={Math.min(18, r * 1.15)}>
                  {cell.short}
                </text>
              </g>
            )
          })}
        {outline.cells.map((cell) => {
          const area = byCode.get(cell.code)
          return (
            <g key={cell.code} className={`town-name${detail === 'TOWN' ? ' inside' : ''}`}>
              <text x={cell.x} y={cell.y - 6}>
                {cell.name}
              </text>
              {area && (
                <text x={cell.x} y={cell.y + 18} className="number">
                  {shown(area).text}
                </text>
              )}
            </g>
          )
        })}
        <Points points={points} outline={outline} measure={measure} />
        <text className="caption" x={outline.width} y={20}>
          {t('map.caption')}
        </text>
        <text className="caption" x={outline.width} y={46}>
          {t('map.source', { day: asOf })}
        </text>
      </svg>
    </div>
  )
}

/** Grounds that are no number: hatch for nothing, dots for too few. */
function Patterns() {
  return (
    <defs>
      <pattern id="map-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="8" height="8" className="pattern-ground" />
        <path d="M0 0v8" className="pattern-line" />
      </pattern>
      <pattern id="map-dots" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" className="pattern-ground" />
        <circle cx="4" cy="4" r="1.2" className="pattern-dot" />
      </pattern>
    </defs>
  )
}
