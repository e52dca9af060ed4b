import type { Edge, Ghost, Network } from './types'

/** What is one step away from a thing, itself included. */
export function around(network: Network, id: string): ReadonlySet<string> {
  const near = new Set([id])
  for (const edge of network.edges) {
    if (edge.from === id) near.add(edge.to)
    if (edge.to === id) near.add(edge.from)
  }
  return near
}

export interface Shown {
  parties: ReadonlySet<string>
  gaps: ReadonlySet<string>
}

/** The legend is the filter: what is switched off there is not drawn. */
export function filtered(network: Network, off: Shown): { edges: Edge[]; ghosts: Ghost[] } {
  return {
    edges: network.edges.filter((edge) => !off.parties.has(edge.party)),
    ghosts: network.ghosts.filter((ghost) =>
      ghost.gap ? !off.gaps.has(ghost.gap) : !off.parties.has(ghost.party ?? ''),
    ),
  }
}

/** Unmet needs of the whole area by gap class, most first. */
export const gapCounts = (network: Network): [string, number][] =>
  Object.entries(network.gaps).sort((one, other) => other[1] - one[1])

/** Requirements of the whole area that nobody meets, whichever party ought to. */
export const missingCount = (network: Network): number =>
  Object.values(network.missing).reduce((sum, count) => sum + count, 0)
