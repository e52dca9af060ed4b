import { useCallback, useState } from 'react'
import { Failure } from '@/core/api'
import type { Act } from '@/core/links/keys'
import { acceptLink, advanceLink, refuseLink, undoLink } from '@/core/links'
import type { Changed, Done, Proposal } from '@/core/links/types'
import { maybe, t } from '@/core/words'

export interface Notice {
  text: string
  bad: boolean
  undo: boolean
}

/**
 * What was done here since the page opened: rows as they stand now, the last act, and taking it back.
 * `recount` follows each of them.
 */
export function useTriage(recount: () => Promise<void>) {
  const [changed, setChanged] = useState<ReadonlyMap<string, Changed>>(new Map())
  const [last, setLast] = useState<Done[]>([])
  const [notice, setNotice] = useState<Notice>()
  const [busy, setBusy] = useState(false)

  const put = (id: string, next: Changed) => setChanged((old) => new Map(old).set(id, next))
  const tell = (text: string, undo: boolean, bad = false) => setNotice({ text, undo, bad })

  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
      void recount().catch(() => undefined) // the act is done; an old number in a tab is no alarm
    } catch (error) {
      const code = error instanceof Failure ? error.code : 'UNEXPECTED'
      tell(maybe(`error.${code}`) ?? t('error.UNEXPECTED'), false, true)
    } finally {
      setBusy(false)
    }
  }

  const act = (kind: Act, proposal: Proposal, reason?: string, note?: string) =>
    run(async () => {
      const seen = { ...proposal, ...changed.get(proposal.id) }
      const answer = await deeds[kind](seen, reason ?? '', note ?? '')
      put(proposal.id, answer)
      setLast((old) => [...old.slice(-19), { row: proposal.id, before: seen.state, link: answer }])
      tell(t(`worklist.did.${kind}`, { name: proposal.household.name }), true)
    })

  const undo = () => {
    const done = last.at(-1)
    if (!done) {
      tell(t('worklist.undo.nothing'), false)
      return Promise.resolve()
    }
    return run(async () => {
      put(done.row, await undoLink(done))
      setLast((old) => old.slice(0, -1))
      tell(t('worklist.did.undo'), false)
    })
  }

  const forget = useCallback(() => setNotice(undefined), [])
  return { changed, notice, busy, act, undo, forget, canUndo: last.length > 0 }
}

const deeds: Record<Act, (seen: Proposal, reason: string, note: string) => Promise<Changed>> = {
  propose: (seen) => advanceLink(seen),
  accept: (seen) => acceptLink(seen),
  refuse: (seen, reason, note) => refuseLink(seen, reason, note),
}
