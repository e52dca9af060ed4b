import type { ResultOf } from 'gql.tada'
import { ask } from '@/core/api'
import { graphql } from '@/core/schema'

const TITLES = graphql(`
  query Titles($after: String) {
    resources(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { code title } }
    }
  }
`)

let known: Promise<ReadonlyMap<string, string>> | undefined

/** Titles of the catalogue by code, asked for once a page: some three hundred short lines. */
export function loadTitles(): Promise<ReadonlyMap<string, string>> {
  known ??= readAll().catch((error: unknown) => {
    known = undefined
    throw error
  })
  return known
}

async function readAll(): Promise<ReadonlyMap<string, string>> {
  const titles = new Map<string, string>()
  let after: string | null = null
  for (;;) {
    const { resources }: ResultOf<typeof TITLES> = await ask(TITLES, { after })
    for (const { node } of resources.edges) titles.set(node.code, node.title)
    if (!resources.pageInfo.hasNextPage) return titles
    after = resources.pageInfo.endCursor
  }
}
