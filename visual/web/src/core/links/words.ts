import { maybe, t } from '@/core/words'
import type { Proposal, ScorePart } from './types'

/** The name of a score function. */
export const partWord = (part: ScorePart): string => maybe(`score.${part.name}`) ?? part.name

/** One line: what speaks most for this resource. */
export function shortReason(proposal: Proposal): string {
  const best = proposal.parts.filter((part) => part.points > 0)
  best.sort((one, other) => other.points - one.points)
  const told = best.slice(0, 3).map((part) => `${partWord(part)} ${part.points}`)
  if (proposal.score !== null) told.unshift(t('worklist.score', { score: proposal.score }))
  return told.join(' · ') || t('worklist.byHand')
}
