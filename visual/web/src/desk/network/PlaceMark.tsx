import { memo } from 'react'
import { fiveParties, threeTiers } from '@/core/coverage/types'
import { percent, stepOf } from '@/core/numbers'
import { arc } from '@/core/network/geometry'
import type { Place } from '@/core/network/types'
import { parties } from '@/core/vocabulary'

interface Props {
  place: Place
  text: number
  dim: boolean
  chosen: boolean
  choose: (id: string) => void
  open: (id: string) => void
}

/** Tiers are told apart by their line: whole, dashed, dotted. In units of the ring's width. */
const dashes = { T1: [], T2: [4, 1.2], T3: [1.2, 1.2] } as const

/** A town or village: five party arcs outside, three tier rings within, its own places inside. */
export const PlaceMark = memo(function PlaceMark({ place, text, dim, chosen, choose, open }: Props) {
  const { x, y, r } = place
  const unit = Math.max(0.5, r / 20)
  const size = Math.min(text * 1.1, Math.max(text * 0.72, r / 3.6))
  return (
    <g
      className={`place${dim ? ' dim' : ''}${chosen ? ' chosen' : ''}`}
      data-place={place.id}
      onClick={() => choose(place.id)}
      onDoubleClick={() => open(place.id)}
    >
      <title>{`${place.label} · ${percent(place.needs)}`}</title>
      <circle className="ground" cx={x} cy={y} r={r + unit * 1.5} />
      {fiveParties.map((party, number) => (
        <PartyArc key={party} place={place} party={party} number={number} unit={unit} text={text} />
      ))}
      {threeTiers.map((tier, number) => {
        const radius = r - unit * (1.3 + number * 1.8)
        return (
          <g key={tier} className={`tier ${tier.toLowerCase()}`}>
            <circle className="track" cx={x} cy={y} r={radius} strokeWidth={unit * 1.2} />
            <path
              d={arc(x, y, radius, 0, place.tiers[tier] ?? 0)}
              strokeWidth={unit * 1.2}
              strokeDasharray={dashes[tier].map((part) => part * unit).join(' ') || undefined}
            />
          </g>
        )
      })}
      {place.inner.map((inner) => (
        <circle
          key={inner.id}
          className={inner.needs === null ? 'inner none' : `inner step-${stepOf(inner.needs)}`}
          cx={inner.x}
          cy={inner.y}
          r={inner.r * 0.92}
        >
          <title>{`${inner.label} · ${percent(inner.needs)}`}</title>
        </circle>
      ))}
      {place.inner.length === 0 && (
        <circle
          className={place.needs === null ? 'inner none' : `inner step-${stepOf(place.needs)}`}
          cx={x}
          cy={y}
          r={Math.max(1, r - unit * 6)}
        />
      )}
      <text className="name" x={x} y={y - 1} fontSize={size}>
        {place.label}
      </text>
      <text className="share" x={x} y={y + size} fontSize={size * 0.82}>
        {percent(place.needs)}
      </text>
    </g>
  )
})

interface ArcProps {
  place: Place
  party: (typeof fiveParties)[number]
  number: number
  unit: number
  text: number
}

/** A fifth of the ring, clockwise from the top: filled as far as the party reaches. */
function PartyArc({ place, party, number, unit, text }: ArcProps) {
  const start = (number - 0.5) / 5 + 0.006
  const whole = 0.2 - 0.012
  const share = place.parties[party] ?? 0
  const radius = place.r + unit * 1.5
  const middle = (number / 5) * 2 * Math.PI - Math.PI / 2
  const away = radius + unit * 1.2 + text * 0.42
  return (
    <g className={`party-arc ${party.toLowerCase()}`}>
      <path className="track" d={arc(place.x, place.y, radius, start, whole)} strokeWidth={unit * 2} />
      <path className="on" d={arc(place.x, place.y, radius, start, whole * share)} strokeWidth={unit * 2} />
      <text
        x={place.x + away * Math.cos(middle)}
        y={place.y + away * Math.sin(middle)}
        fontSize={text * 0.66}
      >
        {parties[party].mark}
      </text>
    </g>
  )
}
