import type { ReactNode } from 'react'

const pictures = {
  empty: 'M12 18l8 8 14-16M8 40h40',
  error: 'M28 8 50 46H6zM28 22v12M28 39v1',
  forbidden: 'M14 26h28v22H14zM20 26v-6a8 8 0 0 1 16 0v6',
}

interface Props {
  kind: keyof typeof pictures
  title: string
  children?: ReactNode
  act?: { label: string; do: () => void }
}

/** A state of the phone pages with nothing to show: what it is, and the next step. */
export function Plain({ kind, title, children, act }: Props) {
  return (
    <div className="state" role={kind === 'error' ? 'alert' : 'status'} data-state={kind}>
      <svg viewBox="0 0 56 56" aria-hidden>
        <path d={pictures[kind]} />
      </svg>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {act && (
        <button className="press" onClick={act.do}>
          {act.label}
        </button>
      )}
    </div>
  )
}
