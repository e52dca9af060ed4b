import { spoken, t } from '@/core/words'

/** Each language by its own name; `short` where there is little room. */
export const NAMES = {
  'zh-Hans': { name: '简体中文', short: '简' },
  'zh-Hant': { name: '繁體中文', short: '繁' },
  en: { name: 'English', short: 'EN' },
} as const

/** Chooses the reader's language; the page comes again in it. next: where to. */
export function Languages({ next, short = false }: { next: string; short?: boolean }) {
  return (
    <form method="post" action="/language" className="languages">
      <input type="hidden" name="next" value={next} />
      <select
        name="to"
        aria-label={t('head.language')}
        defaultValue={spoken()}
        onChange={(event) => event.currentTarget.form?.submit()}
      >
        {Object.entries(NAMES).map(([code, said]) => (
          <option key={code} value={code} lang={code} aria-label={said.name}>
            {short ? said.short : said.name}
          </option>
        ))}
      </select>
    </form>
  )
}
