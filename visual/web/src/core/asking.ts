import { useCallback, useEffect, useRef, useState } from 'react'
import { Failure } from '@/core/api'

/** One question to the server as a page sees it. `data` stays while a newer answer is on its way. */
export interface Asking<T> {
  data: T | undefined
  failure: Failure | undefined
  asking: boolean
  again: () => void
  change: (next: (data: T) => T) => void
}

/** Asks when `key` changes; an answer that comes too late is dropped. */
export function useAsking<T>(key: string, question: (signal: AbortSignal) => Promise<T>): Asking<T> {
  const [state, setState] = useState<{ data?: T; failure?: Failure; asking: boolean }>({ asking: true })
  const [turn, setTurn] = useState(0)
  const latest = useRef(question)
  latest.current = question

  useEffect(() => {
    const control = new AbortController()
    setState((old) => ({ ...old, asking: true }))
    latest
      .current(control.signal)
      .then((data) => !control.signal.aborted && setState({ data, asking: false }))
      .catch((error: unknown) => {
        if (control.signal.aborted) return
        const failure = error instanceof Failure ? error : new Failure('UNEXPECTED')
        setState((old) => ({ ...old, failure, asking: false }))
      })
    return () => control.abort()
  }, [key, turn])

  const again = useCallback(() => setTurn((n) => n + 1), [])
  const change = useCallback(
    (next: (data: T) => T) =>
      setState((old) => (old.data === undefined ? old : { ...old, data: next(old.data) })),
    [],
  )
  return { data: state.data, failure: state.failure, asking: state.asking, again, change }
}
