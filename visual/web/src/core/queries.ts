import { ask, Failure, operationId } from '@/core/api'
import { graphql } from '@/core/schema'

const MINE = graphql(`
  query SavedQueries {
    savedQueries { name text }
  }
`)

const SAVE = graphql(`
  mutation SaveQuery($input: SaveQueryInput!) {
    done: saveQuery(input: $input) {
      __typename
      ... on SavedQueries { queries { name text } }
      ... on Failure { code violations }
    }
  }
`)

const FORGET = graphql(`
  mutation ForgetQuery($input: ForgetQueryInput!) {
    done: forgetQuery(input: $input) {
      __typename
      ... on SavedQueries { queries { name text } }
      ... on Failure { code violations }
    }
  }
`)

export interface SavedQuery {
  name: string
  text: string
}

/** The caller's own queries, by name. */
export const loadQueries = async (signal: AbortSignal): Promise<SavedQuery[]> => (await ask(MINE, {}, signal)).savedQueries

/** Keeps a query, in place of its namesake; throws the code of why not. */
export async function saveQuery(query: SavedQuery): Promise<void> {
  const { done } = await ask(SAVE, { input: { operationId: operationId(), ...query } })
  if (done.__typename === 'Failure') throw new Failure(done.violations[0] ?? done.code)
}

/** Lets a query go; throws the code of why not. */
export async function forgetQuery(name: string): Promise<void> {
  const { done } = await ask(FORGET, { input: { operationId: operationId(), name } })
  if (done.__typename === 'Failure') throw new Failure(done.violations[0] ?? done.code)
}

/**
 * An address that opens a query in the explorer. The text is in the fragment, which no server sees; it holds no values,
 * as they may name people: null for a text with a string in it.
 */
export function addressOf(text: string): string | null {
  if (/"[^"]/.test(text.replace(/#.*/g, ''))) return null
  const bytes = new TextEncoder().encode(text)
  const packed = btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return `${location.origin}/graphql#query=${packed}`
}

/** The query of an address, if it has one that can be read. */
export function queryOf(fragment: string): string | null {
  const packed = /^#query=([\w-]+)$/.exec(fragment)?.[1]
  if (!packed) return null
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
