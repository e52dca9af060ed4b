import { useEffect } from 'react'
import type { Preferences } from '@/core/preferences'

/** Shows the chosen size of text at once; the colours are set by whoever holds the theme. */
export function useShown(chosen: Preferences | undefined): void {
  useEffect(() => {
    if (chosen) document.documentElement.dataset.size = chosen.size
  }, [chosen])
}
