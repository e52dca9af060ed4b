import { fetchView } from '@/core/api'
import type { CannotReason, Task } from './types'
export async function loadTasks(_: AbortSignal): Promise<Task[]> { return fetchView('/mock/tasks') }
export async function claimTask(_: Task): Promise<string | null> { return null }
export async function setAside(_: Task, __: CannotReason): Promise<string | null> { return null }
export async function giveBackTask(_: Task): Promise<string | null> { return null }
export async function reportTask(_: Task, __: number, ___: string): Promise<string | null> { return null }
