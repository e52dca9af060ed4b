import { Button, Input } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { declineReasons, dismissReasons } from '@/core/links/keys'
import type { Proposal } from '@/core/links/types'
import { isTyping } from '@/core/keys'
import { declines } from '@/core/vocabulary'
import { local, maybe, t } from '@/core/words'

interface Props {
  proposal: Proposal
  close: () => void
  give: (reason: string, note: string) => void
}

/** Why not: one digit is enough; 其他 asks for a word. */
export function ReasonDialog({ proposal, close, give }: Props) {
  const [other, setOther] = useState(false)
  const [note, setNote] = useState('')
  const declining = proposal.state !== 'RECOMMENDED'
  const reasons: readonly string[] = declining ? declineReasons : dismissReasons
  const choose = (reason: string) => (reason === 'OTHER' ? setOther(true) : give(reason, ''))
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event.nativeEvent)) return
    const reason = reasons[Number(event.key) - 1]
    if (!reason) return
    event.preventDefault()
    choose(reason)
  }
  return (
    <Dialog
      title={t(declining ? 'reason.decline' : 'reason.dismiss', { name: proposal.household.name })}
      close={close}
      onKeyDown={onKeyDown}
    >
      <div className="reason-list" role="group">
        {reasons.map((reason, number) => (
          <Button key={reason} block autoFocus={number === 0} onClick={() => choose(reason)}>
            <kbd>{number + 1}</kbd> {wordOf(reason)}
          </Button>
        ))}
      </div>
      {other && (
        <form
          className="other"
          onSubmit={(event) => {
            event.preventDefault()
            give('OTHER', note.trim())
          }}
        >
          <Input
            autoFocus
            maxLength={200}
            value={note}
            placeholder={t('reason.other')}
            aria-label={t('reason.other')}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button type="primary" htmlType="submit" disabled={!note.trim()}>
            {t('act.confirm')}
          </Button>
        </form>
      )}
    </Dialog>
  )
}

const wordOf = (reason: string): string =>
  reason in declines ? local(declines[reason as keyof typeof declines].label) : (maybe(`dismiss.${reason}`) ?? reason)
