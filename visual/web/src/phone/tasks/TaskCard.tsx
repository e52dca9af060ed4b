import { useState } from 'react'
import { spokenTime } from '@/core/numbers'
import { cannotReasons, type Task } from '@/core/volunteers/types'
import { maybe, spoken, t } from '@/core/words'

interface Props {
  task: Task
  busy: boolean
  claim: () => void
  cannot: () => void
  giveBack: () => void
  checkIn: () => void
  report: () => void
}

/** One task: what, when, where, how long, what it asks; and what I can do about it now. */
export function TaskCard(props: Props) {
  const { task } = props
  return (
    <li className="task" data-task={task.id} data-task-state={task.state}>
      <h2>{task.title}</h2>
      <ul className="chips">
        {task.mine && <li>{t(`tasks.state.${task.state}`)}</li>}
        {task.minutes !== null && <li>{t('tasks.minutes', { count: task.minutes })}</li>}
        {task.skills.map((skill) => (
          <li key={skill}>{skillWord(skill)}</li>
        ))}
        {task.twoPeople && <li className="warn">{t('tasks.twoPeople')}</li>}
      </ul>
      <dl>
        {task.startsAt && (
          <>
            <dt>{t('tasks.when')}</dt>
            <dd>{spokenTime(task.startsAt, spoken())}</dd>
          </>
        )}
        <dt>{t('tasks.where')}</dt>
        <dd>{task.place ?? t('tasks.where.later', { town: task.town ?? '' })}</dd>
      </dl>
      {!task.mine && (
        <p className="why">
          <strong>{t('tasks.why')}</strong>{' '}
          {task.skills.length ? t('tasks.why.skills', { skills: task.skills.map(skillWord).join('、') }) : t('tasks.why.area')}
        </p>
      )}
      {task.mine ? <Mine {...props} /> : <Near {...props} />}
    </li>
  )
}

const skillWord = (code: string): string => maybe(`skill.${code}`) ?? code

function Near({ busy, claim, cannot }: Props) {
  const [asked, ask] = useState(false)
  if (asked)
    return (
      <div className="reasons" role="group" aria-label={t('tasks.cannot.ask')}>
        <p>{t('tasks.cannot.ask')}</p>
        {cannotReasons.map((reason) => (
          <button key={reason} className="press second small" disabled={busy} onClick={cannot}>
            {t(`tasks.cannot.${reason}`)}
          </button>
        ))}
      </div>
    )
  return (
    <div className="acts">
      <button className="press" disabled={busy} onClick={claim}>
        {t('tasks.act.claim')}
      </button>
      <button className="press second" disabled={busy} onClick={() => ask(true)}>
        {t('tasks.act.cannot')}
      </button>
    </div>
  )
}

function Mine({ task, busy, giveBack, checkIn, report }: Props) {
  return (
    <div className="acts">
      {task.state === 'CONFIRMED' && (
        <button className="press" disabled={busy} onClick={checkIn}>
          {t('tasks.act.checkIn')}
        </button>
      )}
      {task.state === 'CHECKED_IN' && (
        <button className="press" disabled={busy} onClick={report}>
          {t('tasks.act.report')}
        </button>
      )}
      {(task.state === 'CLAIMED' || task.state === 'CONFIRMED') && (
        <button className="press second" disabled={busy} onClick={giveBack}>
          {t('tasks.act.giveBack')}
        </button>
      )}
    </div>
  )
}
