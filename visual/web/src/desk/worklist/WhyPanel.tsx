import { Button } from 'antd'
import { Bones, FailureView } from '@/components/StateView'
import { LevelBadge } from '@/components/LevelBadge'
import { PartyMark } from '@/components/PartyMark'
import { useAsking } from '@/core/asking'
import { explainLink } from '@/core/links'
import { mayDo, type Act } from '@/core/links/keys'
import type { Proposal, Why } from '@/core/links/types'
import { partWord, riskWord } from '@/core/links/words'
import { loadTitles } from '@/core/resources'
import { day } from '@/core/numbers'
import { alerts, levels, needs } from '@/core/vocabulary'
import { local, maybe, t } from '@/core/words'

interface Props {
  proposal: Proposal
  busy: boolean
  act: (kind: Act) => void
}

const acts: readonly [Act, 'primary' | 'default'][] = [
  ['propose', 'primary'],
  ['accept', 'default'],
  ['refuse', 'default'],
]

/** Why this household, why this resource, what came second, what would change it. */
export function WhyPanel({ proposal, busy, act }: Props) {
  const asking = useAsking(`why ${proposal.id}`, (signal) => explainLink(proposal, signal))
  return (
    <aside className="card side why" aria-label={t('why.label')}>
      <LevelBadge level={proposal.household.level} urgent={proposal.household.urgent} />
      <h2>{proposal.item?.title ?? proposal.provider?.name}</h2>
      <p className="who">
        {proposal.parties.map((party) => (
          <PartyMark key={party} party={party} />
        ))}
        {proposal.provider?.name}
      </p>
      <p className="quiet">
        {proposal.household.name} · {proposal.household.village}
        {proposal.need && ` · ${local(needs[proposal.need.code].label)}`}
      </p>
      <div className="acts">
        {acts.map(([kind, type]) => (
          <Button
            key={kind}
            type={type}
            disabled={busy || !mayDo(kind, proposal.state)}
            title={mayDo(kind, proposal.state) ? '' : t('worklist.forbidden', { state: t(`link.${proposal.state}`) })}
            onClick={() => act(kind)}
          >
            {kind === 'propose' ? advanceWord(proposal) : t(`worklist.key.${kind}`)}
          </Button>
        ))}
      </div>
      {asking.failure && !asking.data ? (
        <FailureView failure={asking.failure} again={asking.again} />
      ) : !asking.data ? (
        <Bones lines={8} />
      ) : (
        <>
          <AboutHousehold household={asking.data.household} />
          <AboutLink link={asking.data.link} proposal={proposal} />
        </>
      )}
    </aside>
  )
}

/** What going on means in the state of the row: propose, uphold a refusal, confirm an outcome. */
const advanceWord = (proposal: Proposal): string =>
  t(
    proposal.state === 'DECLINED_PENDING'
      ? 'worklist.key.uphold'
      : proposal.state === 'COMPLETED'
        ? 'worklist.key.confirm'
        : 'worklist.key.propose',
  )

function AboutHousehold({ household }: { household: Why['household'] }) {
  const open = household.needs.filter((need) => need.state === 'OPEN' || need.state === 'PARTLY_MET')
  const raised = household.alerts.filter((alert) => alert.code && alert.state !== 'RESOLVED').slice(0, 3)
  const served = household.links.filter((link) => link.state === 'IN_SERVICE').length
  return (
    <section>
      <h3>{t('why.household')}</h3>
      <ul>
        {household.floor && (
          <li>
            {t('why.floor', {
              level: local(levels[household.floor.level].label),
              rule: riskWord(household.floor.rule),
            })}
          </li>
        )}
        {household.score !== null && <li>{pointsWord(household.score, household)}</li>}
        {open.length > 0 && (
          <li>
            {t('why.needs')}{' '}
            {open
              .map((need) => `${local(needs[need.code].label)} ${t(`severity.${need.severity}` as 'severity.1')}`)
              .join(' · ')}
          </li>
        )}
        {raised.length > 0 && <li>{raised.map((alert) => alertWord(alert.code)).join(' · ')}</li>}
        <li>{served ? t('why.served', { count: served }) : t('why.nobody')}</li>
        <li>
          {t('why.size', { count: household.size ?? 1 })}
          {household.lastContactAt && ` · ${t('why.contact', { day: day(household.lastContactAt) })}`}
        </li>
      </ul>
    </section>
  )
}

/** The score of a household, of 100, and what it is mostly made of. */
function pointsWord(score: number, { points, protect }: Why['household']): string {
  const parts = points.slice(0, 3).map((one) => `${riskWord(one.rule)} ${tenth(one.points)}`)
  if (protect) parts.push(t('why.protect', { points: tenth(protect) }))
  if (!parts.length) return t('why.adds.plain', { points: tenth(score) })
  return t('why.adds', { points: tenth(score), parts: parts.join(' · ') })
}

const tenth = (hundredths: number): string => (hundredths / 100).toFixed(1)

function alertWord(member: string | null): string {
  const found = Object.values(alerts).find((alert) => alert.member === member)
  return found ? local(found.label) : (member ?? '')
}

function AboutLink({ link, proposal }: { link: Why['link']; proposal: Proposal }) {
  const titles = useAsking('titles', loadTitles)
  const parts = link.parts.filter((part) => part.points !== 0)
  return (
    <>
      <section>
        <h3>{t('why.link')}</h3>
        <ul>
          {link.rules.length > 0 && (
            <li>
              <details>
                <summary>{t('why.fit', { count: link.rules.length })}</summary>
                {link.rules.map((rule) => maybe(`rule.${rule}`) ?? rule).join(' · ')}
              </details>
            </li>
          )}
          <li>
            {proposal.places === null ? t('worklist.unlimited.long') : t('why.places', { count: proposal.places })}
            {proposal.verifiedAt && ` · ${t('why.verified', { day: day(proposal.verifiedAt) })}`}
          </li>
        </ul>
      </section>
      {parts.length > 0 && (
        <section>
          <h3>{t('why.score', { score: link.score ?? 0 })}</h3>
          <table>
            <tbody>
              {parts.map((part) => (
                <tr key={part.name}>
                  <th scope="row">{partWord(part)}</th>
                  <td>{part.points}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <section className="runner" aria-label={t('why.runnerUp')}>
        <h3>{t('why.runnerUp')}</h3>
        {link.runnerUp ? (
          <p>
            {titles.data?.get(link.runnerUp.item) ?? link.runnerUp.item}
            <br />
            <span className="quiet">{behindWord(link.runnerUp.behind)}</span>
          </p>
        ) : (
          <p className="quiet">{t('why.runnerUp.none')}</p>
        )}
      </section>
      {link.flipsBy && (
        <p className="quiet">{maybe(`flips.${link.flipsBy}`, { points: link.flipsAt ?? 0 }) ?? link.flipsBy}</p>
      )}
    </>
  )
}

/** A runner-up may score more: then others need the place more. */
const behindWord = (points: number): string =>
  points >= 0 ? t('why.runnerUp.behind', { points }) : t('why.runnerUp.ahead', { points: -points })
