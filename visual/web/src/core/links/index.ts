import type { ResultOf } from 'gql.tada'
import { ask, Failure, operationId } from '@/core/api'
import { codeOf } from '@/core/codes'
import { graphql } from '@/core/schema'
import { placeName } from '@/core/places'
import { levels, needs, parties, type LevelCode } from '@/core/vocabulary'
import { documents } from './documents'
import type { Changed, Done, LinkState, Proposal, Tab, Why, WorkPage } from './types'

const PAGE = 50
type MoveDocument = (typeof documents)[keyof typeof documents]

const WORK_LIST = graphql(`
  query WorkList($first: Int!, $after: String, $tab: WorkTab!, $area: String, $level: Level) {
    proposals(first: $first, after: $after, tab: $tab, area: $area, level: $level) {
      pageInfo { hasNextPage endCursor }
      edges {
        node {
          id version state urgent
          householdId householdNumber householdName village level
          need severity itemCode itemTitle places verifiedAt
          providerName providerParty parties score dueAt nextActor
          explanation { parts { name points } runnerUp { item score behind } }
        }
      }
    }
    workCounts(area: $area) { tab count }
    areas { code name level }
  }
`)

const WORK_COUNTS = graphql(`
  query WorkCounts($area: String) {
    workCounts(area: $area) { tab count }
  }
`)

type Row = ResultOf<typeof WORK_LIST>['proposals']['edges'][number]['node']

/** One tab of the working list, worst gap first: as many pages as were asked for. */
export async function loadWorkList(
  { tab, area, level, pages }: { tab: Tab; area: string; level: string; pages: number },
  signal: AbortSignal,
): Promise<WorkPage> {
  const member = level && level in levels ? levels[level as keyof typeof levels].member : null
  const rows: Proposal[] = []
  let after: string | null = null
  for (;;) {
    const variables = { first: PAGE, after, tab, area: area || null, level: member }
    const answer: ResultOf<typeof WORK_LIST> = await ask(WORK_LIST, variables, signal)
    rows.push(...answer.proposals.edges.map((edge) => proposalOf(edge.node)))
    const { hasNextPage, endCursor } = answer.proposals.pageInfo
    after = endCursor
    if (hasNextPage && rows.length < pages * PAGE) continue
    const counts = countsOf(answer.workCounts)
    const towns = answer.areas.filter((one) => one.level === 'TOWN')
    return { rows, counts, towns, more: hasNextPage, total: level ? rows.length : (counts[tab] ?? 0) }
  }
}

/** How many proposals each tab holds now. */
export async function loadCounts(area: string): Promise<WorkPage['counts']> {
  return countsOf((await ask(WORK_COUNTS, { area: area || null })).workCounts)
}

function countsOf(rows: ResultOf<typeof WORK_COUNTS>['workCounts']): WorkPage['counts'] {
  return Object.fromEntries(rows.map(({ tab, count }) => [tab, count]))
}

function proposalOf(row: Row): Proposal {
  return {
    id: row.id,
    version: row.version,
    state: row.state as LinkState,
    household: {
      id: row.householdId,
      name: row.householdName ?? row.householdNumber ?? '',
      number: row.householdNumber ?? '',
      village: placeName(row.village ?? ''),
      level: row.level ? codeOf(levels, row.level) : 'L1_NORM',
      urgent: row.urgent,
    },
    need: row.need ? { code: codeOf(needs, row.need), severity: row.severity ?? 1 } : null,
    item: row.itemTitle ? { code: row.itemCode ?? '', title: row.itemTitle } : null,
    provider:
      row.providerName && row.providerParty
        ? { name: row.providerName, party: codeOf(parties, row.providerParty) }
        : null,
    parties: row.parties.map((party) => codeOf(parties, party)),
    score: row.score,
    parts: row.explanation.parts,
    runnerUp: row.explanation.runnerUp,
    places: row.places,
    verifiedAt: row.verifiedAt,
    dueAt: row.dueAt,
    next: row.nextActor,
  }
}

const WHY = graphql(`
  query Why($id: ID!, $household: ID!) {
    explainLink(id: $id) {
      rules
      score
      parts { name points }
      runnerUp { item score behind }
      flipsBy
      flipsAt
    }
    household(id: $household) {
      number size level score completeness lastContactAt groups
      needs { code severity state evidence }
      alerts { code priority state }
      links { state parties }
      evaluations {
        inForce protect
        reasons { rule points }
        floors { rule level }
      }
    }
  }
`)

/** Why this household and why this resource. */
export async function explainLink(proposal: Proposal, signal: AbortSignal): Promise<Why> {
  const { explainLink: link, household } = await ask(
    WHY,
    { id: proposal.id, household: proposal.household.id },
    signal,
  )
  return {
    link,
    household: {
      ...household,
      ...risk(household.evaluations.find((one) => one.inForce)),
      needs: household.needs.flatMap((need) =>
        need.code ? [{ ...need, code: codeOf(needs, need.code), severity: need.severity ?? 1 }] : [],
      ),
    },
  }
}

type Evaluation = ResultOf<typeof WHY>['household']['evaluations'][number]

/** What made the colour: the most weighty rules, and the highest floor a rule sets. */
function risk(found: Evaluation | undefined): Pick<Why['household'], 'points' | 'floor' | 'protect'> {
  const points = (found?.reasons ?? []).flatMap(({ rule, points: given }) => (given ? [{ rule, points: given }] : []))
  points.sort((one, other) => other.points - one.points)
  const floors = (found?.floors ?? []).flatMap(({ rule, level }) =>
    level && level in levels ? [{ rule, level: level as LevelCode }] : [],
  )
  floors.sort((one, other) => other.level.localeCompare(one.level))
  return { points, floor: floors[0] ?? null, protect: found?.protect ?? 0 }
}

async function move(
  name: keyof typeof documents,
  seen: { id: string; version: number },
  reason: string | null = null,
): Promise<Changed> {
  const input = { operationId: operationId(), id: seen.id, expectedVersion: seen.version, reason }
  const document: MoveDocument = documents[name]
  const { moved } = await ask(document, { input })
  if (moved.__typename === 'Failure') throw new Failure(moved.code)
  return { id: moved.id, version: moved.version, state: moved.state as LinkState }
}

/** 采纳: what going on with a row means in its state. */
export function advanceLink(seen: Proposal): Promise<Changed> {
  if (seen.state === 'DECLINED_PENDING') return move('uphold', seen)
  if (seen.state === 'COMPLETED') return move('confirm', seen)
  return move('propose', seen)
}

/** 代为接单: for a provider reached by phone; a recommendation is proposed first. */
export async function acceptLink(seen: Proposal): Promise<Changed> {
  const proposed = seen.state === 'RECOMMENDED' ? await move('propose', seen) : seen
  return move('accept', proposed, 'PHONE')
}

/** 不采纳: a recommendation is dismissed, a proposal declined for its provider. */
export function refuseLink(seen: Proposal, reason: string, note: string): Promise<Changed> {
  const told = note ? `${reason}: ${note}` : reason
  return move(seen.state === 'RECOMMENDED' ? 'dismiss' : 'decline', seen, told)
}

/** 撤销: ends what was done and recommends the same anew. */
export const undoLink = (done: Done): Promise<Changed> => move('undo', done.link, 'UNDONE')
