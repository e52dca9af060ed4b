import { readPage } from '@/core/page'
import { speak } from '@/core/words'
import type { ExplorerData } from '@/explorer/questions'
import chinese from '@/explorer/graphiql.zh-Hans.json'

declare global {
  var graphiqlWord: (word: string) => string
}

const page = readPage<ExplorerData>()
const words: Record<string, string> = chinese
// Known before GraphiQL loads: its texts ask this function (vite.config.ts).
globalThis.graphiqlWord = (word) => (page.lang === 'en' ? word : (words[word] ?? word))

void speak(page.lang).then(async () => {
  const { show } = await import('@/explorer/show')
  show(page)
})
