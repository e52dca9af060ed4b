import { Button, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import { useFilters, type Filters } from '@/core/filters'
import { useKeys } from '@/core/keys'
import { loadCounts, loadWorkList } from '@/core/links'
import { mayDo, type Act } from '@/core/links/keys'
import { tabs, type Proposal, type Tab } from '@/core/links/types'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { levels } from '@/core/vocabulary'
import { local, t } from '@/core/words'
import { KeysDialog } from './KeysDialog'
import { NoticeBar } from './NoticeBar'
import { ReasonDialog } from './ReasonDialog'
import { Rows } from './Rows'
import { useTriage } from './useTriage'
import { WhyPanel } from './WhyPanel'
import '@/styles/worklist.css'

/** D2: which proposal first, and why; accepted, proposed or refused without leaving the keyboard. */
export default function WorkList({ page }: { page: PageData }) {
  const filters = useFilters(homeArea(page), page.today)
  const tab = (filters.get('tab') || 'TO_PROPOSE') as Tab
  const level = filters.get('level')
  const [pages, setPages] = useState(1)
  const asking = useAsking(`list ${tab} ${filters.area} ${level} ${pages}`, (signal) =>
    loadWorkList({ tab, area: filters.area, level, pages }, signal),
  )
  const towns = asking.data?.towns ?? []
  const recount = async () => {
    const counts = await loadCounts(filters.area)
    asking.change((data) => ({ ...data, counts }))
  }
  return (
    <>
      <div className="title">
        <h1>{t('worklist.title')}</h1>
        <Tabs tab={tab} counts={asking.data?.counts} choose={(next) => filters.set({ tab: next })} />
        <span className="push" />
        <div className="filters">
          <label htmlFor="list-area">{t('filter.area')}</label>
          <Select
            id="list-area"
            className="w-area"
            value={filters.area}
            options={[...(homeArea(page) === page.district.code ? [page.district] : []), ...towns].map((area) => ({ value: area.code, label: area.name }))}
            onChange={(area: string) => filters.set({ area })}
            popupMatchSelectWidth={false}
          />
          <label htmlFor="list-level">{t('filter.level')}</label>
          <Select
            id="list-level"
            className="w-area"
            value={level}
            options={[
              { value: '', label: t('filter.all') },
              ...Object.entries(levels).map(([value, word]) => ({ value, label: local(word.label) })),
            ]}
            onChange={(value: string) => filters.set({ level: value })}
            popupMatchSelectWidth={false}
          />
        </div>
      </div>
      {asking.failure && !asking.data ? (
        <div className="body">
          <section className="card fill">
            <FailureView failure={asking.failure} again={asking.again} />
          </section>
        </div>
      ) : !asking.data ? (
        <div className="body">
          <section className="card fill">
            <Bones lines={16} />
          </section>
        </div>
      ) : (
        <Triage
          key={`${tab} ${filters.area} ${level}`}
          rows={asking.data.rows}
          total={asking.data.total}
          more={asking.data.more ? () => setPages((n) => n + 1) : undefined}
          stale={asking.asking}
          again={asking.again}
          recount={recount}
          filters={filters}
        />
      )}
    </>
  )
}

interface TabsProps {
  tab: Tab
  counts: Partial<Record<Tab, number>> | undefined
  choose: (tab: Tab) => void
}

function Tabs({ tab, counts, choose }: TabsProps) {
  return (
    <div className="tabs" role="group" aria-label={t('worklist.tabs')}>
      {tabs.map((one) => (
        <button key={one} aria-pressed={one === tab} onClick={() => choose(one)}>
          {t(`worklist.tab.${one}`)}
          {counts?.[one] !== undefined && <span className="many">{counts[one]}</span>}
        </button>
      ))}
    </div>
  )
}

interface TriageProps {
  rows: Proposal[]
  total: number
  more: (() => void) | undefined
  stale: boolean
  again: () => void
  filters: Filters
  recount: () => Promise<void>
}

function Triage({ rows, total, more, stale, again, recount, filters }: TriageProps) {
  const [at, setAt] = useState(0)
  const [asked, ask] = useState<'reason' | 'keys'>()
  const [whyOpen, setWhyOpen] = useState(true)
  const triage = useTriage(recount)
  const list = useRef<HTMLDivElement>(null)
  const current = rows[at]
  const now = useMemo(
    () => (current ? { ...current, ...triage.changed.get(current.id) } : undefined),
    [current, triage.changed],
  )

  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + step))
    setAt(next)
    focusRow(list.current, next)
  }
  useEffect(() => focusRow(list.current, 0), [])
  const act = async (kind: Act, reason?: string, note?: string) => {
    if (!current || !now || triage.busy) return
    if (!mayDo(kind, now.state)) return
    await triage.act(kind, current, reason, note)
    move(1)
  }
  const refuse = () => now && mayDo('refuse', now.state) && ask('reason')

  useKeys(
    list,
    {
      KeyJ: () => move(1),
      ArrowDown: () => move(1),
      KeyK: () => move(-1),
      ArrowUp: () => move(-1),
      Enter: () => setWhyOpen(true),
      KeyE: () => setWhyOpen((open) => !open),
      KeyA: () => void act('propose'),
      'Shift+KeyA': () => void act('accept'),
      KeyD: () => void refuse(),
      KeyU: () => void triage.undo(),
      'Ctrl+KeyZ': () => void triage.undo(),
      KeyR: again,
      'Shift+Slash': () => ask('keys'),
    },
    !asked,
  )

  if (!rows.length) return <Nothing filters={filters} again={again} />
  return (
    <div className="body">
      <section className={`card fill list${stale ? ' stale' : ''}`}>
        <div className="scroll" ref={list}>
          <Rows
            rows={rows}
            changed={triage.changed}
            at={at}
            choose={(place) => {
              setAt(place)
              setWhyOpen(true)
            }}
          />
          {more && (
            <Button type="link" onClick={more}>
              {t('worklist.more', { count: total - rows.length })}
            </Button>
          )}
        </div>
        <KeyHints asked={() => ask('keys')} at={at} total={total} />
      </section>
      {whyOpen && now && (
        <WhyPanel
          key={now.id}
          proposal={now}
          busy={triage.busy}
          act={(kind) => (kind === 'refuse' ? void refuse() : void act(kind))}
        />
      )}
      {asked === 'keys' && (
        <KeysDialog close={() => ask(undefined)} />
      )}
      {asked === 'reason' && now && (
        <ReasonDialog
          proposal={now}
          close={() => ask(undefined)}
          give={(reason, note) => {
            ask(undefined)
            void act('refuse', reason, note)
          }}
        />
      )}
      <NoticeBar notice={triage.notice} undo={() => void triage.undo()} forget={triage.forget} />
    </div>
  )
}

/** Which of the two: nothing is there, or the filters hide it all. */
function Nothing({ filters, again }: { filters: Filters; again: () => void }) {
  const hidden = filters.get('level') || filters.get('area')
  return (
    <div className="body">
      <section className="card fill">
        {hidden ? (
          <StateView
            kind="empty"
            title={t('worklist.empty.hidden')}
            act={{ label: t('act.clearFilters'), do: () => filters.set({ level: '', area: '' }) }}
          />
        ) : (
          <StateView kind="empty" title={t('worklist.empty')} act={{ label: t('act.again'), do: again }}>
            {t('worklist.empty.line')}
          </StateView>
        )}
      </section>
    </div>
  )
}

function KeyHints({ asked, at, total }: { asked: () => void; at: number; total: number }) {
  return (
    <footer className="foot hints">
      <span>
        <kbd>J</kbd> <kbd>K</kbd> {t('worklist.key.move')}
      </span>
      <span>
        <kbd>A</kbd> {t('worklist.key.propose')}
      </span>
      <span>
        <kbd>⇧A</kbd> {t('worklist.key.accept')}
      </span>
      <span>
        <kbd>D</kbd> {t('worklist.key.refuse')}
      </span>
      <span>
        <kbd>U</kbd> {t('worklist.key.undo')}
      </span>
      <button className="as-link" onClick={asked}>
        <kbd>?</kbd> {t('worklist.key.help')}
      </button>
      <span className="quiet">{t('worklist.at', { at: at + 1, total })}</span>
    </footer>
  )
}

function focusRow(list: HTMLElement | null, place: number): void {
  list?.querySelector<HTMLElement>(`[data-row="${place}"]`)?.focus()
}
