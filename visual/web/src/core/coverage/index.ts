import { fetchView } from '@/core/api'
import type { AreaCoverage } from './types'
export async function loadCoverage(_: { area: string; asOf: string }, s: AbortSignal): Promise<AreaCoverage[]> { return fetchView('/mock/coverage', s) }
