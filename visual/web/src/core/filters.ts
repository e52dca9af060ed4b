import { useSearchParams } from 'wouter'

/** What a view is about, kept in the address so that a view is a link. */
export interface Filters {
  area: string
  asOf: string
  get: (name: string) => string
  set: (changes: Record<string, string>) => void
}

export function useFilters(district: string, today: string): Filters {
  const [params, setParams] = useSearchParams()
  const set = (changes: Record<string, string>) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old)
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value)
          else next.delete(name)
        }
        return next
      },
      { replace: true },
    )
  return {
    area: params.get('area') ?? district,
    asOf: params.get('asOf') ?? today,
    get: (name) => params.get(name) ?? '',
    set,
  }
}
