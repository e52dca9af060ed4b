import { useEffect, useState } from 'react'
import { LOCALES } from '@/core/numbers'
import { spoken, t } from '@/core/words'

/** Reads a text aloud with the phone's own voice; absent where the phone has none. */
export function Aloud({ text }: { text: string }) {
  const [on, turn] = useState(false)
  useEffect(() => () => window.speechSynthesis?.cancel(), [text])
  if (!('speechSynthesis' in window)) return null
  const press = () => {
    speechSynthesis.cancel()
    if (on) return turn(false)
    const said = new SpeechSynthesisUtterance(text)
    said.lang = LOCALES[spoken()]
    said.rate = 0.9
    said.onend = said.onerror = () => turn(false)
    speechSynthesis.speak(said)
    turn(true)
  }
  return (
    <button className="press second small aloud" aria-pressed={on} onClick={press}>
      {t(on ? 'elder.stop' : 'elder.aloud')}
    </button>
  )
}
