import { levelPath, shortOf } from '@/components/LevelBadge'
import { isLevel, type MapMeasure } from '@/core/coverage/mapped'
import type { MapPoint } from '@/core/coverage/points'
import { decimal } from '@/core/numbers'
import { levels, needs } from '@/core/vocabulary'
import { local, t } from '@/core/words'
import { placed, type Outline } from './outline'

interface Props {
  points: readonly MapPoint[]
  outline: Outline
  measure: MapMeasure
}

/** Households as the shape of their colour; those that the measure is not about step back. */
export function Points({ points, outline, measure }: Props) {
  return (
    <g className="points" data-points={points.length}>
      {points.map((point) => {
        const { x, y } = placed(outline, point.lon, point.lat)
        const size = sizeOf(point, measure)
        return (
          <g
            key={point.id}
            className={`${shortOf(point.level)}${isAbout(point, measure) ? '' : ' aside'}${point.urgent ? ' urgent' : ''}`}
            data-point={point.id}
            transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 14})`}
          >
            <path d={levelPath(point.level)} />
            <title>{words(point)}</title>
          </g>
        )
      })}
    </g>
  )
}

/** Whether a household is one of those the map is coloured by. */
export function isAbout(point: MapPoint, measure: MapMeasure): boolean {
  if (isLevel(measure)) return point.level === measure
  return measure in needs ? point.needs.some((need) => need === measure) : true
}

/** Side of the shape in picture units: by gap and by load the greater the larger. */
function sizeOf(point: MapPoint, measure: MapMeasure): number {
  if (measure === 'gap') return 9 + Math.min(9, (point.gap ?? 0) * 0.75)
  if (measure === 'load') return 9 + Math.min(9, (point.load ?? 0) * 7.2)
  return 11
}

function words(point: MapPoint): string {
  const told = [local(levels[point.level].label), ...point.needs.map((need) => local(needs[need].label))]
  if (point.gap !== null) told.push(t('map.point.gap', { points: decimal(point.gap, 1) }))
  if (point.load !== null) told.push(t('overview.load', { load: decimal(point.load) }))
  if (!point.exact) told.push(t('map.point.near'))
  return told.join(' · ')
}
