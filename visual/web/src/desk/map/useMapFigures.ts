import { useMemo } from 'react'
import { useAsking } from '@/core/asking'
import type { Figures } from '@/core/coverage/mapped'
import { loadMapFigures } from '@/core/reports'

/** Households by colour, open needs by kind and stewards' load of every area, by `area.measure`. */
export function useMapFigures(area: string, asOf: string) {
  const asking = useAsking(`map ${area} ${asOf}`, (signal) => loadMapFigures(area, asOf, signal))
  const figures: Figures = useMemo(
    () => new Map((asking.data ?? []).map((one) => [`${one.area}.${one.key}`, one.figure])),
    [asking.data],
  )
  return { asking, figures }
}
