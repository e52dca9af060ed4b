import { ask, operationId } from '@/core/api'
import { graphql } from '@/core/schema'
import type { Task, TaskState } from './types'

const TASKS = graphql(`
  query Tasks {
    tasks {
      id version state title startsAt minutes place town skills twoPeople mine
    }
  }
`)

/** Tasks the caller can do, and the caller's own; those said no to on this phone stay silent. */
export async function loadTasks(signal: AbortSignal): Promise<Task[]> {
  const { tasks } = await ask(TASKS, {}, signal)
  const silent = new Set(saidNo())
  return tasks
    .filter((task) => task.mine || !silent.has(task.id))
    .map((task) => ({ ...task, state: task.state as TaskState, title: task.title ?? '' }))
}

const MOVES = {
  claim: graphql(`
    mutation ClaimTask($input: MoveTaskInput!) {
      moved: claimTask(input: $input) {
        __typename
        ... on TaskMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  giveBack: graphql(`
    mutation GiveBackTask($input: MoveTaskInput!) {
      moved: giveBackTask(input: $input) {
        __typename
        ... on TaskMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  checkIn: graphql(`
    mutation CheckInTask($input: MoveTaskInput!) {
      moved: checkInTask(input: $input) {
        __typename
        ... on TaskMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  report: graphql(`
    mutation ReportTask($input: MoveTaskInput!) {
      moved: reportTask(input: $input) {
        __typename
        ... on TaskMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
}

/** Moves a task; answers null when done, else the code of why not. */
async function move(name: keyof typeof MOVES, task: Task): Promise<string | null> {
  const input = { operationId: operationId(), id: task.id, expectedVersion: task.version }
  const { moved } = await ask(MOVES[name], { input })
  if (moved.__typename === 'TaskMoved') return null
  return moved.violations[0] ?? moved.code
}

export const claimTask = (task: Task) => move('claim', task)
export const giveBackTask = (task: Task) => move('giveBack', task)
export const checkInTask = (task: Task) => move('checkIn', task)
export const reportTask = (task: Task) => move('report', task)

const KEY = 'wulian.silent-tasks'

/** Remembers on this phone that a task was said no to: it stays silent from then on. No names, only ids. */
export function setAside(task: Task): Promise<null> {
  localStorage.setItem(KEY, JSON.stringify([...saidNo(), task.id].slice(-200)))
  return Promise.resolve(null)
}

function saidNo(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[]
  } catch {
    return []
  }
}
