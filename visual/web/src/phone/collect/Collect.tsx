import { useEffect, useState } from 'react'
import { useAsking } from '@/core/asking'
import { keepGround, keptGround } from '@/core/collecting/keep'
import { unsent } from '@/core/collecting/send'
import { askGround, draft, drafts } from '@/core/collecting/server'
import type { Form, Kept, Village } from '@/core/collecting/types'
import { begun, useKept } from '@/core/collecting/useKept'
import { spokenTime } from '@/core/numbers'
import { placeName } from '@/core/places'
import { maybe, spoken, t } from '@/core/words'
import { Plain } from '../Plain'
import { Conflicts } from './Conflicts'
import { Notice } from './Notice'
import { Screens } from './Screens'

const DAY_OLD = 24 * 3600 * 1000

/** M2: the notice, five screens of questions, the look back; works without a network and sends when there is one. */
export default function Collect({ online }: { online: boolean }) {
  const ground = useAsking('ground', loadGround)
  const keeping = useKept()
  const [at, go] = useState<string>() // a record's id, or 'new'
  const record = keeping.records?.find((one) => one.id === at)
  const receipt = keeping.receipts.at(-1)

  useEffect(() => {
    if (at && at !== 'new' && keeping.records && !record) go(undefined) // handed in
  }, [at, keeping.records, record])

  if (!ground.data || !keeping.records)
    return ground.failure ? (
      <Plain kind="error" title={maybe(`error.${ground.failure.code}`) ?? t('error.UNEXPECTED')} act={{ label: t('act.again'), do: ground.again }} />
    ) : (
      <div className="bones" role="status" aria-label={t('state.loading')}><i /><i /></div>
    )
  const { form, villages } = ground.data
  if (at === 'new')
    return (
      <Notice
        form={form}
        villages={villages}
        online={online}
        back={() => go(undefined)}
        agreed={(area, how) => {
          const fresh = begun(form, area, how)
          keeping.add(fresh)
          go(fresh.id)
        }}
      />
    )
  if (record?.conflicts.length) return <Conflicts form={form} kept={record} keeping={keeping} />
  if (record)
    return <Screens form={form} kept={record} keeping={keeping} online={online} leave={() => go(undefined)} />
  const waiting = keeping.records.filter(unsent)
  return (
    <div className="collect">
      {receipt && (
        <p className="receipt" role="status">
          <strong>{t('collect.receipt')}</strong> {t('collect.receipt.line', { id: receipt.id.slice(0, 8) })}
        </p>
      )}
      {waiting.some((one) => Date.now() - one.begun > DAY_OLD) && <p className="offline">{t('collect.old')}</p>}
      <button className="press" onClick={() => go('new')}>
        {t('collect.new')}
      </button>
      <h2>{t('collect.mine')}</h2>
      {keeping.records.length === 0 && <p className="quiet">{t('collect.none')}</p>}
      <ul className="kept">
        {keeping.records.map((one) => (
          <li key={one.id} data-record={one.id}>
            <button className="row" onClick={() => go(one.id)}>
              <strong>{nameOf(one) || t('collect.unnamed')}</strong>
              <span>{spokenTime(new Date(one.begun).toISOString(), spoken())} · {villageOf(villages, one.area)}</span>
              <em data-sent={!unsent(one)}>{t(one.conflicts.length ? 'collect.conflict' : unsent(one) ? 'collect.waiting' : 'collect.saved')}</em>
            </button>
          </li>
        ))}
      </ul>
      {waiting.length > 0 && (
        <button className="press second" disabled={!online} onClick={() => void keeping.sendAll()}>
          {t('collect.sendNow', { count: waiting.length })}
        </button>
      )}
      {online && <Elsewhere known={keeping.records} villages={villages} open={(kept) => { keeping.add(kept); go(kept.id) }} />}
    </div>
  )
}

/** Drafts of mine that this phone does not hold: begun at the desk or on another phone. */
function Elsewhere({ known, villages, open }: { known: Kept[]; villages: Village[]; open: (kept: Kept) => void }) {
  const asking = useAsking(`drafts ${known.length}`, drafts)
  const others = asking.data?.filter((one) => !known.some((kept) => kept.server?.id === one.id)) ?? []
  if (others.length === 0) return null
  const resume = async (id: string) => {
    const { version, form, area, blocks } = await draft(id)
    open({
      id, begun: Date.now(), form, area, start: null, server: { id, version }, blocks, sent: blocks, acts: {},
      submit: null, conflicts: [], trouble: [],
    })
  }
  return (
    <>
      <h2>{t('collect.elsewhere')}</h2>
      <ul className="kept">
        {others.map((one) => (
          <li key={one.id} data-draft={one.id}>
            <button className="row" onClick={() => void resume(one.id)}>
              <strong>{t('collect.resume')}</strong>
              <span>{one.started && spokenTime(one.started, spoken())} · {villageOf(villages, one.area ?? '')}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

const nameOf = (kept: Kept): string => {
  const rows = kept.blocks['members'] ?? []
  return String(rows[0]?.['name'] ?? '')
}

const villageOf = (villages: Village[], code: string): string =>
  placeName(villages.find((one) => one.code === code)?.name ?? code)

/** From the server; without a network as it was last told. */
async function loadGround(signal: AbortSignal): Promise<{ form: Form; villages: Village[] }> {
  try {
    const told = await askGround(signal)
    await keepGround(told.form, told.villages)
    return told
  } catch (error) {
    const kept = await keptGround()
    if (kept && !signal.aborted) return kept
    throw error
  }
}
