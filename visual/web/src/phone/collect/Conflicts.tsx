import { choose } from '@/core/collecting/merge'
import type { Answer, Conflict, Form, Kept, Question } from '@/core/collecting/types'
import type { Keeping } from '@/core/collecting/useKept'
import { t } from '@/core/words'

/** The same answer was changed here and elsewhere: both are shown, a person chooses; never the last one to write. */
export function Conflicts({ form, kept, keeping }: { form: Form; kept: Kept; keeping: Keeping }) {
  const decide = (conflict: Conflict, theirs: boolean) =>
    keeping.change(kept.id, (old) => ({
      ...old,
      blocks: choose(old.blocks, conflict, theirs),
      conflicts: old.conflicts.filter((one) => one !== conflict),
    }))
  return (
    <section className="screen" aria-labelledby="screen-title">
      <h2 id="screen-title">{t('collect.conflict')}</h2>
      <p>{t('collect.conflict.line')}</p>
      {kept.conflicts.map((one) => {
        const block = form.blocks.find((it) => it.name === one.block)
        const question = block?.questions.find((it) => it.name === one.field)
        return (
          <fieldset key={`${one.block} ${one.row} ${one.field}`} className="person" data-conflict={one.field}>
            <legend>{question?.label ?? one.field}</legend>
            <button className="press second" onClick={() => decide(one, false)}>
              {t('collect.conflict.mine', { value: worded(question, one.mine) })}
            </button>
            <button className="press second" onClick={() => decide(one, true)}>
              {t('collect.conflict.theirs', { value: worded(question, one.theirs) })}
            </button>
          </fieldset>
        )
      })}
    </section>
  )
}

function worded(question: Question | undefined, answer: Answer | undefined): string {
  const label = (code: string) => question?.choices.find((one) => one.code === code)?.label ?? code
  if (answer === undefined || answer === '') return '—'
  if (typeof answer === 'boolean') return answer ? '✓' : '—'
  return Array.isArray(answer) ? answer.map(label).join(' ') : label(answer)
}
