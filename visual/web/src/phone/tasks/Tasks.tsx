import { useEffect, useRef, useState } from 'react'
import { useAsking } from '@/core/asking'
import { checkInTask, claimTask, giveBackTask, loadTasks, reportTask, setAside } from '@/core/volunteers'
import type { Task } from '@/core/volunteers/types'
import { maybe, t } from '@/core/words'
import { Plain } from '../Plain'
import { TaskCard } from './TaskCard'

type Tab = 'near' | 'mine'

/** M4: what can I do near me; claim, cannot, report. At most three taps from the list to done. */
export function Tasks() {
  const [tab, setTab] = useState<Tab>('near')
  const [said, say] = useState('')
  const [busy, setBusy] = useState<string>()
  const asking = useAsking('tasks', loadTasks)
  const acted = useRef(false)

  // What was tapped may be gone with its card: whoever works by keyboard goes on from the tab.
  useEffect(() => {
    if (acted.current && document.activeElement === document.body) document.getElementById(`tab-${tab}`)?.focus()
    acted.current = false
  }, [asking.data, tab])

  const act = async (task: Task, deed: () => Promise<string | null>, done: string, then?: Tab) => {
    setBusy(task.id)
    const code = await deed().catch(() => 'OFFLINE')
    setBusy(undefined)
    say(code ? (maybe(`error.${code}`) ?? t('error.UNEXPECTED')) : done)
    acted.current = true
    if (!code && then) setTab(then)
    asking.again()
  }

  const tasks = asking.data?.filter((task) => task.mine === (tab === 'mine')) ?? []
  const mine = asking.data?.filter((task) => task.mine).length ?? 0
  return (
    <>
      <div className="tabs" role="tablist" aria-label={t('tasks.title')}>
        {(['near', 'mine'] as const).map((one) => (
          <button
            key={one}
            role="tab"
            id={`tab-${one}`}
            aria-selected={tab === one}
            aria-controls="tasks-panel"
            onClick={() => setTab(one)}
          >
            {t(`tasks.tab.${one}`)}
            {one === 'mine' && mine > 0 ? ` ${mine}` : ''}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tasks-panel" aria-labelledby={`tab-${tab}`} className="panel">
        {asking.failure && !asking.data ? (
          <Plain
            kind="error"
            title={maybe(`error.${asking.failure.code}`) ?? t('error.UNEXPECTED')}
            act={{ label: t('act.again'), do: asking.again }}
          />
        ) : !asking.data ? (
          <div className="bones" role="status" aria-label={t('state.loading')}>
            <i />
            <i />
            <i />
          </div>
        ) : tasks.length === 0 ? (
          <Plain kind="empty" title={t(`tasks.empty.${tab}`)}>
            {t(`tasks.empty.${tab}.line`)}
          </Plain>
        ) : (
          <ul className="tasks">
            {tasks.map((task) => (
              <TaskCard
                key={task.id}
                task={task}
                busy={busy === task.id}
                claim={() => act(task, () => claimTask(task), t('tasks.said.claimed'), 'mine')}
                cannot={() => act(task, () => setAside(task), t('tasks.said.cannot'))}
                giveBack={() => act(task, () => giveBackTask(task), t('tasks.said.givenBack'), 'near')}
                checkIn={() => act(task, () => checkInTask(task), t('tasks.said.checkedIn'))}
                report={() => act(task, () => reportTask(task), t('tasks.said.reported'))}
              />
            ))}
          </ul>
        )}
      </div>
      <p className="say" role="status" hidden={!said}>
        {said}
      </p>
    </>
  )
}
