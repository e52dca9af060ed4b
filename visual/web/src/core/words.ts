import type zhHans from '@locales/zh-Hans.json'
import type { Language } from '@/core/page'

export type Key = keyof typeof zhHans
type Facts = Record<string, string | number>
type Catalogue = Record<string, string>

let catalogue: Catalogue = {}
let language: Language = 'zh-Hans'

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  'zh-Hans': () => import('@locales/zh-Hans.json'),
  'zh-Hant': () => import('@locales/zh-Hant.json'),
  en: () => import('@locales/en.json'),
}

/** Loads the one catalogue that the page speaks. */
export async function speak(wanted: Language): Promise<void> {
  catalogue = (await catalogues[wanted]()).default
  language = wanted
}

export const spoken = (): Language => language

/** The text of a key; `{{name}}` is filled from facts; `count` chooses `key_one` where the language has it. */
export function t(key: Key, facts: Facts = {}): string {
  const one = facts.count === 1 ? catalogue[`${key}_one`] : undefined
  const text = one ?? catalogue[key] ?? key
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(facts[name] ?? ''))
}

/** Like `t`, for keys made from codes that come from the server; undefined when there is no such text. */
export function maybe(key: string, facts: Facts = {}): string | undefined {
  return key in catalogue ? t(key as Key, facts) : undefined
}

export interface Localized {
  zhHans: string
  zhHant?: string | null
  en?: string | null
}

/** A label that came from the vocabulary or the data, in the reader's language where it exists. */
export function local(label: Localized): string {
  const own = { 'zh-Hans': label.zhHans, 'zh-Hant': label.zhHant, en: label.en }[language]
  return own ?? label.zhHans
}
