import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Failure } from '@/core/api'
import { maybe, t } from '@/core/words'

interface Props {
  kind: 'empty' | 'error' | 'forbidden'
  title: string
  children?: ReactNode
  act?: { label: string; do: () => void } | undefined
  requestId?: string | null
}

const pictures = {
  empty: 'M8 22h12l4 6h8l4-6h12v22H8zM14 22l4-12h20l4 12',
  error: 'M28 8 50 46H6zM28 22v12M28 39v1',
  forbidden: 'M14 26h28v22H14zM20 26v-6a8 8 0 0 1 16 0v6',
}

/** One quiet panel for every state that has nothing to show: what it is, and the next step. */
export function StateView({ kind, title, children, act, requestId }: Props) {
  return (
    <div className="state" role={kind === 'error' ? 'alert' : 'status'} data-state={kind}>
      <svg viewBox="0 0 56 56" aria-hidden>
        <path d={pictures[kind]} />
      </svg>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {act && (
        <Button type="primary" onClick={act.do}>
          {act.label}
        </Button>
      )}
      {requestId && (
        <p>
          <code>{t('state.requestId', { id: requestId })}</code>
        </p>
      )}
    </div>
  )
}

/** The state of a question that failed: the sentence of its code, and another try. */
export function FailureView({ failure, again }: { failure: Failure; again: () => void }) {
  if (failure.code === 'FORBIDDEN' || failure.code === 'NOT_FOUND')
    return (
      <StateView kind="forbidden" title={t('state.forbidden')}>
        {t('state.forbidden.line')}
      </StateView>
    )
  return (
    <StateView
      kind="error"
      title={maybe(`error.${failure.code}`) ?? t('error.UNEXPECTED')}
      act={{ label: t('act.again'), do: again }}
      requestId={failure.requestId}
    >
      {t('state.error.safe')}
    </StateView>
  )
}

/** Bones of the size of what will come; nothing for the first 200 ms. */
export function Bones({ lines = 10 }: { lines?: number }) {
  return (
    <div className="bones" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, number) => (
        <i key={number} />
      ))}
    </div>
  )
}
