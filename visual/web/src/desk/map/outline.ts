/** What `/view/outline` answers: shapes in picture units, x to the right, y down. */
export interface Outline {
  width: number
  height: number
  district: string
  cells: { code: string; name: string; path: string; x: number; y: number }[]
  discs: Record<string, [x: number, y: number, r: number]>
  /** West and north end in degrees, units a degree of longitude and of latitude. */
  frame: [west: number, north: number, across: number, down: number]
}

/** Where a place in degrees (WGS-84) lies in the picture. */
export const placed = ({ frame: [west, north, across, down] }: Outline, lon: number, lat: number) => ({
  x: (lon - west) * across,
  y: (north - lat) * down,
})

export type MapDetail = 'TOWN' | 'VILLAGE'

/** Picture units per root of a household, so that half of the discs fill the room they have. */
export function scaleOf(rooms: readonly { free: number; households: number }[]): number {
  const fills = rooms.filter((room) => room.households > 0).map((room) => room.free / Math.sqrt(room.households))
  fills.sort((one, other) => one - other)
  return fills[Math.floor(fills.length / 2)] ?? 1
}

/** Least radius of a disc: its number must be read. */
const LEAST = 13

/** Radius of a village's disc: its area says how many households, within the room that is free. */
export const radiusOf = (free: number, households: number, scale: number): number =>
  Math.max(LEAST, Math.min(free, scale * Math.sqrt(households)))
