import { useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { t } from '@/core/words'

interface Props {
  title: string
  close: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  children: ReactNode
}

/** A question above the page. The browser's own: it keeps the focus in, gives it back, hears Escape. */
export function Dialog({ title, close, onKeyDown, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  // Layout effect: it closes while still in the page, so that the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={onKeyDown}
    >
      <div className="dialog-body">
        <h2 id={name}>{title}</h2>
        {children}
        <button type="button" className="dialog-close" aria-label={t('act.close')} onClick={close}>
          ×
        </button>
      </div>
    </dialog>
  )
}
