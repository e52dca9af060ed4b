import type { Ghost } from '@/core/network/types'
import { gaps, parties } from '@/core/vocabulary'
import { local, t } from '@/core/words'

interface Props {
  ghost: Ghost
  from: { x: number; y: number; r: number } | undefined
  text: number
  dim: boolean
}

/** A missing edge: dashed, with a cross where it breaks and the word of its class, or a hollow party mark. */
export function GhostMark({ ghost, from, text, dim }: Props) {
  if (!from) return null
  const away = Math.hypot(ghost.x - from.x, ghost.y - from.y) || 1
  const x1 = from.x + ((ghost.x - from.x) / away) * from.r
  const y1 = from.y + ((ghost.y - from.y) / away) * from.r
  const word = wordOf(ghost)
  return (
    <g
      className={`ghost ${ghost.gap ? 'broken' : 'absent'}${dim ? ' dim' : ''}`}
      data-from={ghost.from}
      data-gap={ghost.gap ?? undefined}
      data-party={ghost.party ?? undefined}
      data-count={ghost.count}
    >
      <title>{`${word} ${ghost.count}`}</title>
      <path d={`M${x1.toFixed(1)} ${y1.toFixed(1)}L${ghost.x.toFixed(1)} ${ghost.y.toFixed(1)}`} />
      <End ghost={ghost} word={word} text={text} left={ghost.x < from.x} />
    </g>
  )
}

export function wordOf(ghost: Ghost): string {
  if (ghost.gap === 'REST') return t('network.rest')
  if (ghost.gap) return local(gaps[ghost.gap].label)
  return ghost.party ? t('network.missing', { party: local(parties[ghost.party].label) }) : ''
}

interface EndProps {
  ghost: Ghost
  word: string
  text: number
  left: boolean
}

/** Where the edge breaks: ✕ as a path, the class in words, how many. Drawn in rows of height `text`. */
function End({ ghost, word, text, left }: EndProps) {
  return (
    <g transform={`translate(${ghost.x.toFixed(1)} ${ghost.y.toFixed(1)}) scale(${text.toFixed(2)})`} className="end">
      {ghost.gap ? (
        <path className="cross" d="M-.24-.24 .24 .24M.24-.24-.24 .24" />
      ) : (
        <>
          <circle r=".62" />
          <text className="mark">{ghost.party ? parties[ghost.party].mark : ''}</text>
        </>
      )}
      <text className="word" x={left ? -0.8 : 0.8} textAnchor={left ? 'end' : 'start'}>
        {word} {ghost.count > 1 && <tspan className="many">{ghost.count}</tspan>}
      </text>
    </g>
  )
}
