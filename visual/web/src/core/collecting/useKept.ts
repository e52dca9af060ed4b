import { useCallback, useEffect, useRef, useState } from 'react'
import { Failure, operationId } from '@/core/api'
import { all, drop, put } from './keep'
import { merge } from './merge'
import { send, unsent, type Receipt } from './send'
import type { Form, Kept } from './types'

const EVERY = 30_000
const SOON = 700

export interface Keeping {
  records: Kept[] | undefined
  receipts: Receipt[]
  change: (id: string, next: (kept: Kept) => Kept) => void
  add: (kept: Kept) => void
  remove: (id: string) => Promise<void>
  sendAll: () => Promise<void>
}

/** Everything this phone keeps, sent when it can be: at a change, at start, when back online or in sight, every half minute. */
export function useKept(): Keeping {
  const [records, setRecords] = useState<Kept[]>()
  const [receipts, setReceipts] = useState<Receipt[]>([])
  const latest = useRef<Kept[]>([])
  const busy = useRef(false)
  const soon = useRef(0)

  const show = useCallback((next: Kept[]) => {
    latest.current = next
    setRecords(next)
  }, [])

  const sendAll = useCallback(async () => {
    if (busy.current || !navigator.onLine) return
    busy.current = true
    try {
      for (const kept of latest.current.filter(unsent)) {
        const done = await send(kept)
        if ('household' in done) {
          await drop(kept.id)
          show(latest.current.filter((one) => one.id !== kept.id))
          setReceipts((old) => [...old, done])
          continue
        }
        // What was written while it was on its way stays: both are brought together.
        const now = latest.current.find((one) => one.id === kept.id)
        if (!now) continue
        const whole = { ...done, blocks: merge(kept.blocks, now.blocks, done.blocks).blocks, submit: done.submit && now.submit }
        await put(whole)
        show(latest.current.map((one) => (one.id === kept.id ? whole : one)))
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error // offline or refused: tried again
    } finally {
      busy.current = false
    }
  }, [show])

  useEffect(() => {
    void all().then((found) => {
      show(found)
      void sendAll()
    })
    const again = () => document.visibilityState === 'visible' && void sendAll()
    const every = setInterval(again, EVERY)
    addEventListener('online', again)
    document.addEventListener('visibilitychange', again)
    return () => {
      clearInterval(every)
      removeEventListener('online', again)
      document.removeEventListener('visibilitychange', again)
    }
  }, [sendAll, show])

  const later = useCallback(() => {
    clearTimeout(soon.current)
    soon.current = setTimeout(() => void sendAll(), SOON) as unknown as number
  }, [sendAll])

  const change = useCallback(
    (id: string, next: (kept: Kept) => Kept) => {
      const whole = latest.current.map((one) => (one.id === id ? next(one) : one))
      show(whole)
      const changed = whole.find((one) => one.id === id)
      if (changed) void put(changed).then(later)
    },
    [later, show],
  )
  const add = useCallback(
    (kept: Kept) => {
      show([...latest.current.filter((one) => one.id !== kept.id), kept])
      void put(kept).then(later)
    },
    [later, show],
  )
  const remove = useCallback(
    async (id: string) => {
      await drop(id)
      show(latest.current.filter((one) => one.id !== id))
    },
    [show],
  )
  return { records, receipts, change, add, remove, sendAll }
}

/** A collection begun here: nothing is asked before this says what was authorised. */
export function begun(form: Form, area: string, agreed: { method: string; signer: string; purposes: string[] }): Kept {
  return {
    id: operationId(),
    begun: Date.now(),
    form: form.code,
    area,
    start: { id: operationId(), noticeVersion: form.noticeVersion, ...agreed },
    server: null,
    blocks: {},
    sent: {},
    acts: {},
    submit: null,
    conflicts: [],
    trouble: [],
  }
}
