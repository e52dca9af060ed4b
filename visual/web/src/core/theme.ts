import { useEffect, useState } from 'react'
import { tokens } from '@/core/tokens'

export type Theme = 'light' | 'dark'
const KEY = 'wulian.theme'

/** The theme of the page: the reader's choice on this machine, else the system's. */
export function useTheme(): [Theme, (next: Theme) => void] {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? (system.matches ? 'dark' : 'light'))
  useEffect(() => {
    const follow = () => chosen() ?? setTheme(system.matches ? 'dark' : 'light')
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  })
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  return [
    theme,
    (next) => {
      localStorage.setItem(KEY, next)
      setTheme(next)
    },
  ]
}

function chosen(): Theme | null {
  const found = localStorage.getItem(KEY)
  return found === 'light' || found === 'dark' ? found : null
}

export const colours = (theme: Theme) => tokens[theme]
