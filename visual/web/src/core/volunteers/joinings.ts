import type { ResultOf } from 'gql.tada'
import { ask, Failure, operationId } from '@/core/api'
import { graphql } from '@/core/schema'

const WAITING = graphql(`
  query Joinings {
    joinings { id version name phone body skills town at }
  }
`)

const APPROVE = graphql(`
  mutation ApproveJoining($input: MoveInput!) {
    moved: approveJoining(input: $input) {
      __typename
      ... on Failure { code violations }
    }
  }
`)

const DECLINE = graphql(`
  mutation DeclineJoining($input: MoveInput!) {
    moved: declineJoining(input: $input) {
      __typename
      ... on Failure { code violations }
    }
  }
`)

export type Joining = ResultOf<typeof WAITING>['joinings'][number]

/** Who asks to join as a volunteer, the longest waiting first. */
export const loadJoinings = async (signal: AbortSignal): Promise<Joining[]> =>
  (await ask(WAITING, {}, signal)).joinings

/** Lets somebody in, or declines; throws the code of why not. */
export async function answerJoining(who: Joining, yes: boolean): Promise<void> {
  const input = {
    operationId: operationId(),
    id: who.id,
    expectedVersion: who.version,
    reason: yes ? null : 'OTHER',
  }
  const { moved } = await ask(yes ? APPROVE : DECLINE, { input })
  if (moved.__typename === 'Failure') throw new Failure(moved.violations[0] ?? moved.code)
}
