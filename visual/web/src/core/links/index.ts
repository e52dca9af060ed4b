import type { Changed, Done, Explanation, Proposal, Tab } from './types'
export interface WorkPage { rows: Proposal[]; total: number; more: boolean; counts: Partial<Record<Tab, number>>; towns: { code: string; name: string }[] }
export async function loadWorkList(_: { tab: Tab; area: string; level: string; pages: number }, __: AbortSignal): Promise<WorkPage> { return { rows: [], total: 0, more: false, counts: {}, towns: [] } }
export async function explainLink(_: string, __: AbortSignal): Promise<Explanation> { throw new Error() }
export async function proposeLink(seen: Proposal): Promise<Changed> { return seen }
export async function acceptLink(seen: Proposal): Promise<Changed> { return seen }
export async function refuseLink(seen: Proposal, _: string, __: string): Promise<Changed> { return seen }
export async function undoLink(done: Done): Promise<Changed> { return done.link }
