import { local, t } from '@/core/words'
import { levels, type LevelCode } from '@/core/vocabulary'

const shapes: Record<LevelCode, string> = {
  L4_HIGH: 'M7 1.5 13 12.5H1Z',
  L3_MED: 'M7 .8 13.2 7 7 13.2.8 7Z',
  L2_LOW: 'M7 1a6 6 0 1 1 0 12A6 6 0 0 1 7 1Z',
  L1_NORM: 'M1.5 1.5h11v11h-11Z',
}

/** The filled shape of a level, as a path in a box of 14; also drawn inside other pictures. */
export const levelPath = (level: LevelCode): string => shapes[level]

export function LevelShape({ level, size = 12 }: { level: LevelCode; size?: number }) {
  return (
    <svg className={`shape ${shortOf(level)}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden>
      <path d={shapes[level]} />
    </svg>
  )
}

export const shortOf = (level: LevelCode): string => level.slice(0, 2).toLowerCase()

interface BadgeProps {
  level: LevelCode
  urgent?: boolean
  short?: boolean
}

/** Soft ground, filled shape, word: never the colour alone. short: the colour's word, for tables. */
export function LevelBadge({ level, urgent = false, short = false }: BadgeProps) {
  const label = local(levels[level].label)
  return (
    <span className={`badge ${shortOf(level)}${urgent ? ' urgent' : ''}`}>
      <LevelShape level={level} />
      {short ? label.split(/[ ·]/)[0] : label}
      {urgent && <strong>{t('level.urgent')}</strong>}
    </span>
  )
}
