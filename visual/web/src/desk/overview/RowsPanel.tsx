import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { LevelBadge } from '@/components/LevelBadge'
import { Bones, FailureView } from '@/components/StateView'
import { Failure } from '@/core/api'
import { loadRows } from '@/core/reports'
import type { Behind, ListPage, Report } from '@/core/reports/types'
import { partWord, rowWord } from '@/core/reports/words'
import { local, t } from '@/core/words'

interface Props {
  about: Behind
  report: Report
  close: () => void
}

/** The list behind a number: as many rows as the number says, most pressing first, page by page. */
export function RowsPanel({ about, report, close }: Props) {
  const [list, setList] = useState<ListPage>()
  const [failure, fail] = useState<Failure>()
  const more = useRef<AbortController>(new AbortController())
  const load = (after: string | null) =>
    loadRows(about, after, more.current.signal)
      .then((next) =>
        setList((old) => (old && after ? { ...next, rows: [...old.rows, ...next.rows] } : next)),
      )
      .catch((error: unknown) => {
        if (error instanceof Failure) fail(error)
      })
  useEffect(() => {
    more.current = new AbortController()
    void load(null)
    return () => more.current.abort()
  }, [])

  return (
    <aside className="card rows" aria-label={nameOf(about, report)}>
      <header>
        <h2>{nameOf(about, report)}</h2>
        {list && <span className="count">{t('overview.rows', { count: list.count })}</span>}
        <span className="push" />
        <Button type="text" onClick={close}>
          {t('act.close')}
        </Button>
      </header>
      {failure ? (
        <FailureView failure={failure} again={() => (fail(undefined), void load(null))} />
      ) : !list ? (
        <Bones lines={10} />
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-label={t('overview.list')}>
          <Rows list={list} />
          {list.after && (
            <Button block onClick={() => void load(list.after)}>
              {t('overview.more', { count: list.count - list.rows.length })}
            </Button>
          )}
        </div>
      )}
    </aside>
  )
}

/** The name of a number: its measure, and the part it is of. */
export function nameOf(about: Behind, report: Report): string {
  const measure = report.figures.find((one) => one.measure === about.measure)
  const name = measure ? local(measure.label) : about.measure
  return about.part ? `${name} · ${partWord(about.part)}` : name
}

function Rows({ list }: { list: ListPage }) {
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">{t('overview.who')}</th>
          <th scope="col">{t('overview.what')}</th>
          <th scope="col">{t('overview.where')}</th>
          <th scope="col">{t('overview.acts')}</th>
          <th scope="col">{t('overview.since')}</th>
        </tr>
      </thead>
      <tbody>
        {list.rows.map((row) => (
          <tr key={row.id} data-row={row.id}>
            <th scope="row">
              {row.level && <LevelBadge level={row.level} />} {row.number}
            </th>
            <td>{rowWord(row)}</td>
            <td>{row.place}</td>
            <td>{row.tiers.map((tier) => t(`tier.short.${tier}`)).join(' ') || '—'}</td>
            <td>{row.on ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
