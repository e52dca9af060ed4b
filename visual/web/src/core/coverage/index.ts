import type { AreaCoverage } from './types'
export async function loadCoverage(_: { area: string; asOf: string }, __: AbortSignal): Promise<AreaCoverage[]> { return [] }
