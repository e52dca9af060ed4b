import { print } from '@0no-co/graphql.web'
import type { TadaDocumentNode } from 'gql.tada'

/** Why a question got no answer: a stable code, a request id when the server gave one. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly requestId: string | null = null,
  ) {
    super(code)
  }
}

interface Answer<T> {
  data?: T | null
  errors?: { message: string; extensions?: { code?: string; incident?: string } }[]
}

/** Asks the API as the signed-in person. Throws Failure; a lost session leads to the sign-in page. */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const body = JSON.stringify({ query: print(document as never), variables })
  const response = await send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
    ...(signal ? { signal } : {}),
  })
  const requestId = response.headers.get('x-request-id')
  const answer = await readJson<Answer<Result>>(response, requestId)
  const error = answer.errors?.[0]
  if (error || !answer.data) {
    throw new Failure(
      error?.extensions?.code ?? 'UNEXPECTED',
      error?.extensions?.incident ?? requestId,
    )
  }
  return answer.data
}

/** Reads JSON that our own server prepared (positions, outlines). */
export async function fetchView<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) })
  const requestId = response.headers.get('x-request-id')
  if (!response.ok) {
    const told = await response.json().catch(() => ({}))
    throw new Failure((told as { code?: string }).code ?? codeOf(response.status), requestId)
  }
  return readJson<T>(response, requestId)
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Failure('OFFLINE')
  }
  if (response.status === 401) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
    throw new Failure('SIGNED_OUT')
  }
  return response
}

async function readJson<T>(response: Response, requestId: string | null): Promise<T> {
  try {
    return (await response.json()) as T
  } catch {
    throw new Failure(codeOf(response.status), requestId)
  }
}

function codeOf(status: number): string {
  if (status === 403) return 'FORBIDDEN'
  if (status === 404) return 'NOT_FOUND'
  if (status === 429) return 'TOO_MANY'
  if (status === 503) return 'STORE_UNAVAILABLE'
  return 'UNEXPECTED'
}

/** A new name for one act, so that sending it twice does it once. */
export function operationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
