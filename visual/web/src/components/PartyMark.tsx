import { local } from '@/core/words'
import { parties, type PartyCode } from '@/core/vocabulary'

/** One character in a ring; hollow and dashed when the party is missing. */
export function PartyMark({ party, missing = false }: { party: PartyCode; missing?: boolean }) {
  const { label, mark } = parties[party]
  return (
    <span
      className={`party ${party.toLowerCase()}${missing ? ' missing' : ''}`}
      title={local(label)}
      aria-label={local(label)}
      role="img"
    >
      {mark}
    </span>
  )
}
