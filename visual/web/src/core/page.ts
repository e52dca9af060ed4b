/** What the server hands over in the shell: no personal data beyond the reader's own account. */
export interface PageData {
  lang: Language
  nonce: string
  role: string
  areas: string[]
  district: { code: string; name: string }
  today: string
  demo: boolean
  version: string
}

export type Language = 'zh-Hans' | 'zh-Hant' | 'en'

export function readPage<T = PageData>(): T {
  const element = document.getElementById('page')
  if (!element?.textContent) throw new Error('the shell holds no page data')
  return JSON.parse(element.textContent) as T
}
