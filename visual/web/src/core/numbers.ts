import type { Language } from '@/core/page'

/** A share in [0, 1] as whole percent; 「—」 where nothing is to be covered. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return '—'
  return `${Math.round(share * 100)}%`
}

export function decimal(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined) return '—'
  return value.toFixed(digits)
}

/** Step 0 to 4 of the coverage scale, 20 % each; 100 % lies in the last. */
export function stepOf(share: number): number {
  return Math.min(4, Math.max(0, Math.floor(share * 5)))
}

const instants: Record<string, Intl.DateTimeFormat> = {}

/** Minute of an instant in the district's zone, 24 hours: 2026-11-23 14:05. */
export function minute(instant: string): string {
  const format = (instants.sv ??= new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }))
  return format.format(new Date(instant))
}

export const day = (instant: string): string => minute(instant).slice(0, 10)

/** What a browser calls the languages. */
export const LOCALES: Record<Language, string> = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW', en: 'en-GB' }

/** An instant as people say it: 12月1日周二 09:00, Tue 1 Dec, 09:00. */
export function spokenTime(instant: string, language: Language): string {
  const format = (instants[language] ??= new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'Asia/Shanghai',
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }))
  return format.format(new Date(instant))
}
