/** What `/view/outline` answers: shapes in picture units, x to the right, y down. */
export interface Outline {
  width: number
  height: number
  district: string
  cells: { code: string; name: string; path: string; x: number; y: number }[]
  discs: Record<string, [x: number, y: number, r: number]>
}

export type MapDetail = 'TOWN' | 'VILLAGE'

/** Radius of a village's disc: its area says how many households, within the room that is free. */
export function radiusOf(free: number, households: number, most: number): number {
  const share = most > 0 ? Math.sqrt(households / most) : 0
  return Math.max(7, Math.min(free, 52 * share))
}
