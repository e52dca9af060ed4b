import { Button } from 'antd'
import { FailureView } from '@/components/StateView'
import { Failure } from '@/core/api'
import { useAsking } from '@/core/asking'
import { minute } from '@/core/numbers'
import { answerJoining, loadJoinings, type Joining } from '@/core/volunteers/joinings'
import { maybe, t } from '@/core/words'

/** Who asks to join, for who may let them in; nothing while nobody asks. */
export function Joinings({ say }: { say: (said: string) => void }) {
  const asking = useAsking('joinings', loadJoinings)
  const answer = (who: Joining, yes: boolean) =>
    answerJoining(who, yes)
      .then(() => say(t(yes ? 'taskpage.joining.joined' : 'taskpage.joining.declined', { name: who.name ?? '' })))
      .catch((error: unknown) => {
        const code = error instanceof Failure ? error.code : 'UNEXPECTED'
        say(maybe(`error.${code}`) ?? t('error.UNEXPECTED'))
      })
      .finally(asking.again)
  if (asking.failure && !asking.data) {
    return (
      <section className="card">
        <FailureView failure={asking.failure} again={asking.again} />
      </section>
    )
  }
  if (!asking.data?.length) return null
  return (
    <section className="card joinings" aria-labelledby="joinings">
      <h2 id="joinings">{t('taskpage.joining')}</h2>
      <p className="quiet">{t('taskpage.joining.line')}</p>
      <ul>
        {asking.data.map((who) => (
          <li key={who.id} data-joining={who.id}>
            <strong>{[who.name, who.body].filter(Boolean).join(' · ')}</strong>
            <dl>
              <dt>{t('taskpage.joining.phone')}</dt>
              <dd>{who.phone ? <a href={`tel:${who.phone}`}>{who.phone}</a> : '—'}</dd>
              <dt>{t('tasks.where')}</dt>
              <dd>{who.town}</dd>
              <dt>{t('taskpage.joining.can')}</dt>
              <dd>{who.skills.map((skill) => maybe(`skill.${skill}`) ?? skill).join(' ') || '—'}</dd>
              <dt>{t('taskpage.joining.since')}</dt>
              <dd>{who.at ? minute(who.at) : '—'}</dd>
            </dl>
            <Button type="primary" onClick={() => void answer(who, true)}>
              {t('taskpage.joining.yes')}
            </Button>
            <Button onClick={() => void answer(who, false)}>{t('taskpage.joining.no')}</Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
