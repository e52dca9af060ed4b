import type { Network } from '@/core/network/types'
import { fiveParties, threeTiers } from '@/core/coverage/types'
import { percent } from '@/core/numbers'
import { levels, parties, tiers } from '@/core/vocabulary'
import { local, t } from '@/core/words'
import { wordOf } from './GhostMark'

/** The same in words: area, towns or villages or households, what is missing and where it breaks first. */
export function NetworkTable({ network, open }: { network: Network; open: (area: string) => void }) {
  const missing = (id: string) =>
    network.ghosts
      .filter((ghost) => ghost.from === id)
      .map((ghost) => `${wordOf(ghost)} ${ghost.count}`)
      .join(' · ') || '—'
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('network.table')}>
      <table className="plain-table" role="treegrid">
        <caption>{t('network.table.caption', { area: network.area.name, day: network.asOf })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('network.table.thing')}</th>
            <th scope="col">{t('network.table.size')}</th>
            <th scope="col">{t('measure.needs')}</th>
            <th scope="col">{t('matrix.parties')}</th>
            <th scope="col">{t('matrix.tiers')}</th>
            <th scope="col" className="wide">
              {t('network.table.gaps')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr aria-level={1}>
            <th scope="row">{network.area.name}</th>
            <td>{network.places.length + network.homes.length}</td>
            <td>—</td>
            <td>—</td>
            <td>—</td>
            <td className="wide">{t('network.table.unmet', { count: network.unmet })}</td>
          </tr>
          {network.places.map((place) => (
            <tr key={place.id} aria-level={2}>
              <th scope="row">
                <button className="as-link" onClick={() => open(place.id)}>
                  {place.label}
                </button>
              </th>
              <td>{place.households ?? '<5'}</td>
              <td>{percent(place.needs)}</td>
              <td>{fiveParties.map((party) => `${parties[party].mark} ${percent(place.parties[party])}`).join(' ')}</td>
              <td>{threeTiers.map((tier) => `${t(`tier.short.${tier}`)} ${percent(place.tiers[tier])}`).join(' ')}</td>
              <td className="wide">{missing(place.id)}</td>
            </tr>
          ))}
          {network.homes.map((home) => (
            <tr key={home.id} aria-level={2}>
              <th scope="row">{home.label}</th>
              <td>{local(levels[home.level].label)}</td>
              <td>—</td>
              <td>{home.parties.map((party) => parties[party].mark).join(' ') || '—'}</td>
              <td>{home.tiers.map((tier) => local(tiers[tier].label)).join(' ') || '—'}</td>
              <td className="wide">{missing(home.id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
