import type { Ghost } from '@/core/network/types'
import { gaps, parties } from '@/core/vocabulary'
import { local, t } from '@/core/words'

interface Props {
  ghost: Ghost
  from: { x: number; y: number; r: number } | undefined
  dim: boolean
}

/** A missing edge: dashed, with a cross where it breaks and the word of its class, or a hollow party mark. */
export function GhostMark({ ghost, from, dim }: Props) {
  if (!from) return null
  const away = Math.hypot(ghost.x - from.x, ghost.y - from.y) || 1
  const x1 = from.x + ((ghost.x - from.x) / away) * from.r
  const y1 = from.y + ((ghost.y - from.y) / away) * from.r
  const word = wordOf(ghost)
  return (
    <g
      className={`ghost ${ghost.gap ? 'broken' : 'absent'}${dim ? ' dim' : ''}`}
      data-gap={ghost.gap ?? undefined}
      data-count={ghost.count}
    >
      <title>{`${word} ${ghost.count}`}</title>
      <path d={`M${x1.toFixed(1)} ${y1.toFixed(1)}L${ghost.x.toFixed(1)} ${ghost.y.toFixed(1)}`} />
      <End ghost={ghost} word={word} left={ghost.x < from.x} />
    </g>
  )
}

export function wordOf(ghost: Ghost): string {
  if (ghost.gap) return local(gaps[ghost.gap].label)
  return ghost.party ? t('network.missing', { party: local(parties[ghost.party].label) }) : ''
}

/** Where the edge breaks: ✕ as a path, the class in words, how many. */
function End({ ghost, word, left }: { ghost: Ghost; word: string; left: boolean }) {
  return (
    <g transform={`translate(${ghost.x.toFixed(1)} ${ghost.y.toFixed(1)})`} className="end">
      {ghost.gap ? (
        <path className="cross" d="M-1-1 1 1M1-1-1 1" />
      ) : (
        <>
          <circle r="1.4" />
          <text className="mark">{ghost.party ? parties[ghost.party].mark : ''}</text>
        </>
      )}
      <text className="word" x={left ? -1.8 : 1.8} textAnchor={left ? 'end' : 'start'}>
        {word} {ghost.count > 1 && <tspan className="many">{ghost.count}</tspan>}
      </text>
    </g>
  )
}
