import { useState } from 'react'
import type { Task } from '@/core/volunteers/types'
import { t } from '@/core/words'

const choices = [30, 60, 90, 120] as const

interface Props {
  task: Task
  busy: boolean
  report: (minutes: number, note: string) => void
}

/** What was done, in two fields, the first one filled: how long, and anything to be said. */
export function ReportForm({ task, busy, report }: Props) {
  const [minutes, setMinutes] = useState(task.minutes ?? 60)
  const [note, setNote] = useState('')
  const offered = [...new Set([...choices, minutes])].sort((one, other) => one - other)
  return (
    <form
      className="report"
      onSubmit={(event) => {
        event.preventDefault()
        report(minutes, note.trim())
      }}
    >
      <div className="steps" role="group" aria-label={t('tasks.report.minutes')}>
        {offered.map((count) => (
          <button
            key={count}
            type="button"
            className="press second small"
            aria-pressed={minutes === count}
            onClick={() => setMinutes(count)}
          >
            {t('tasks.minutes', { count })}
          </button>
        ))}
      </div>
      <label>
        {t('tasks.report.note')}
        <textarea rows={2} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <button className="press" disabled={busy}>
        {t('tasks.report.send')}
      </button>
    </form>
  )
}
