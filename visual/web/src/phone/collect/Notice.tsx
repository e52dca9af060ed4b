import { useState } from 'react'
import { ask, operationId } from '@/core/api'
import { moves } from '@/core/collecting/server'
import type { Form, Village } from '@/core/collecting/types'
import { placeName } from '@/core/places'
import { maybe, t } from '@/core/words'
import { Aloud } from '../Aloud'

const METHODS = ['SIGNATURE', 'PAPER', 'GUARDIAN'] as const

interface Props {
  form: Form
  villages: Village[]
  online: boolean
  back: () => void
  agreed: (area: string, how: { method: string; signer: string; purposes: string[] }) => void
}

/** First screen: what the person is told, what he agrees to; a no is recorded without saying of whom. */
export function Notice({ form, villages, online, back, agreed }: Props) {
  const [area, setArea] = useState(villages.length === 1 ? (villages[0]?.code ?? '') : '')
  const [method, setMethod] = useState<string>('SIGNATURE')
  const [signer, setSigner] = useState('')
  const [told, setTold] = useState(false)
  const [purposes, setPurposes] = useState<string[]>([])
  const [said, say] = useState('')

  const refuse = async () => {
    const input = { operationId: operationId(), reason: t('collect.notice.no'), channel: 'PAGE' }
    const { moved } = await ask(moves.REFUSE, { input, form: form.code, areaCode: area, noticeVersion: form.noticeVersion })
    say(moved.__typename === 'Moved' ? t('collect.notice.refused') : (maybe(`error.${moved.code}`) ?? t('error.UNEXPECTED')))
  }
  const begin = () => agreed(area, { method, signer, purposes: purposes.map((code) => PURPOSES[code] ?? code) })
  return (
    <section className="screen" aria-labelledby="screen-title">
      <Progress at={1} of={form.blocks.length + 2} title={t('collect.notice')} />
      <p className="notice" id="notice-text">{form.notice}</p>
      <Aloud text={form.notice} />
      <label className="ask">
        {t('collect.village')}
        <select value={area} onChange={(event) => setArea(event.target.value)}>
          <option value="">{t('collect.choose')}</option>
          {villages.map((one) => (
            <option key={one.code} value={one.code}>{placeName(one.name)}</option>
          ))}
        </select>
      </label>
      <label className="ask">
        {t('collect.method')}
        <select value={method} onChange={(event) => setMethod(event.target.value)}>
          {METHODS.map((one) => (
            <option key={one} value={one}>{t(`collect.method.${one}`)}</option>
          ))}
        </select>
      </label>
      <label className="ask">
        {t('collect.signer')}
        <input value={signer} maxLength={40} autoComplete="off" onChange={(event) => setSigner(event.target.value)} />
      </label>
      <label className="tick">
        <input type="checkbox" checked={told} onChange={(event) => setTold(event.target.checked)} />
        {t('collect.notice.told')}
      </label>
      {form.asksFor.map((code) => (
        <label key={code} className="tick">
          <input
            type="checkbox"
            checked={purposes.includes(code)}
            onChange={(event) => setPurposes((old) => (event.target.checked ? [...old, code] : old.filter((one) => one !== code)))}
          />
          {maybe(`collect.purpose.${code}`) ?? code}
        </label>
      ))}
      <div className="acts">
        <button className="press second" onClick={back}>{t('collect.back')}</button>
        <button className="press" disabled={!told || !area || !signer.trim()} onClick={begin}>{t('collect.notice.yes')}</button>
      </div>
      <button className="press second" disabled={!area || !online} onClick={() => void refuse()}>{t('collect.notice.refuse')}</button>
      <p className="say" role="status" hidden={!said}>{said}</p>
    </section>
  )
}

/** The API names a purpose by its member. */
const PURPOSES: Record<string, string> = { U3: 'MATCHING', U5: 'MENTAL_HEALTH_REFERRAL', U6: 'PHOTO_OR_STORY' }

/** Which screen of how many, and its heading. */
export function Progress({ at, of, title }: { at: number; of: number; title: string }) {
  return (
    <header className="progress">
      <p data-screen={at}>{t('collect.screen', { at, of })}</p>
      <h2 id="screen-title">{title}</h2>
      <progress value={at} max={of} aria-label={t('collect.screen', { at, of })} />
    </header>
  )
}
