import { t } from '@/core/words'

export interface Answer {
  data?: unknown
  errors?: { message: string }[]
}

/** Sends one operation as GraphiQL does, for the shelf's own tables. */
export async function send(query: string, variables: Record<string, unknown>): Promise<Answer> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as Answer
  } catch {
    return { errors: [{ message: t('error.OFFLINE') }] }
  }
}
