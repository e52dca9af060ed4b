import { lazy, Suspense, useEffect, useState } from 'react'
import { Languages } from '@/components/Languages'
import { wipe } from '@/core/collecting/keep'
import type { PageData } from '@/core/page'
import { t } from '@/core/words'
import { Plain } from './Plain'
import { Tasks } from './tasks/Tasks'

const Collect = lazy(() => import('./collect/Collect'))
const COLLECTORS = new Set(['R03', 'R04', 'R06', 'R07'])
const ELDER = 'wulian.elder'

/** The phone's frame: one role, one page; what the role may not do is absent. */
export function App({ page }: { page: PageData }) {
  const online = useOnline()
  const [elder, setElder] = useElder()
  const collects = COLLECTORS.has(page.role)
  return (
    <>
      <header className="top">
        <h1>{t(collects ? 'collect.title' : page.role === 'R09' ? 'tasks.title' : 'product.name')}</h1>
        <button className="press second small" aria-pressed={elder} onClick={() => setElder(!elder)}>
          {t('elder.mode')}
        </button>
        <Languages short next={collects ? '/phone/collect' : '/phone/tasks'} />
        <form method="post" action="/logout" onSubmit={leave}>
          <button className="press second small">{t('head.signOut')}</button>
        </form>
      </header>
      {!online && (
        <p className="offline" role="status">
          {t(collects ? 'collect.offline' : 'tasks.offline')}
        </p>
      )}
      <main className="page">
        {page.role === 'R09' ? (
          <Tasks />
        ) : collects ? (
          <Suspense fallback={<div className="bones" role="status" aria-label={t('state.loading')}><i /></div>}>
            <Collect online={online} />
          </Suspense>
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

/** Signing out leaves nothing on the phone: first what was kept goes, then the session. */
function leave(event: { preventDefault: () => void; currentTarget: HTMLFormElement }) {
  event.preventDefault()
  const form = event.currentTarget
  const gone = [wipe(), 'caches' in window ? caches.delete('wulian-shell') : Promise.resolve(true)]
  void Promise.allSettled(gone).then(() => form.submit())
}

/** 适老化: larger text, one column, kept on this phone. */
function useElder(): [boolean, (on: boolean) => void] {
  const [on, set] = useState(localStorage.getItem(ELDER) === '1')
  useEffect(() => {
    document.documentElement.toggleAttribute('data-elder', on)
    localStorage.setItem(ELDER, on ? '1' : '0')
  }, [on])
  return [on, set]
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
