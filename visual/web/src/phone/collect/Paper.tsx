import { useId, useState } from 'react'
import { Failure } from '@/core/api'
import { attachPhoto, readPaper, type ReadField } from '@/core/collecting/attach'
import type { Block, Row } from '@/core/collecting/types'
import { maybe, t } from '@/core/words'

const KINDS = ['ID_CARD', 'HOUSEHOLD_BOOK'] as const

interface Props {
  block: Block
  draft: string | null
  online: boolean
  fill: (row: Row) => void
}

/** A paper photographed and read: every field is shown with how sure it is; only a person fills it in. */
export function Paper({ block, draft, online, fill }: Props) {
  const id = useId()
  const [kind, setKind] = useState<string>(KINDS[0])
  const [fields, setFields] = useState<ReadField[]>()
  const [busy, setBusy] = useState(false)
  const [said, say] = useState('')

  const read = async (photo: File | undefined) => {
    if (!photo || !draft) return
    setBusy(true)
    setFields(undefined)
    say('')
    try {
      setFields(await readPaper(await attachPhoto(draft, photo), kind))
    } catch (error) {
      const code = error instanceof Failure ? error.code : 'UNEXPECTED'
      say(maybe(`problem.${code}`) ?? maybe(`error.${code}`) ?? t('error.UNEXPECTED'))
    } finally {
      setBusy(false)
    }
  }
  const known = fields?.filter((one) => block.questions.some((question) => question.name === one.name)) ?? []
  return (
    <details className="paper">
      <summary>{t('paper.read')}</summary>
      <label className="ask">
        {t('paper.kind')}
        <select value={kind} onChange={(event) => setKind(event.target.value)}>
          {KINDS.map((one) => <option key={one} value={one}>{t(`paper.kind.${one}`)}</option>)}
        </select>
      </label>
      <label className="press second file" htmlFor={id} aria-disabled={!online || !draft || busy}>
        {t(busy ? 'paper.reading' : 'paper.photo')}
        <input
          id={id}
          className="unseen"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          capture="environment"
          disabled={!online || !draft || busy}
          onChange={(event) => void read(event.target.files?.[0])}
        />
      </label>
      {(!online || !draft) && <p className="quiet">{t('paper.online')}</p>}
      {said && <p className="wrong" role="alert">{said}</p>}
      {known.length > 0 && (
        <>
          <dl className="read">
            {known.map((one) => (
              <div key={one.name} data-read={one.name} data-low={one.low}>
                <dt>{block.questions.find((question) => question.name === one.name)?.label}</dt>
                <dd>
                  {labelOf(block, one)}
                  {one.low && <strong> {t('paper.low')}</strong>}
                </dd>
              </div>
            ))}
          </dl>
          <button
            className="press"
            onClick={() => {
              fill(Object.fromEntries(known.filter((one) => fits(block, one)).map((one) => [one.name, one.value])))
              setFields(undefined)
            }}
          >
            {t('paper.fill')}
          </button>
        </>
      )}
    </details>
  )
}

const choicesOf = (block: Block, one: ReadField) => block.questions.find((question) => question.name === one.name)?.choices ?? []

const labelOf = (block: Block, one: ReadField): string =>
  choicesOf(block, one).find((choice) => choice.code === one.value)?.label ?? one.value

/** A code that the form does not offer is left for the person to choose. */
const fits = (block: Block, one: ReadField): boolean => {
  const choices = choicesOf(block, one)
  return choices.length === 0 || choices.some((choice) => choice.code === one.value)
}
