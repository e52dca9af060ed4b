import { useEffect, useRef } from 'react'

export type Acts = Record<string, (event: KeyboardEvent) => void>

/** The name of a key as our tables write it: `KeyA`, `Shift+KeyA`, `Ctrl+KeyZ`, `Slash`. */
export function nameOf(event: KeyboardEvent): string {
  const parts = []
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl')
  if (event.altKey) parts.push('Alt')
  if (event.shiftKey) parts.push('Shift')
  parts.push(event.code)
  return parts.join('+')
}

/** Whether what has the focus wants the keys itself: fields, buttons' own keys, an input method at work. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Single keys work while the focus lies inside `scope`, and only when switched on. */
export function useKeys(scope: React.RefObject<HTMLElement | null>, acts: Acts, on: boolean): void {
  const table = useRef(acts)
  table.current = acts
  useEffect(() => {
    const element = scope.current
    if (!element || !on) return
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event)) return
      const act = table.current[nameOf(event)]
      if (!act) return
      event.preventDefault()
      act(event)
    }
    element.addEventListener('keydown', listen)
    return () => element.removeEventListener('keydown', listen)
  }, [scope, on])
}
