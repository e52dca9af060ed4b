import { fiveParties, threeTiers } from '@/core/coverage/types'
import type { Network } from '@/core/network/types'
import { gapCounts, missingCount, type Shown } from '@/core/network/shown'
import { gaps, levels, parties, tiers, type GapCode, type LevelCode } from '@/core/vocabulary'
import { local, t } from '@/core/words'
import { LevelBadge } from '@/components/LevelBadge'
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
      <h2 className="group">{t('network.legend.parties', { count: missingCount(network) })}</h2>
      <ul className="legend parties">
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
              <span className="number" data-missing={party}>
                {network.missing[party] ?? 0}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {network.homes.length ? <HomesLegend /> : <RingsLegend />}
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

/** The three rings of a place, from outside in: each its own line, as long as its coverage. */
function RingsLegend() {
  return (
    <>
      <h2 className="group">{t('network.legend.tiers')}</h2>
      <ul className="legend tiers">
        {threeTiers.map((tier) => (
          <li key={tier}>
            <svg viewBox="0 0 44 10" width="44" height="10" aria-hidden>
              <path className={`line ${tier.toLowerCase()}`} d="M1 5h42" />
            </svg>
            {local(tiers[tier].label)}
          </li>
        ))}
      </ul>
    </>
  )
}

/** A household: the shape of its level, and three boxes, one a tier, hollow where no steward stands. */
function HomesLegend() {
  return (
    <>
      <h2 className="group">{t('network.legend.homes')}</h2>
      <ul className="legend levels">
        {(Object.keys(levels) as LevelCode[]).map((level) => (
          <li key={level}>
            <LevelBadge level={level} />
          </li>
        ))}
      </ul>
      <ul className="legend lines">
        <li>
          <svg viewBox="0 0 44 10" width="44" height="10" aria-hidden>
            <path className="band on" d="M1.5 1.5h11v7h-11zM16.5 1.5h11v7h-11z" />
            <path className="band" d="M31.5 1.5h11v7h-11z" />
          </svg>
          {t('network.legend.bands')}
        </li>
      </ul>
    </>
  )
}
