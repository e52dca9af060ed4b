import type { ResultOf } from 'gql.tada'
import { ask, Failure, operationId } from '@/core/api'
import { graphql } from '@/core/schema'

const CLAIMED = graphql(`
  query ClaimedTasks {
    claimedTasks { id version title startsAt place village volunteer }
  }
`)

const CONFIRM = graphql(`
  mutation ConfirmTask($input: ConfirmTaskInput!) {
    moved: confirmTask(input: $input) {
      __typename
      ... on TaskMoved { id version state }
      ... on Failure { code violations }
    }
  }
`)

export type ClaimedTask = ResultOf<typeof CLAIMED>['claimedTasks'][number]

/** Tasks somebody claimed that wait for the household's yes. */
export const loadClaimed = async (signal: AbortSignal): Promise<ClaimedTask[]> =>
  (await ask(CLAIMED, {}, signal)).claimedTasks

/** 派单: says the household's yes. `deputy`: by somebody who acts for the village steward. */
export async function confirmTask(task: ClaimedTask, deputy: boolean): Promise<void> {
  const input = {
    operationId: operationId(),
    id: task.id,
    expectedVersion: task.version,
    reason: deputy ? 'PHONE' : null,
  }
  const { moved } = await ask(CONFIRM, { input })
  if (moved.__typename === 'Failure') throw new Failure(moved.code)
}
