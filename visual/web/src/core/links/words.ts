import { alerts, needs } from '@/core/vocabulary'
import { local, maybe, t } from '@/core/words'
import type { Proposal, ScorePart } from './types'

/** The name of a score function. */
export const partWord = (part: ScorePart): string => maybe(`score.${part.name}`) ?? part.name

/** One line: what speaks most for this resource. */
export function shortReason(proposal: Proposal): string {
  const best = proposal.parts.filter((part) => part.points > 0)
  best.sort((one, other) => other.points - one.points)
  const told = best.slice(0, 3).map((part) => `${partWord(part)} ${part.points}`)
  return told.join(' · ') || t('worklist.byHand')
}

/** A risk rule in words: a need, a row of the portrait, a hard rule, an alert. */
export function riskWord(rule: string): string {
  if (rule in needs) return local(needs[rule as keyof typeof needs].label)
  if (rule in alerts) return local(alerts[rule as keyof typeof alerts].label)
  return maybe(`risk.${rule}`) ?? rule
}
