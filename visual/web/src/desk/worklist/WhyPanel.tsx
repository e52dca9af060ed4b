import { Button } from 'antd'
import { Bones, FailureView } from '@/components/StateView'
import { LevelBadge } from '@/components/LevelBadge'
import { PartyMark } from '@/components/PartyMark'
import { useAsking } from '@/core/asking'
import { explainLink } from '@/core/links'
import { mayDo, type Act } from '@/core/links/keys'
import type { Explanation, Proposal } from '@/core/links/types'
import { needs } from '@/core/vocabulary'
import { local, t } from '@/core/words'

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
  const asking = useAsking(`why ${proposal.id}`, (signal) => explainLink(proposal.id, signal))
  return (
    <aside className="card side why" aria-label={t('why.label')}>
      <LevelBadge level={proposal.household.level} urgent={proposal.household.urgent} />
      <h2>{proposal.item?.title ?? proposal.provider?.name}</h2>
      <p>
        {proposal.parties.map((party) => (
          <PartyMark key={party} party={party} />
        ))}{' '}
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
            {t(`worklist.key.${kind}`)}
          </Button>
        ))}
      </div>
      {asking.failure && !asking.data ? (
        <FailureView failure={asking.failure} again={asking.again} />
      ) : !asking.data ? (
        <Bones lines={8} />
      ) : (
        <Reasons why={asking.data} />
      )}
    </aside>
  )
}

function Reasons({ why }: { why: Explanation }) {
  return (
    <>
      {why.reasons.map((reason) => (
        <section key={reason.title}>
          <h3>{reason.title}</h3>
          <ul>
            {reason.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
      {why.score.length > 0 && (
        <section>
          <h3>{t('why.score')}</h3>
          <table>
            <tbody>
              {why.score.map((part) => (
                <tr key={part.label}>
                  <th scope="row">{part.label}</th>
                  <td>{part.points}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <section className="runner" aria-label={t('why.runnerUp')}>
        <h3>{t('why.runnerUp')}</h3>
        {why.runnerUp ? (
          <p>
            {why.runnerUp.title}
            <br />
            <span className="quiet">{t('why.runnerUp.behind', { points: why.runnerUp.behind })}</span>
          </p>
        ) : (
          <p className="quiet">{t('why.runnerUp.none')}</p>
        )}
      </section>
      <p className="quiet proof">{why.proof}</p>
    </>
  )
}
