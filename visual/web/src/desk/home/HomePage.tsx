import { Button, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'wouter'
import { Bones, FailureView, StateView } from '@/components/StateView'
import { Failure } from '@/core/api'
import { useAsking } from '@/core/asking'
import type { PageData } from '@/core/page'
import { homeArea } from '@/core/places'
import { loadPreferences, savePreferences, type Preferences } from '@/core/preferences'
import { loadNames, loadReport } from '@/core/reports'
import type { Figure } from '@/core/reports/types'
import { figureText } from '@/core/reports/words'
import { local, maybe, t, type Key } from '@/core/words'
import { placesOf } from '@/desk/menu'
import { useShown } from './shown'
import '@/styles/overview.css'
import '@/styles/home.css'

const COMMAND = ['alerts', 'overdue', 'load', 'gaps'] // reports whose numbers open on the command page

/** 首页: the numbers and pages of the reader's role, or those the reader chose. */
export default function HomePage({ page }: { page: PageData }) {
  const asking = useAsking('preferences', loadPreferences)
  const chosen = asking.data
  useShown(chosen)
  const [editing, edit] = useState(false)
  if (asking.failure && !chosen) return <FailureView failure={asking.failure} again={asking.again} />
  if (!chosen) return <Bones />
  const keep = (next: Preferences) => {
    asking.change(() => next)
    edit(false)
  }
  return (
    <>
      <div className="title">
        <h1>{t('home.title')}</h1>
        <span className="push" />
        <Button onClick={() => edit(!editing)} aria-expanded={editing}>
          {t('home.settings')}
        </Button>
      </div>
      <div className="body home">
        {editing && <Settings chosen={chosen} page={page} keep={keep} />}
        <Cards cards={chosen.cards} page={page} />
        <nav className="home-pages" aria-label={t('home.pages')}>
          {placesOf(page.role)
            .filter((place) => place.path !== '/home')
            .map((place) => (
              <Link key={place.path} href={place.path} className="card">
                <svg viewBox="0 0 20 20" aria-hidden>
                  <path d={place.icon} />
                </svg>
                {t(place.word)}
              </Link>
            ))}
        </nav>
      </div>
    </>
  )
}

/** Every number that may be a card, by its name: the whole of a measure in the reader's area. */
function useFigures(page: PageData, reports: readonly string[]) {
  const area = homeArea(page)
  return useAsking(`cards ${area} ${reports.join()}`, async (signal) => {
    const told = await Promise.all(
      reports.map((name) => loadReport(name, { area, asOf: '', tier: '' }, signal)),
    )
    const wholes = told.flatMap((one) => one.figures).filter((one) => one.area === area && !one.part)
    return new Map(wholes.map((one) => [`${one.report}.${one.measure}`, one]))
  })
}

function Cards({ cards, page }: { cards: string[]; page: PageData }) {
  const asking = useFigures(page, [...new Set(cards.map((card) => card.split('.')[0] ?? ''))].sort())
  if (asking.failure && !asking.data) return <FailureView failure={asking.failure} again={asking.again} />
  if (!asking.data) return <Bones lines={4} />
  if (!cards.length) return <StateView kind="empty" title={t('home.noCards')} />
  return (
    <ul className="home-cards">
      {cards.map((card) => {
        const figure = asking.data?.get(card)
        return (
          <li key={card} className="card">
            {figure ? <Card card={card} figure={figure} /> : <span className="quiet">{card}</span>}
          </li>
        )
      })}
    </ul>
  )
}

function Card({ card, figure }: { card: string; figure: Figure }) {
  const [report, measure] = card.split('.')
  const to = COMMAND.includes(figure.report)
    ? `/overview?tile=${card}`
    : `/data?report=${report}&cell=${figure.area}.${measure}`
  return (
    <Link href={to} data-card={card}>
      <strong>{figureText(figure)}</strong>
      <span>{local(figure.label)}</span>
    </Link>
  )
}

interface SettingsProps {
  chosen: Preferences
  page: PageData
  keep: (next: Preferences) => void
}

function Settings({ chosen, page, keep }: SettingsProps) {
  const [want, setWant] = useState(chosen)
  const [told, tell] = useState('')
  const names = useAsking('reports', loadNames)
  const figures = useFigures(page, (names.data ?? []).map((one) => one.name))
  const options = [...(figures.data ?? new Map<string, Figure>())].map(([value, one]) => ({
    value,
    label: `${nameOf(names.data, one.report)} · ${local(one.label)}`,
  }))
  const save = () =>
    savePreferences(want)
      .then(keep)
      .catch((error: unknown) => {
        const code = error instanceof Failure ? error.code : 'UNEXPECTED'
        tell(maybe(`error.${code}`) ?? t('error.UNEXPECTED'))
      })
  const set = (changes: Partial<Preferences>) => setWant({ ...want, ...changes })
  return (
    <form
      className="card home-settings"
      aria-label={t('home.settings')}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <label htmlFor="home-start">{t('home.start')}</label>
      <Select
        id="home-start"
        value={want.start}
        options={want.pages.map((value) => ({ value, label: t(wordOf(value)) }))}
        onChange={(start: string) => set({ start })}
      />
      <label htmlFor="home-cards">{t('home.cards')}</label>
      <Select
        id="home-cards"
        mode="multiple"
        maxCount={12}
        value={want.cards}
        options={options}
        optionFilterProp="label"
        onChange={(cards: string[]) => set({ cards })}
      />
      <label htmlFor="home-size">{t('home.size')}</label>
      <Select
        id="home-size"
        value={want.size}
        options={['', 'large'].map((value) => ({ value, label: t(`home.size.${value || 'usual'}` as Key) }))}
        onChange={(size: string) => set({ size })}
      />
      <Button type="primary" htmlType="submit">
        {t('home.save')}
      </Button>
      <p role="status">{told}</p>
    </form>
  )
}

const wordOf = (path: string): Key => (path === 'data' ? 'menu.datapanel' : (`menu.${path}` as Key))

function nameOf(names: readonly { name: string; label: Figure['label'] }[] | undefined, report: string) {
  const found = names?.find((one) => one.name === report)
  return found ? local(found.label) : report
}
