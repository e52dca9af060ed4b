import { useState } from 'react'
import type { Answer, Problem, Question } from '@/core/collecting/types'
import { maybe, t } from '@/core/words'

interface Props {
  question: Question
  id: string
  answer: Answer | undefined
  problem: Problem | undefined
  write: (answer: Answer) => void
}

const MODES: Record<string, 'numeric' | 'decimal' | 'tel' | 'text'> = {
  whole: 'numeric', number: 'decimal', money: 'decimal', phone: 'tel', id_number: 'text',
}

/** One question, its answer, and beside it what the server says is wrong with it. */
export function Ask(props: Props) {
  const { question, answer } = props
  const [byHand, fillIn] = useState(false)
  if (question.shared && !byHand && !answer?.toString()) {
    return <Shared question={question} publisher={question.shared.publisher} fillIn={() => fillIn(true)} />
  }
  return <Asked {...props} />
}

/** What a department gives is not asked of the household: greyed, with its source, and a way out. */
function Shared({ question, publisher, fillIn }: { question: Question; publisher: string; fillIn: () => void }) {
  return (
    <div className="ask shared" data-shared={question.name}>
      <span className="label">{question.label}</span>
      <p>
        {t('collect.shared', { publisher })}{' '}
        <button type="button" onClick={fillIn}>
          {t('collect.shared.byHand')}
        </button>
      </p>
    </div>
  )
}

function Asked(props: Props) {
  const { question, id, problem } = props
  const told = problem && (maybe(`problem.${problem.code}`, { limit: problem.limit ?? '' }) ?? problem.code)
  const group = question.type === 'codes'
  const label = (
    <>
      {question.label}
      {question.required && <abbr title={t('collect.required')}>*</abbr>}
    </>
  )
  return (
    <div className="ask" data-wrong={problem ? problem.code : undefined} role={group ? 'group' : undefined} aria-labelledby={group ? `${id}-label` : undefined}>
      {question.type === 'flag' ? null : group ? <span id={`${id}-label`} className="label">{label}</span> : <label htmlFor={id}>{label}</label>}
      <Answered {...props} wrong={Boolean(told)} />
      {told && <p className="wrong" id={`${id}-wrong`} aria-live="polite">{told}</p>}
    </div>
  )
}

function Answered({ question, id, answer, write, wrong }: Props & { wrong: boolean }) {
  const marks = { id, 'aria-invalid': wrong, 'aria-describedby': wrong ? `${id}-wrong` : undefined }
  switch (question.type) {
    case 'code':
      return (
        <select {...marks} value={String(answer ?? '')} onChange={(event) => write(event.target.value)}>
          <option value="">{t('collect.choose')}</option>
          {question.choices.map((one) => <option key={one.code} value={one.code}>{one.label}</option>)}
        </select>
      )
    case 'codes': {
      const chosen = Array.isArray(answer) ? answer : []
      return (
        <div className="many">
          {question.choices.map((one) => (
            <label key={one.code} className="tick">
              <input
                type="checkbox"
                checked={chosen.includes(one.code)}
                onChange={(event) => write(event.target.checked ? [...chosen, one.code] : chosen.filter((code) => code !== one.code))}
              />
              {one.label}
            </label>
          ))}
        </div>
      )
    }
    case 'flag':
      return (
        <label className="tick">
          <input {...marks} type="checkbox" checked={answer === true} onChange={(event) => write(event.target.checked)} />
          {question.label}
        </label>
      )
    case 'day':
      return <input {...marks} type="date" value={String(answer ?? '')} onChange={(event) => write(event.target.value)} />
    default:
      return question.type === 'text' && question.longest > 200 ? (
        <textarea {...marks} rows={3} maxLength={question.longest} value={String(answer ?? '')} onChange={(event) => write(event.target.value)} />
      ) : (
        <input
          {...marks}
          inputMode={MODES[question.type] ?? 'text'}
          autoComplete="off"
          maxLength={question.longest}
          value={String(answer ?? '')}
          onChange={(event) => write(event.target.value)}
        />
      )
  }
}
