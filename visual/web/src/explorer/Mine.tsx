import { useGraphiQL } from '@graphiql/react'
import { useState } from 'react'
import { Failure } from '@/core/api'
import { useAsking } from '@/core/asking'
import { addressOf, forgetQuery, loadQueries, saveQuery } from '@/core/queries'
import { maybe, t } from '@/core/words'
import { useOpen } from '@/explorer/useOpen'

/** The reader's own queries: kept with the account, opened again, passed on as an address. */
export function Mine() {
  const asking = useAsking('queries', loadQueries)
  const [name, setName] = useState('')
  const [said, say] = useState('')
  const editor = useGraphiQL((state) => state.queryEditor)
  const open = useOpen()

  const does = (work: Promise<void>, done: string) =>
    work
      .then(() => say(done))
      .catch((error: unknown) => {
        const code = error instanceof Failure ? error.code : 'UNEXPECTED'
        say(maybe(`shelf.why.${code}`) ?? maybe(`error.${code}`) ?? t('error.UNEXPECTED'))
      })
      .finally(asking.again)
  const pass = (text: string) => {
    const address = addressOf(text)
    if (!address) return say(t('shelf.why.VALUE_IN_TEXT'))
    void navigator.clipboard.writeText(address).then(() => say(t('shelf.copied')))
  }

  return (
    <section aria-label={t('shelf.mine')}>
      <h3>{t('shelf.mine')}</h3>
      <form
        className="acts"
        onSubmit={(event) => {
          event.preventDefault()
          void does(saveQuery({ name, text: editor?.getValue() ?? '' }), t('shelf.saved', { name }))
        }}
      >
        <input required maxLength={60} aria-label={t('shelf.name')} placeholder={t('shelf.name')} value={name} onChange={(event) => setName(event.target.value)} />
        <button>{t('shelf.save')}</button>
        <button type="button" className="second" onClick={() => pass(editor?.getValue() ?? '')}>
          {t('shelf.link')}
        </button>
      </form>
      <p role="status">{said}</p>
      {asking.data?.map((one) => (
        <details key={one.name} data-saved={one.name}>
          <summary>{one.name}</summary>
          <div className="acts">
            <button className="second" onClick={() => open(one.text, {})}>{t('shelf.open')}</button>
            <button className="second" onClick={() => pass(one.text)}>{t('shelf.link')}</button>
            <button className="second" onClick={() => void does(forgetQuery(one.name), t('shelf.forgotten', { name: one.name }))}>
              {t('shelf.forget')}
            </button>
          </div>
        </details>
      ))}
    </section>
  )
}
