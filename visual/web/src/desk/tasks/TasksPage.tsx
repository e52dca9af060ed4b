import { Button } from 'antd'
import { useState } from 'react'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { Failure } from '@/core/api'
import { useAsking } from '@/core/asking'
import { minute } from '@/core/numbers'
import type { PageData } from '@/core/page'
import { placeName } from '@/core/places'
import { confirmTask, loadClaimed, type ClaimedTask } from '@/core/volunteers/claimed'
import { maybe, t } from '@/core/words'
import { Joinings } from './Joinings'

const LETS_IN = new Set(['R06', 'R10', 'R12'])

/** Claimed tasks that wait for the household's yes, so that the volunteer can go. */
export default function TasksPage({ page }: { page: PageData }) {
  const asking = useAsking('claimed', loadClaimed)
  const [said, say] = useState('')
  const confirm = (task: ClaimedTask) =>
    confirmTask(task, page.role !== 'R03')
      .then(() => say(t('taskpage.said', { title: task.title ?? '' })))
      .catch((error: unknown) => {
        const code = error instanceof Failure ? error.code : 'UNEXPECTED'
        say(maybe(`error.${code}`) ?? t('error.UNEXPECTED'))
      })
      .finally(asking.again)

  return (
    <>
      <div className="title">
        <h1>{t('taskpage.title')}</h1>
        <span className="quiet">{t('taskpage.line')}</span>
      </div>
      <div className="body stacked">
        {LETS_IN.has(page.role) && <Joinings say={say} />}
        <section className="card fill">
          {asking.failure && !asking.data ? (
            <FailureView failure={asking.failure} again={asking.again} />
          ) : !asking.data ? (
            <Bones lines={8} />
          ) : asking.data.length === 0 ? (
            <StateView
              kind="empty"
              title={t('taskpage.empty')}
              act={{ label: t('act.again'), do: asking.again }}
            >
              {t('taskpage.empty.line')}
            </StateView>
          ) : (
            <Claimed tasks={asking.data} confirm={(task) => void confirm(task)} />
          )}
        </section>
        <p className="unseen" role="status">
          {said}
        </p>
      </div>
    </>
  )
}

function Claimed({ tasks, confirm }: { tasks: ClaimedTask[]; confirm: (task: ClaimedTask) => void }) {
  return (
    <div className="scroll">
      <table className="plain-table roomy">
        <thead>
          <tr>
            <th scope="col">{t('taskpage.what')}</th>
            <th scope="col">{t('tasks.when')}</th>
            <th scope="col">{t('tasks.where')}</th>
            <th scope="col">{t('taskpage.who')}</th>
            <th scope="col">{t('taskpage.act')}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id} data-task={task.id}>
              <th scope="row">{task.title}</th>
              <td>{task.startsAt ? minute(task.startsAt) : '—'}</td>
              <td>{placeName(task.place ?? task.village ?? '—')}</td>
              <td>{task.volunteer ?? '—'}</td>
              <td>
                <Button type="primary" onClick={() => confirm(task)}>
                  {t('taskpage.confirm')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
