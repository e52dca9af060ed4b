import { memo } from 'react'
import { LevelBadge } from '@/components/LevelBadge'
import { PartyMark } from '@/components/PartyMark'
import type { Changed, LinkState, Proposal } from '@/core/links/types'
import { useAsking } from '@/core/asking'
import { loadTitles } from '@/core/resources'
import { minute } from '@/core/numbers'
import { shortReason } from '@/core/links/words'
import { needs } from '@/core/vocabulary'
import { local, maybe, t } from '@/core/words'

interface Props {
  rows: Proposal[]
  changed: ReadonlyMap<string, Changed>
  at: number
  choose: (place: number) => void
}

/** The list itself: one row a proposal; what was done stays where it was, greyed, with its new state. */
export function Rows({ rows, changed, at, choose }: Props) {
  const titles = useAsking('titles', loadTitles)
  return (
    <table className="worklist" role="grid" aria-label={t('worklist.title')}>
      <thead>
        <tr>
          <th scope="col">{t('worklist.col.level')}</th>
          <th scope="col">{t('worklist.col.household')}</th>
          <th scope="col">{t('worklist.col.need')}</th>
          <th scope="col">{t('worklist.col.proposal')}</th>
          <th scope="col" className="second">{t('worklist.col.runnerUp')}</th>
          <th scope="col">{t('worklist.col.places')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <ProposalRow
            key={row.id}
            row={row}
            place={place}
            state={changed.get(row.id)?.state ?? row.state}
            current={place === at}
            title={titles.data?.get(row.runnerUp?.item ?? '')}
            choose={choose}
          />
        ))}
      </tbody>
    </table>
  )
}

/** The parties the link lights; a public body lights none and shows its own mark. */
const marksOf = (row: Proposal) => (row.parties.length || !row.provider ? row.parties : [row.provider.party])

/** What came second and by how much; a runner-up may score more when others need its place more. */
function RunnerUp({ row, title }: { row: Proposal; title: string | undefined }) {
  if (row.runnerUp === null) return <span className="quiet">{t('worklist.alone')}</span>
  const { item, behind } = row.runnerUp
  return (
    <>
      <span className="cut">{title ?? item}</span>
      <small className="cut">
        {behind >= 0 ? t('worklist.lead', { points: behind }) : t('worklist.behind', { points: -behind })}
      </small>
    </>
  )
}

/** Who acts next, and until when where a clock runs. */
function nextWord(row: Proposal): string {
  const who = maybe(`next.${row.next}`) ?? row.next
  return row.dueAt ? `${who} · ${t('worklist.until', { day: minute(row.dueAt).slice(5) })}` : who
}

interface RowProps {
  row: Proposal
  place: number
  state: LinkState
  current: boolean
  title: string | undefined
  choose: (place: number) => void
}

const ProposalRow = memo(function ProposalRow({ row, place, state, current, title, choose }: RowProps) {
  const moved = state !== row.state
  return (
    <tr
      data-row={place}
      data-link={row.id}
      data-link-state={state}
      tabIndex={current ? 0 : -1}
      aria-selected={current}
      className={moved ? 'moved' : undefined}
      onClick={() => choose(place)}
    >
      <td className="level">
        <LevelBadge level={row.household.level} urgent={row.household.urgent} short />
      </td>
      <td>
        <strong>{row.household.name}</strong>
        <small>{row.household.village}</small>
      </td>
      <td>
        {row.need ? local(needs[row.need.code].label) : t('worklist.care')}
        {row.need && <small>{t(`severity.${row.need.severity}` as 'severity.1')}</small>}
      </td>
      <td className="what">
        <span className="line">
          {marksOf(row).map((party) => (
            <PartyMark key={party} party={party} />
          ))}
          <span className="cut">{row.item?.title ?? row.provider?.name}</span>
        </span>
        <small className="cut">{shortReason(row)}</small>
      </td>
      <td className="second">
        <RunnerUp row={row} title={title} />
      </td>
      <td>
        {row.places === null ? t('worklist.unlimited') : t('worklist.places', { count: row.places })}
        <small>{moved ? <span className="chip">{t(`link.${state}`)}</span> : nextWord(row)}</small>
      </td>
    </tr>
  )
})
