import { fiveParties, threeTiers } from '@/core/coverage/types'
import type { Network } from '@/core/network/types'
import { gapCounts, type Shown } from '@/core/network/utils'
import { gaps, parties, tiers, type GapCode } from '@/core/vocabulary'
import { local, t } from '@/core/words'
import { PartyMark } from '@/components/PartyMark'

interface Props {
  network: Network
  off: Shown
  setOff: (next: { parties: Set<string>; gaps: Set<string> }) => void
}

/** The legend with its counts is the filter. */
export function Legend({ network, off, setOff }: Props) {
  const turn = (kind: 'parties' | 'gaps', code: string) => {
    const next = { parties: new Set(off.parties), gaps: new Set(off.gaps) }
    if (!next[kind].delete(code)) next[kind].add(code)
    setOff(next)
  }
  const counts = gapCounts(network)
  const most = Math.max(1, ...counts.map(([, count]) => count))
  return (
    <>
      <h2 className="group">{t('network.legend.gaps', { count: network.unmet })}</h2>
      <ul className="legend gaps">
        {counts.map(([code, count]) => (
          <li key={code}>
            <label>
              <input type="checkbox" checked={!off.gaps.has(code)} onChange={() => turn('gaps', code)} />
              <span>{local(gaps[code as GapCode].label)}</span>
              <svg className="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
                <rect className="track" width="100" height="8" />
                <rect className="fill gap" width={(count / most) * 100} height="8" />
              </svg>
              <span className="number">{count}</span>
            </label>
          </li>
        ))}
      </ul>
      <h2 className="group">{t('network.legend.parties')}</h2>
      <ul className="legend">
        {fiveParties.map((party) => (
          <li key={party}>
            <label>
              <input
                type="checkbox"
                checked={!off.parties.has(party)}
                onChange={() => turn('parties', party)}
              />
              <PartyMark party={party} />
              {local(parties[party].label)}
            </label>
          </li>
        ))}
      </ul>
      <h2 className="group">{t('network.legend.tiers')}</h2>
      <ul className="legend tiers">
        {threeTiers.map((tier) => (
          <li key={tier}>
            <i className={tier.toLowerCase()} aria-hidden /> {local(tiers[tier].label)}
          </li>
        ))}
      </ul>
      <h2 className="group">{t('network.legend.lines')}</h2>
      <ul className="legend lines">
        {(['live', 'paper', 'proposed', 'broken', 'absent'] as const).map((kind) => (
          <li key={kind}>
            <svg viewBox="0 0 44 10" width="44" height="10" aria-hidden>
              <path className={`line ${kind}`} d="M1 5h42" />
              {kind === 'broken' && <path className="line cross" d="M34 1l8 8M42 1l-8 8" />}
              {kind === 'absent' && <circle className="line hollow" cx="39" cy="5" r="4" />}
            </svg>
            {t(`network.line.${kind}`)}
          </li>
        ))}
      </ul>
    </>
  )
}
