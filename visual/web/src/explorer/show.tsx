import 'graphiql/setup-workers/vite'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'
import { queryOf } from '@/core/queries'
import { t } from '@/core/words'
import type { ExplorerData } from '@/explorer/questions'
import { Shelf } from '@/explorer/Shelf'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import '@/styles/explorer.css'

/** What is typed here may name people, so nothing of it stays on the machine after the page is left. */
function forgetful(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    removeItem: (name) => void kept.delete(name),
    setItem: (name, value) => void kept.set(name, value),
  }
}

/** Puts GraphiQL with the shelf of questions on the page. */
export function show(page: ExplorerData): void {
  const fetcher = createGraphiQLFetcher({ url: '/graphql', headers: { accept: 'application/json' } })
  const explorer = explorerPlugin({ showAttribution: false })
  const shelf = {
    title: t('shelf.title'),
    icon: () => (
      <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.5">
        <path d="M3 3v14M3 17h14M6 17V6h3v11M9 8h3v9M12.5 8.5l2.5-.7 2.2 9" />
      </svg>
    ),
    content: () => <Shelf questions={page.questions} />,
  }
  const first = page.questions[0]
  const passed = queryOf(location.hash)
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      storage={forgetful()}
      plugins={[shelf, HISTORY_PLUGIN, explorer]}
      visiblePlugin={shelf}
      initialQuery={passed ?? first?.query ?? '{ __typename }'}
      initialVariables={JSON.stringify((!passed && first?.variables) || {}, null, 2)}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <a className="back" href="/">
          {t('shelf.back')}
        </a>
      </GraphiQL.Logo>
    </GraphiQL>,
  )
}
