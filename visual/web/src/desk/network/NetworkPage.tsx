import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { useFilters } from '@/core/filters'
import { loadNetwork } from '@/core/network'
import type { Network } from '@/core/network/types'
import { filtered } from '@/core/network/shown'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { t } from '@/core/words'
import { Legend } from './Legend'
import { NetworkTable } from './NetworkTable'
import { Painter } from './Painter'
import { ThingPanel } from './ThingPanel'
import { useCamera } from './useCamera'
import '@/styles/coverage.css'
import '@/styles/map.css'
import '@/styles/network.css'

/** D12: where is the net torn. */
export default function NetworkPage({ page }: { page: PageData }) {
  const filters = useFilters(homeArea(page), page.today)
  const asking = useAsking(`network ${filters.area} ${filters.asOf}`, (signal) =>
    loadNetwork(filters.area, filters.asOf, signal),
  )
  const [asTable, setAsTable] = useState(false)
  const open = (area: string) => filters.set({ area, focus: '' })

  return (
    <>
      <div className="title">
        <h1>{t('network.title')}</h1>
        <Path network={asking.data} open={open} />
        <span className="push" />
        <div className="filters">
          <label htmlFor="filter-day">{t('filter.asOf')}</label>
          <input
            id="filter-day"
            className="day"
            type="date"
            value={filters.asOf}
            max={page.today}
            onChange={(event) => event.target.value && filters.set({ asOf: event.target.value })}
          />
          <Segmented
            value={asTable}
            options={[
              { value: false, label: t('network.picture') },
              { value: true, label: t('act.table') },
            ]}
            onChange={setAsTable}
          />
        </div>
      </div>
      <div className="body">
        {asking.failure && !asking.data ? (
          <section className="card fill">
            <FailureView failure={asking.failure} again={asking.again} />
          </section>
        ) : !asking.data ? (
          <section className="card fill">
            <Bones lines={16} />
          </section>
        ) : (
          <Opened
            network={asking.data}
            stale={asking.asking}
            asTable={asTable}
            focus={filters.get('focus')}
            party={filters.get('party')}
            setFocus={(focus) => filters.set({ focus: focus ?? '' })}
            open={open}
          />
        )}
      </div>
    </>
  )
}

interface OpenedProps {
  network: Network
  stale: boolean
  asTable: boolean
  focus: string
  party: string
  setFocus: (id: string | undefined) => void
  open: (area: string) => void
}

function Opened({ network, stale, asTable, focus, party, setFocus, open }: OpenedProps) {
  const camera = useCamera()
  const [off, setOff] = useState(() => ({ parties: onlyParty(party), gaps: new Set<string>() }))
  const drawn = filtered(network, off)
  const empty = !network.places.length && !network.homes.length
  const find = (text: string) => {
    const hit = [...network.places, ...network.homes, ...network.helpers].find((thing) => thing.label === text)
    if (!hit) return
    setFocus(hit.id)
    camera.lookAt(hit.x, hit.y)
  }
  return (
    <>
      <section className={`card fill${stale ? ' stale' : ''}`}>
        {empty ? (
          <StateView kind="empty" title={t('network.empty')}>
            {t('network.empty.line')}
          </StateView>
        ) : asTable ? (
          <NetworkTable network={network} open={open} />
        ) : (
          <div className="net">
            <Painter
              network={network}
              edges={drawn.edges}
              ghosts={drawn.ghosts}
              camera={camera}
              chosen={focus || undefined}
              choose={setFocus}
              open={open}
            />
            <Search network={network} find={find} />
            <div className="zoom" role="group" aria-label={t('network.camera')}>
              <Button aria-label={t('network.zoomIn')} onClick={() => camera.zoom(1.4)}>
                +
              </Button>
              <Button aria-label={t('network.zoomOut')} onClick={() => camera.zoom(1 / 1.4)}>
                −
              </Button>
              <Button onClick={() => camera.fit()}>{t('network.fit')}</Button>
            </div>
          </div>
        )}
      </section>
      <aside className="card side" aria-label={t('network.panel')}>
        <ThingPanel network={network} focus={focus} setFocus={setFocus} open={open} />
        <Legend network={network} off={off} setOff={setOff} />
      </aside>
    </>
  )
}

/** A party asked for by the address: all the others start switched off. */
const onlyParty = (party: string): Set<string> =>
  new Set(party ? ['COM', 'ORG', 'SW', 'VOL', 'CHA'].filter((code) => code !== party) : [])

function Path({ network, open }: { network: Network | undefined; open: (area: string) => void }) {
  if (!network) return null
  return (
    <nav aria-label={t('network.path')} className="path">
      {network.path.map((area, number) =>
        number === network.path.length - 1 ? (
          <strong key={area.code} aria-current="location">
            {area.name}
          </strong>
        ) : (
          <span key={area.code}>
            <button onClick={() => open(area.code)}>{area.name}</button> ›{' '}
          </span>
        ),
      )}
    </nav>
  )
}

function Search({ network, find }: { network: Network; find: (text: string) => void }) {
  const names = [...network.places, ...network.helpers, ...network.homes].map((thing) => thing.label)
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        find(new FormData(event.currentTarget).get('name') as string)
      }}
    >
      <input
        name="name"
        list="network-names"
        placeholder={t('network.search')}
        aria-label={t('network.search')}
        onInput={(event) => find(event.currentTarget.value)}
      />
      <datalist id="network-names">
        {[...new Set(names)].slice(0, 400).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </form>
  )
}
