import { fetchView } from '@/core/api'
import type { Changed, Done, Explanation, Proposal, Tab } from './types'
export interface WorkPage { rows: Proposal[]; total: number; more: boolean; counts: Partial<Record<Tab, number>>; towns: { code: string; name: string }[] }
export async function loadWorkList(_: { tab: Tab; area: string; level: string; pages: number }, __: AbortSignal): Promise<WorkPage> { return fetchView('/mock/rows') }
export async function explainLink(_: string, __: AbortSignal): Promise<Explanation> { return fetchView('/mock/why') }
export async function proposeLink(seen: Proposal): Promise<Changed> { return seen }
export async function acceptLink(seen: Proposal): Promise<Changed> { return seen }
export async function refuseLink(seen: Proposal, _: string, __: string): Promise<Changed> { return seen }
export async function undoLink(done: Done): Promise<Changed> { return done.link }
