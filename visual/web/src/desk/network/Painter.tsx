import { memo, useEffect, useMemo, useRef } from 'react'
import { levelPath, shortOf } from '@/components/LevelBadge'
import type { Edge, Ghost, Helper, Home, Network, Place } from '@/core/network/types'
import { bend } from '@/core/network/geometry'
import { around } from '@/core/network/shown'
import { parties } from '@/core/vocabulary'
import { t } from '@/core/words'
import { GhostMark } from './GhostMark'
import { PlaceMark } from './PlaceMark'
import type { Camera } from './useCamera'

interface Props {
  network: Network
  edges: Edge[]
  ghosts: Ghost[]
  camera: Camera
  chosen: string | undefined
  choose: (id: string | undefined) => void
  open: (id: string) => void
}

/** Radius of a household's shape. */
const HOME = 1.5

/** Paints the model as SVG: at most 2,000 elements, every one a thing that can be counted. */
export function Painter({ network, edges, ghosts, camera, chosen, choose, open }: Props) {
  const box = useRef<SVGSVGElement>(null)
  useEffect(() => {
    const words = network.detail === 'VILLAGE' ? 12 : 9 // the longest beside the picture, in rows' heights
    const beside = network.homes.length ? 0 : words * network.text
    if (box.current) camera.attach(box.current, network.reach * 1.06, beside)
  }, [camera, network])
  const threshold = fragileFrom(network)
  const near = useMemo(() => (chosen ? around(network, chosen) : undefined), [network, chosen])

  return (
    <svg
      ref={box}
      className={`network ${network.detail.toLowerCase()}${network.homes.length ? ' homes' : ''}${near ? ' focused' : ''}`}
      role="img"
      aria-label={t('network.label', { area: network.area.name, day: network.asOf, count: network.unmet })}
      data-ghosts={ghosts.reduce((sum, ghost) => sum + (ghost.gap ? ghost.count : 0), 0)}
      onClick={(event) => event.target === box.current && choose(undefined)}
    >
      <Edges network={network} edges={edges} near={near} chosen={chosen} />
      <g className="ghosts">
        {ghosts.map((ghost) => (
          <GhostMark
            key={`${ghost.from} ${ghost.gap ?? ghost.party}`}
            ghost={ghost}
            from={placeOf(network, ghost.from)}
            text={network.text}
            dim={near ? !near.has(ghost.from) : false}
          />
        ))}
      </g>
      {network.places.map((place) => (
        <PlaceMark
          key={place.id}
          place={place}
          text={network.text}
          dim={near ? !near.has(place.id) : false}
          chosen={chosen === place.id}
          choose={choose}
          open={open}
        />
      ))}
      {network.homes.map((home) => (
        <HomeMark
          key={home.id}
          home={home}
          dim={near ? !near.has(home.id) : false}
          chosen={chosen === home.id}
          choose={choose}
        />
      ))}
      {network.helpers.map((helper) => (
        <HelperMark
          key={helper.id}
          helper={helper}
          unit={network.detail === 'VILLAGE' ? 0.72 : network.reach / 120}
          named={network.detail === 'VILLAGE'}
          fragile={helper.alone >= threshold}
          dim={near ? !near.has(helper.id) : false}
          chosen={chosen === helper.id}
          choose={choose}
        />
      ))}
    </svg>
  )
}

/** Needs that must hang on one alone before it is marked: fifty, or a fifth of all that hang on anybody. */
function fragileFrom(network: Network): number {
  const total = network.helpers.reduce((sum, helper) => sum + helper.alone, 0)
  return Math.max(3, Math.min(50, total / 5))
}

function placeOf(network: Network, id: string): { x: number; y: number; r: number } | undefined {
  const place = network.places.find((one) => one.id === id)
  if (place) return place
  const home = network.homes.find((one) => one.id === id)
  return home && { ...home, r: HOME }
}

interface EdgesProps {
  network: Network
  edges: Edge[]
  near: ReadonlySet<string> | undefined
  chosen: string | undefined
}

const Edges = memo(function Edges({ network, edges, near, chosen }: EdgesProps) {
  const at = useMemo(() => {
    const found = new Map<string, { x: number; y: number }>()
    for (const thing of [...network.places, ...network.homes, ...network.helpers]) found.set(thing.id, thing)
    return found
  }, [network])
  const most = Math.max(1, ...edges.map((edge) => edge.count))
  return (
    <g className="edges">
      {edges.map((edge) => {
        const from = at.get(edge.from)
        const to = at.get(edge.to)
        if (!from || !to) return null
        const dim = near && edge.from !== chosen && edge.to !== chosen
        const width = network.detail === 'VILLAGE' ? undefined : 0.4 + 3.2 * Math.sqrt(edge.count / most)
        return (
          <path
            key={`${edge.from} ${edge.to} ${edge.state}`}
            className={`edge ${edge.state.toLowerCase()} ${edge.party.toLowerCase()}${dim ? ' dim' : ''}`}
            d={bend(from.x, from.y, to.x, to.y)}
            strokeWidth={width}
          />
        )
      })}
    </g>
  )
})

interface MarkProps {
  dim: boolean
  chosen: boolean
  choose: (id: string) => void
}

/** A household: the shape of its level in three bands, one a tier, filled where a steward stands. */
function HomeMark({ home, dim, chosen, choose }: MarkProps & { home: Home }) {
  return (
    <g
      className={`home${dim ? ' dim' : ''}${chosen ? ' chosen' : ''}`}
      transform={`translate(${home.x} ${home.y})`}
      onClick={() => choose(home.id)}
    >
      <title>{home.label}</title>
      {home.urgent && <circle className="urgent" r={HOME * 1.35} />}
      <path
        className={shortOf(home.level)}
        d={levelPath(home.level)}
        transform={`scale(${HOME / 8}) translate(-7 -7)`}
        vectorEffect="non-scaling-stroke"
      />
      {(['T1', 'T2', 'T3'] as const).map((tier, place) => (
        <rect
          key={tier}
          className={home.tiers.includes(tier) ? 'band on' : 'band'}
          x={-1.62 + place * 1.12}
          y={HOME + 0.5}
          width={1}
          height={0.66}
        />
      ))}
    </g>
  )
}

const short = (name: string): string => (name.length > 9 ? `${name.slice(0, 8)}…` : name)

/** An organisation (square) or a person (round) with the character of its party. */
type HelperProps = MarkProps & { helper: Helper; unit: number; named: boolean; fragile: boolean }

function HelperMark({ helper, unit, named, fragile, dim, chosen, choose }: HelperProps) {
  const size = 1 + Math.min(0.9, Math.sqrt(helper.links) * 0.09)
  return (
    <g
      className={`helper ${helper.party.toLowerCase()}${dim ? ' dim' : ''}${chosen ? ' chosen' : ''}`}
      transform={`translate(${helper.x} ${helper.y}) scale(${(unit * size).toFixed(2)})`}
      onClick={() => choose(helper.id)}
    >
      <title>{`${helper.label} · ${helper.links}`}</title>
      {fragile && <circle className="alone" r="3.1" />}
      <rect x="-2" y="-2" width="4" height="4" rx={helper.person ? 2 : 0.7} />
      <text>{parties[helper.party].mark}</text>
      {(named || chosen) && (
        <text className="label" y="3.6">
          {short(helper.label)}
        </text>
      )}
    </g>
  )
}

export type { Place }
