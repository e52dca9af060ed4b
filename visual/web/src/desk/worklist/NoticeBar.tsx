import { useEffect } from 'react'
import { t } from '@/core/words'
import type { Notice } from './useTriage'

const STAYS_MS = 15_000

interface Props {
  notice: Notice | undefined
  undo: () => void
  forget: () => void
}

/** What was just done, and taking it back; said politely to screen readers. */
export function NoticeBar({ notice, undo, forget }: Props) {
  useEffect(() => {
    if (!notice) return undefined
    const timer = setTimeout(forget, STAYS_MS)
    return () => clearTimeout(timer)
  }, [notice, forget])
  return (
    <div className="live" aria-live="polite">
      {notice && (
        <div className={`notice${notice.bad ? ' bad' : ''}`}>
          {notice.text}
          {notice.undo && (
            <button onClick={undo}>
              {t('worklist.key.undo')} <kbd>U</kbd>
            </button>
          )}
          <button onClick={forget} aria-label={t('act.close')}>
            ×
          </button>
        </div>
      )}
    </div>
  )
}
