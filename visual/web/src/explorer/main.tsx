import { readPage } from '@/core/page'
import { speak } from '@/core/words'
import type { ExplorerData } from '@/explorer/questions'
import simplified from '@/explorer/graphiql.zh-Hans.json'
import traditional from '@/explorer/graphiql.zh-Hant.json'

declare global {
  var graphiqlWord: (word: string) => string
}

const page = readPage<ExplorerData>()
const words: Record<string, string> = { 'zh-Hans': simplified, 'zh-Hant': traditional, en: {} }[page.lang]
// Known before GraphiQL loads: its texts ask this function (vite.config.ts).
globalThis.graphiqlWord = (word) => words[word] ?? word

void speak(page.lang).then(async () => {
  const { show } = await import('@/explorer/show')
  show(page)
})
