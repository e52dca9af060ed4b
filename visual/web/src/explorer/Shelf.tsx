import { useState } from 'react'
import { send } from '@/explorer/send'
import { local, maybe, t } from '@/core/words'
import { Mine } from '@/explorer/Mine'
import { csvOf, tableOf, type Question, type TableOf } from '@/explorer/questions'
import { useOpen } from '@/explorer/useOpen'

type Result = { table: TableOf | null; text: string; failed: boolean }

/** The shelf of prepared questions: a sentence, its values as fields, the answer as a table. */
export function Shelf({ questions }: { questions: Question[] }) {
  const groups: [string, Question[]][] = [
    [t('shelf.questions'), questions.filter((question) => !question.mutation)],
    [t('shelf.examples'), questions.filter((question) => question.mutation)],
  ]
  return (
    <div className="shelf">
      <h2>{t('shelf.title')}</h2>
      <p>{t('shelf.line')}</p>
      <Mine />
      {groups.map(([title, list]) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          {list.map((question) => (
            <QuestionCard key={question.id} question={question} />
          ))}
        </section>
      ))}
    </div>
  )
}

function QuestionCard({ question }: { question: Question }) {
  const [values, setValues] = useState(question.variables)
  const [result, setResult] = useState<Result>()
  const open = useOpen()

  const run = async () => {
    const answer = await send(question.query, values)
    const failed = Boolean(answer.errors?.length)
    setResult({ failed, text: JSON.stringify(answer, null, 2), table: failed ? null : tableOf(answer.data) })
  }

  return (
    <details data-question={question.id}>
      <summary>{local(question.title)}</summary>
      <p>{local(question.note)}</p>
      {Object.entries(values).map(([name, value]) =>
        typeof value === 'object' ? null : (
          <label key={name}>
            {maybe(`shelf.field.${name}`) ?? name}
            <input
              value={String(value)}
              onChange={(event) => setValues({ ...values, [name]: like(value, event.target.value) })}
            />
          </label>
        ),
      )}
      <div className="acts">
        {!question.mutation && <button onClick={() => void run()}>{t('shelf.run')}</button>}
        <button className="second" onClick={() => open(question.query, values)}>
          {t('shelf.open')}
        </button>
      </div>
      {result && <Answer result={result} name={question.id} />}
    </details>
  )
}

/** Keeps a number a number when a person writes another one. */
const like = (old: unknown, text: string): unknown =>
  typeof old === 'number' && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text

function Answer({ result, name }: { result: Result; name: string }) {
  const { table } = result
  if (!table) return <pre tabIndex={0}>{result.text}</pre>
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([csvOf(table)], { type: 'text/csv' }))
    link.download = `${name}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="answer" tabIndex={0} role="region" aria-label={t('shelf.answer')}>
      <table>
        <thead>
          <tr>
            {table.head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, number) => (
            <tr key={number}>
              {row.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="acts">
        <button className="second" onClick={save}>
          CSV
        </button>
      </div>
    </div>
  )
}
