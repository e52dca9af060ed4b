import { ask, operationId } from '@/core/api'
import { put } from './keep'
import { merge, same } from './merge'
import { draft, moves } from './server'
import type { Kept } from './types'

type Moved = { __typename: string; id?: string; version?: number; code?: string; violations?: string[] }

/** A sent collection: where it went. */
export interface Receipt {
  id: string
  household: string
}

/**
 * Sends what the server has not got, in order, each act under one name however often it is tried. Returns a receipt when
 * it was handed in; else the record, kept as far as it came. Throws Failure('OFFLINE') where there is no network.
 */
export async function send(kept: Kept): Promise<Kept | Receipt> {
  if (kept.conflicts.length) return kept
  let now = kept
  if (!now.server) {
    now = await begin(now)
    if (!now.server) return now
  }
  for (const block of Object.keys(now.blocks)) {
    now = await save(now, block)
    if (now.trouble.length || now.conflicts.length) return now
  }
  return now.submit ? handIn(now) : now
}

async function begin(kept: Kept): Promise<Kept> {
  const start = kept.start
  if (!start) return kept
  const { moved } = await ask(moves.START, {
    input: { operationId: start.id, channel: 'PAGE' },
    form: kept.form,
    areaCode: kept.area,
    noticeVersion: start.noticeVersion,
    method: start.method,
    purposes: start.purposes as never,
    signer: start.signer || null,
  })
  return moved.__typename === 'Moved' ? remember({ ...kept, server: { id: moved.id, version: moved.version }, trouble: [] }) : troubled(kept, moved)
}

async function save(kept: Kept, block: string): Promise<Kept> {
  const rows = kept.blocks[block] ?? []
  const text = JSON.stringify(rows)
  if (kept.conflicts.length || !kept.server || text === JSON.stringify(kept.sent[block] ?? [])) return kept
  const act = kept.acts[block]?.text === text ? kept.acts[block] : { id: operationId(), text }
  const named = await remember({ ...kept, acts: { ...kept.acts, [block]: act } })
  const { moved } = await ask(moves.SAVE, {
    input: { operationId: act.id, id: kept.server.id, expectedVersion: kept.server.version, channel: 'PAGE' },
    block,
    answers: text,
  })
  if (moved.__typename === 'Moved')
    return remember({ ...named, server: { id: moved.id, version: moved.version }, sent: { ...named.sent, [block]: rows }, trouble: [] })
  if (moved.code === 'STALE_VERSION') return save(await catchUp(named), block)
  return troubled(named, moved)
}

/** Somebody went on with it elsewhere: brings both together; what differs in one field waits for a person. */
async function catchUp(kept: Kept): Promise<Kept> {
  if (!kept.server) return kept
  const theirs = await draft(kept.server.id)
  const { blocks, conflicts } = merge(kept.sent, kept.blocks, theirs.blocks)
  const server = { id: kept.server.id, version: theirs.version }
  const caughtUp = { ...kept, server, blocks, conflicts, sent: theirs.blocks, acts: {} }
  return remember(conflicts.length ? { ...caughtUp, submit: null } : caughtUp)
}

async function handIn(kept: Kept): Promise<Kept | Receipt> {
  if (!kept.server || !kept.submit) return kept
  const { moved } = await ask(moves.SUBMIT, {
    input: { operationId: kept.submit, id: kept.server.id, expectedVersion: kept.server.version, channel: 'PAGE' },
  })
  if (moved.__typename === 'Moved') return { id: moved.id, household: moved.found[0] ?? '' }
  if (moved.code === 'STALE_VERSION') return remember({ ...(await catchUp(kept)), submit: null })
  return troubled({ ...kept, submit: null }, moved)
}

const troubled = (kept: Kept, moved: Moved): Promise<Kept> =>
  remember({ ...kept, trouble: moved.violations?.length ? moved.violations : [moved.code ?? 'UNEXPECTED'] })

async function remember(kept: Kept): Promise<Kept> {
  await put(kept)
  return kept
}

/** Whether something is here that the server has not got. */
export const unsent = (kept: Kept): boolean =>
  !kept.server || kept.submit !== null || Object.entries(kept.blocks).some(([block, rows]) => !same(JSON.stringify(rows), JSON.stringify(kept.sent[block] ?? [])))
