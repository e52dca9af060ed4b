/**
 * What this phone keeps until it is sent: IndexedDB, each record sealed by AES-GCM with a key that scripts cannot read
 * out. Gone when sent, at sign-out, and after seven days.
 */
import type { Form, Kept, Village } from './types'

const NAME = 'wulian-field'
const DAYS = 7
const DAY = 24 * 3600 * 1000

interface Sealed {
  id: string
  iv: Uint8Array
  data: ArrayBuffer
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => {
      for (const store of ['records', 'keys', 'forms']) asked.result.createObjectStore(store, { keyPath: 'id' })
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error(NAME))
  })
}

/** Does one thing in one store and closes again: a page that stays open must not keep others from wiping. */
async function within<T>(store: string, mode: IDBTransactionMode, act: (at: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(store, mode)
      const asked = act(transaction.objectStore(store))
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error(store))
    })
  } finally {
    database.close()
  }
}

async function key(): Promise<CryptoKey> {
  const there = await within<{ key: CryptoKey } | undefined>('keys', 'readonly', (at) => at.get('field'))
  if (there) return there.key
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await within('keys', 'readwrite', (at) => at.put({ id: 'field', key: made }))
  return made
}

export async function put(kept: Kept): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const text = new TextEncoder().encode(JSON.stringify(kept))
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(kept.id) }, await key(), text)
  await within('records', 'readwrite', (at) => at.put({ id: kept.id, iv, data } satisfies Sealed))
}

/** Everything kept here, oldest first; what is older than seven days is gone. */
export async function all(now = Date.now()): Promise<Kept[]> {
  const sealed = await within<Sealed[]>('records', 'readonly', (at) => at.getAll() as IDBRequest<Sealed[]>)
  const found: Kept[] = []
  for (const one of sealed) {
    const kept = await open(one).catch(() => undefined)
    if (kept && now - kept.begun < DAYS * DAY) found.push(kept)
    else await drop(one.id)
  }
  return found.sort((a, b) => a.begun - b.begun)
}

async function open(one: Sealed): Promise<Kept> {
  const about = { name: 'AES-GCM', iv: one.iv as BufferSource, additionalData: new TextEncoder().encode(one.id) }
  const text = await crypto.subtle.decrypt(about, await key(), one.data)
  return JSON.parse(new TextDecoder().decode(text)) as Kept
}

export const drop = (id: string): Promise<undefined> => within('records', 'readwrite', (at) => at.delete(id))

/** Forgets everything, at sign-out: records, key, forms. */
export function wipe(): Promise<void> {
  return new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME)
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve()
  })
}

interface Ground {
  id: string
  form: Form
  villages: Village[]
}

/** The form and the villages, so that a collection can begin without a network; no personal data. */
export const keepGround = (form: Form, villages: Village[]): Promise<IDBValidKey> =>
  within('forms', 'readwrite', (at) => at.put({ id: 'basic', form, villages } satisfies Ground))

export const keptGround = (): Promise<Ground | undefined> =>
  within<Ground | undefined>('forms', 'readonly', (at) => at.get('basic'))
