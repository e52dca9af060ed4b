import { ask, Failure, operationId } from '@/core/api'
import { graphql } from '@/core/schema'

/** What somebody sees first in the role acted in; kept on the server with the account. */
export interface Preferences {
  start: string
  pages: string[]
  cards: string[]
  size: string
}

const PREFERENCES = graphql(`query Preferences { preferences { start pages cards size } }`)

const SAVE = graphql(`
  mutation SavePreferences($input: SavePreferencesInput!) {
    savePreferences(input: $input) {
      __typename
      ... on Preferences { start pages cards size }
      ... on Failure { code }
    }
  }
`)

export const loadPreferences = async (signal: AbortSignal): Promise<Preferences> =>
  (await ask(PREFERENCES, {}, signal)).preferences

export async function savePreferences({ start, cards, size }: Preferences): Promise<Preferences> {
  const input = { operationId: operationId(), start, cards, size }
  const answer = (await ask(SAVE, { input })).savePreferences
  if (answer.__typename === 'Failure') throw new Failure(answer.code)
  return answer
}
