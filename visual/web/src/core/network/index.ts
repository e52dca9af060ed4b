import { ask, fetchView } from '@/core/api'
import { graphql } from '@/core/schema'
import type { Leaving, Network } from './types'

/** The network of an area as of a day, places and missing edges included. */
export function loadNetwork(area: string, asOf: string, signal: AbortSignal): Promise<Network> {
  const query = new URLSearchParams(asOf ? { area, asOf } : { area })
  return fetchView<Network>(`/view/network?${query}`, signal)
}

const IF_LEAVES = graphql(`
  query IfLeaves($id: ID!) {
    ifLeaves(id: $id) {
      uncoveredNeeds
      isolatedHouseholds
      gapBefore
      gapAfter
    }
  }
`)

/** What becomes uncovered when an organisation or a person is gone. */
export async function loadLeaving(id: string): Promise<Leaving> {
  return (await ask(IF_LEAVES, { id })).ifLeaves
}
