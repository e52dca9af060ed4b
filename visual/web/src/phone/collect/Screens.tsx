import { useEffect, useState } from 'react'
import { alike, check } from '@/core/collecting/server'
import type { Block, Blocks, Form, Kept, Problem, Row } from '@/core/collecting/types'
import type { Keeping } from '@/core/collecting/useKept'
import { operationId } from '@/core/api'
import { maybe, t } from '@/core/words'
import { Aloud } from '../Aloud'
import { Progress } from './Notice'
import { Paper } from './Paper'
import { Ask } from './Question'

const CALM = 350

interface Props {
  form: Form
  kept: Kept
  keeping: Keeping
  online: boolean
  leave: () => void
}

/** The screens of a form, one block each, then the look back; every change is kept at once and checked by the server. */
export function Screens({ form, kept, keeping, online, leave }: Props) {
  const [at, go] = useState(0)
  const [tried, setTried] = useState(false)
  const block = form.blocks[at]
  const problems = useProblems(kept.blocks, online, tried || !block)
  const of = form.blocks.length + 2
  const write = (name: string, rows: Row[]) =>
    keeping.change(kept.id, (old) => ({ ...old, blocks: { ...old.blocks, [name]: rows }, trouble: [] }))
  const step = (to: number) => {
    go(to)
    scrollTo(0, 0)
  }
  return (
    <section className="screen" aria-labelledby="screen-title" key={at}>
      {block ? (
        <>
          <Progress at={at + 2} of={of} title={block.label} />
          <Aloud text={[block.label, ...block.questions.map((one) => one.label)].join('。')} />
          <Rows block={block} rows={kept.blocks[block.name] ?? [{}]} problems={problems} draft={kept.server?.id ?? null} online={online} write={(rows) => write(block.name, rows)} />
        </>
      ) : (
        <LookBack form={form} kept={kept} problems={problems} of={of} online={online} go={step} />
      )}
      <div className="acts">
        <button className="press second" onClick={() => (at === 0 ? leave() : step(at - 1))}>
          {t(at === 0 ? 'collect.later' : 'collect.back')}
        </button>
        {block ? (
          <button className="press" onClick={() => step(at + 1)}>{t('collect.next')}</button>
        ) : (
          <button
            className="press"
            disabled={problems.length > 0 || kept.submit !== null}
            onClick={() => {
              setTried(true)
              keeping.change(kept.id, (old) => ({ ...old, submit: operationId(), trouble: [] }))
            }}
          >
            {t(kept.submit ? 'collect.sending' : 'collect.submit')}
          </button>
        )}
      </div>
      {!online && <p className="quiet">{t('collect.offline')}</p>}
    </section>
  )
}

/** What the server says is wrong, asked again shortly after each change; nothing while there is no network. */
function useProblems(blocks: Blocks, online: boolean, whole: boolean): Problem[] {
  const [problems, set] = useState<Problem[]>([])
  const text = JSON.stringify(blocks)
  useEffect(() => {
    if (!online) return set([])
    const control = new AbortController()
    const soon = setTimeout(() => {
      check(JSON.parse(text) as Blocks, whole, control.signal)
        .then((found) => !control.signal.aborted && set(found))
        .catch(() => undefined) // offline meanwhile: what it said before stays
    }, CALM)
    return () => {
      clearTimeout(soon)
      control.abort()
    }
  }, [text, online, whole])
  return problems
}

interface RowsProps {
  block: Block
  rows: Row[]
  problems: Problem[]
  draft: string | null
  online: boolean
  write: (rows: Row[]) => void
}

function Rows({ block, rows, problems, draft, online, write }: RowsProps) {
  const change = (number: number, row: Row) => write(rows.map((old, at) => (at === number ? row : old)))
  return (
    <>
      {rows.map((row, number) => (
        <fieldset key={number} className="person">
          {block.most > 1 && <legend>{t('collect.person', { at: number + 1 })}</legend>}
          {block.questions.some((one) => one.type === 'id_number') && (
            <Paper block={block} draft={draft} online={online} fill={(read) => change(number, { ...row, ...read })} />
          )}
          {block.questions.map((question) => (
            <Ask
              key={question.name}
              question={question}
              id={`${block.name}-${number}-${question.name}`}
              answer={row[question.name]}
              problem={problems.find((one) => one.block === block.name && one.row === number && one.field === question.name)}
              write={(answer) => change(number, { ...row, [question.name]: answer })}
            />
          ))}
          {rows.length > 1 && (
            <button className="press second small" onClick={() => write(rows.filter((_, at) => at !== number))}>
              {t('collect.person.remove')}
            </button>
          )}
        </fieldset>
      ))}
      {rows.length < block.most && block.most > 1 && (
        <button className="press second" onClick={() => write([...rows, {}])}>{t('collect.person.add')}</button>
      )}
    </>
  )
}

interface BackProps {
  form: Form
  kept: Kept
  problems: Problem[]
  of: number
  online: boolean
  go: (at: number) => void
}

/** Last screen: what is missing or wrong, who may be on record, what each block says. */
function LookBack({ form, kept, problems, of, online, go }: BackProps) {
  const [known, setKnown] = useState<Awaited<ReturnType<typeof alike>>>([])
  useEffect(() => {
    if (!online) return
    const control = new AbortController()
    alike(kept.blocks, control.signal).then(setKnown).catch(() => undefined)
    return () => control.abort()
  }, [kept.blocks, online])
  return (
    <>
      <Progress at={of} of={of} title={t('collect.back.title')} />
      {kept.trouble.length > 0 && (
        <ul className="trouble" role="alert">
          {kept.trouble.map((one) => <li key={one}>{troubleOf(form, one)}</li>)}
        </ul>
      )}
      {known.map((one) => (
        <p key={`${one.row}-${one.household}`} className="alike">
          {t(one.sure ? 'collect.alike.sure' : 'collect.alike', { at: one.row + 1, number: one.number, village: one.village })}
        </p>
      ))}
      <ul className="blocks">
        {form.blocks.map((block, at) => {
          const wrong = problems.filter((one) => one.block === block.name)
          return (
            <li key={block.name} data-block={block.name} data-wrong={wrong.length}>
              <button className="row" onClick={() => go(at)}>
                <strong>{block.label}</strong>
                <span>{wrong.length ? t('collect.wrong', { count: wrong.length }) : t('collect.right')}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** A trouble in words: `members.0.name:NAME_DIFFERS` names block, row, question and code. */
function troubleOf(form: Form, told: string): string {
  const [place, code = told] = told.includes(':') ? told.split(':') : ['', told]
  const [name, row, field] = (place ?? '').split('.')
  const block = form.blocks.find((one) => one.name === name)
  const question = block?.questions.find((one) => one.name === field)
  const words = maybe(`problem.${code}`) ?? maybe(`error.${code}`) ?? t('error.UNEXPECTED')
  const where = [block?.label, block && block.most > 1 ? t('collect.person', { at: Number(row) + 1 }) : '', question?.label]
  return [...where.filter(Boolean), words].join(' · ')
}
