import { useState } from 'react'
import { kilometres, minute } from '@/core/numbers'
import { cannotReasons, type CannotReason, type Task } from '@/core/volunteers/types'
import { t } from '@/core/words'
import { ReportForm } from './ReportForm'

interface Props {
  task: Task
  busy: boolean
  claim: () => void
  cannot: (reason: CannotReason) => void
  giveBack: () => void
  report: (minutes: number, note: string) => void
}

/** One task: what, when, where, how long, why me; and what I can do about it now. */
export function TaskCard({ task, busy, claim, cannot, giveBack, report }: Props) {
  const [asked, ask] = useState<'reasons' | 'report'>()
  return (
    <li className="task" data-task={task.id} data-task-state={task.state}>
      <h2>{task.title}</h2>
      <ul className="chips">
        {task.mine && <li>{t(`tasks.state.${task.state}`)}</li>}
        {task.distanceKm !== null && <li>{kilometres(task.distanceKm)}</li>}
        {task.minutes !== null && <li>{t('tasks.minutes', { count: task.minutes })}</li>}
        {task.skill && <li>{task.skill}</li>}
        {task.twoPeople && <li className="warn">{t('tasks.twoPeople')}</li>}
        {task.clearance && <li className="warn">{t('tasks.clearance')}</li>}
      </ul>
      <dl>
        {task.startsAt && (
          <>
            <dt>{t('tasks.when')}</dt>
            <dd>{minute(task.startsAt)}</dd>
          </>
        )}
        <dt>{t('tasks.where')}</dt>
        <dd>{task.place ?? t('tasks.where.later')}</dd>
        {task.whom && (
          <>
            <dt>{t('tasks.whom')}</dt>
            <dd>{task.whom}</dd>
          </>
        )}
      </dl>
      {task.why && !task.mine && (
        <p className="why">
          <strong>{t('tasks.why')}</strong> {task.why}
        </p>
      )}
      {!asked && (
        <div className="acts">
          {!task.mine && (
            <>
              <button className="press" disabled={busy} onClick={claim}>
                {t('tasks.act.claim')}
              </button>
              <button className="press second" disabled={busy} onClick={() => ask('reasons')}>
                {t('tasks.act.cannot')}
              </button>
            </>
          )}
          {task.mine && ['CLAIMED', 'CONFIRMED', 'CHECKED_IN'].includes(task.state) && (
            <button className="press" disabled={busy} onClick={() => ask('report')}>
              {t('tasks.act.report')}
            </button>
          )}
          {task.mine && ['CLAIMED', 'CONFIRMED'].includes(task.state) && (
            <button className="press second" disabled={busy} onClick={giveBack}>
              {t('tasks.act.giveBack')}
            </button>
          )}
        </div>
      )}
      {asked === 'reasons' && (
        <div className="reasons" role="group" aria-label={t('tasks.cannot.ask')}>
          <p>{t('tasks.cannot.ask')}</p>
          {cannotReasons.map((reason) => (
            <button key={reason} className="press second small" disabled={busy} onClick={() => cannot(reason)}>
              {t(`tasks.cannot.${reason}`)}
            </button>
          ))}
        </div>
      )}
      {asked === 'report' && <ReportForm task={task} busy={busy} report={report} />}
    </li>
  )
}
