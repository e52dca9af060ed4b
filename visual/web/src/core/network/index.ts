import { fetchView } from '@/core/api'
import type { Network } from './types'

/** The network of an area as of a day, places and missing edges included. */
export function loadNetwork(area: string, asOf: string, signal: AbortSignal): Promise<Network> {
  const query = new URLSearchParams({ area, asOf })
  return fetchView<Network>(`/view/network?${query}`, signal)
}
export async function loadLeaving(_: string, __: string, ___: string): Promise<import('./types').Leaving> { throw new Error() }
