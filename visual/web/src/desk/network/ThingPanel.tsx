import { Button } from 'antd'
import { useState } from 'react'
import { LevelBadge } from '@/components/LevelBadge'
import { PartyMark } from '@/components/PartyMark'
import { Failure } from '@/core/api'
import { loadLeaving } from '@/core/network'
import type { Helper, Home, Leaving, Network, Place } from '@/core/network/types'
import { decimal, percent } from '@/core/numbers'
import { parties, tiers } from '@/core/vocabulary'
import { local, maybe, t } from '@/core/words'
import { wordOf } from './GhostMark'

interface Props {
  network: Network
  focus: string
  setFocus: (id: string | undefined) => void
  open: (area: string) => void
}

/** What is chosen in the picture, and what can be asked about it. */
export function ThingPanel({ network, focus, setFocus, open }: Props) {
  const place = network.places.find((one) => one.id === focus)
  const home = network.homes.find((one) => one.id === focus)
  const helper = network.helpers.find((one) => one.id === focus)
  if (!place && !home && !helper) return <p className="quiet">{t('network.choose')}</p>
  return (
    <section className="thing" aria-live="polite">
      {place && <PlaceFacts place={place} network={network} open={open} />}
      {home && <HomeFacts home={home} network={network} />}
      {helper && <HelperFacts key={helper.id} helper={helper} />}
      <Button type="text" size="small" onClick={() => setFocus(undefined)}>
        {t('network.unfocus')}
      </Button>
    </section>
  )
}

function PlaceFacts({ place, network, open }: { place: Place; network: Network; open: (area: string) => void }) {
  return (
    <>
      <h2>{place.label}</h2>
      <dl className="facts">
        <dt>{t('matrix.households')}</dt>
        <dd>{place.households ?? '<5'}</dd>
        <dt>{t('measure.needs')}</dt>
        <dd>{percent(place.needs)}</dd>
        {(['T1', 'T2', 'T3'] as const).map((tier) => (
          <FactPair key={tier} word={local(tiers[tier].label)} value={percent(place.tiers[tier])} />
        ))}
      </dl>
      <Missing network={network} id={place.id} />
      <div className="acts">
        <Button type="primary" onClick={() => open(place.id)}>
          {t('network.open', { name: place.label })}
        </Button>
      </div>
    </>
  )
}

const FactPair = ({ word, value }: { word: string; value: string }) => (
  <>
    <dt>{word}</dt>
    <dd>{value}</dd>
  </>
)

function HomeFacts({ home, network }: { home: Home; network: Network }) {
  return (
    <>
      <h2>{home.label}</h2>
      <p>
        <LevelBadge level={home.level} urgent={home.urgent} />
      </p>
      <p>
        {(['COM', 'ORG', 'SW', 'VOL', 'CHA'] as const).map((party) => (
          <PartyMark key={party} party={party} missing={!home.parties.includes(party)} />
        ))}
      </p>
      <Missing network={network} id={home.id} />
    </>
  )
}

function Missing({ network, id }: { network: Network; id: string }) {
  const ghosts = network.ghosts.filter((ghost) => ghost.from === id)
  if (!ghosts.length) return <p className="quiet">{t('network.whole')}</p>
  return (
    <ul className="lost">
      {ghosts.map((ghost) => (
        <li key={ghost.gap ?? ghost.party}>
          {wordOf(ghost)} <strong>{ghost.count}</strong>
        </li>
      ))}
    </ul>
  )
}

/** 「若 X 离开」: what would hang on nobody any more. */
function HelperFacts({ helper }: { helper: Helper }) {
  const [leaving, setLeaving] = useState<Leaving>()
  const [failed, setFailed] = useState<string>()
  const askLeaving = () =>
    loadLeaving(helper.id)
      .then(setLeaving)
      .catch((error: unknown) => setFailed(error instanceof Failure ? error.code : 'UNEXPECTED'))
  return (
    <>
      <h2>{helper.label}</h2>
      <p>
        <PartyMark party={helper.party} /> {local(parties[helper.party].label)}
      </p>
      <dl className="facts">
        <dt>{t('network.helper.links')}</dt>
        <dd>{helper.links}</dd>
        <dt>{t('network.helper.alone')}</dt>
        <dd>{helper.alone}</dd>
      </dl>
      <div className="acts">
        <Button onClick={() => void askLeaving()}>{t('network.leaves', { name: helper.label })}</Button>
      </div>
      {failed && <p role="alert">{maybe(`error.${failed}`) ?? t('error.UNEXPECTED')}</p>}
      {leaving && (
        <div data-leaving={leaving.uncoveredNeeds}>
          <h3>{t('network.leaving', { count: leaving.uncoveredNeeds })}</h3>
          <dl className="facts">
            <FactPair word={t('network.leaving.isolated')} value={String(leaving.isolatedHouseholds)} />
            <FactPair
              word={t('network.leaving.gap')}
              value={`${decimal(leaving.gapBefore, 0)} → ${decimal(leaving.gapAfter, 0)}`}
            />
          </dl>
        </div>
      )}
    </>
  )
}
