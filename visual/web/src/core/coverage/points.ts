import { ask } from '@/core/api'
import { codeOf } from '@/core/codes'
import { graphql } from '@/core/schema'
import { levels, needs, type LevelCode, type NeedCode } from '@/core/vocabulary'

/** A household on the map. `exact` for its case team; for all others it lies 300 to 600 m off. */
export interface MapPoint {
  id: string
  lon: number
  lat: number
  exact: boolean
  level: LevelCode
  urgent: boolean
  needs: NeedCode[]
  gap: number | null
  load: number | null
}

const POINTS = graphql(`
  query MapPoints($area: String!) {
    mapPoints(area: $area) { id lon lat exact level urgent needs gap load }
  }
`)

/** The monitored households of an area, for who looks after them. */
export async function loadPoints(area: string, signal: AbortSignal): Promise<MapPoint[]> {
  const { mapPoints } = await ask(POINTS, { area }, signal)
  return mapPoints.map((point) => ({
    ...point,
    level: point.level ? codeOf(levels, point.level) : 'L1_NORM',
    needs: point.needs.map((need) => codeOf(needs, need)),
  }))
}
