import { useEffect, useState } from 'react'
import type { PageData } from '@/core/page'
import { spoken, t } from '@/core/words'
import { Tasks } from './tasks/Tasks'
import { Plain } from './Plain'

/** The phone's frame: one role, one page; what the role may not do is absent. */
export function App({ page }: { page: PageData }) {
  const online = useOnline()
  const other = spoken() === 'en' ? ['zh-Hans', '中文'] : ['en', 'English']
  return (
    <>
      <header className="top">
        <h1>{t('tasks.title')}</h1>
        <form method="post" action="/language">
          <input type="hidden" name="next" value="/phone/tasks" />
          <button className="press second small" name="to" value={other[0]} lang={other[0]}>
            {other[1]}
          </button>
        </form>
        <form method="post" action="/logout">
          <button className="press second small">{t('head.signOut')}</button>
        </form>
      </header>
      {!online && (
        <p className="offline" role="status">
          {t('tasks.offline')}
        </p>
      )}
      <main className="page">
      {page.role === 'R09' ? (
        <Tasks />
      ) : (
        <Plain kind="forbidden" title={t('state.forbidden')}>
          {t('state.forbidden.line')}
        </Plain>
      )}
      </main>
      {page.demo && <p className="demo-line">{t('demo.line')}</p>}
    </>
  )
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const turn = () => setOnline(navigator.onLine)
    addEventListener('online', turn)
    addEventListener('offline', turn)
    return () => {
      removeEventListener('online', turn)
      removeEventListener('offline', turn)
    }
  }, [])
  return online
}
