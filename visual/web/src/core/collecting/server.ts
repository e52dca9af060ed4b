import { ask } from '@/core/api'
import { graphql } from '@/core/schema'
import type { Blocks, Form, Problem, Village } from './types'

const GROUND = graphql(`
  query CollectionGround {
    collectionForm {
      code label notice noticeVersion asksFor
      blocks { name label most purpose questions { name label type required longest past choices { code label } shared { publisher } } }
    }
    areas { code name level }
  }
`)

/** The form in force and the villages in reach. */
export async function askGround(signal?: AbortSignal): Promise<{ form: Form; villages: Village[] }> {
  const { collectionForm, areas } = await ask(GROUND, {}, signal)
  return { form: collectionForm, villages: areas.filter((area) => area.level === 'VILLAGE') }
}

const CHECK = graphql(`
  query CheckAnswers($answers: String!, $whole: Boolean!) {
    checkAnswers(answers: $answers, whole: $whole) { block row field code limit }
  }
`)

export async function check(blocks: Blocks, whole: boolean, signal?: AbortSignal): Promise<Problem[]> {
  return (await ask(CHECK, { answers: JSON.stringify(blocks), whole }, signal)).checkAnswers
}

const ALIKE = graphql(`
  query LikelyDuplicates($answers: String!) {
    likelyDuplicates(answers: $answers) { row household number village sure }
  }
`)

export const alike = async (blocks: Blocks, signal?: AbortSignal) =>
  (await ask(ALIKE, { answers: JSON.stringify(blocks) }, signal)).likelyDuplicates

const DRAFTS = graphql(`
  query MyDrafts {
    myDrafts { id version area started due }
  }
`)

export const drafts = async (signal?: AbortSignal) => (await ask(DRAFTS, {}, signal)).myDrafts

const DRAFT = graphql(`
  query Draft($id: ID!) {
    draft(id: $id) { id version form area answers }
  }
`)

export async function draft(id: string): Promise<{ id: string; version: number; form: string; area: string; blocks: Blocks }> {
  const { answers, ...rest } = (await ask(DRAFT, { id })).draft
  return { ...rest, blocks: JSON.parse(answers) as Blocks }
}

const START = graphql(`
  mutation StartCollection(
    $input: BeginInput!, $form: String!, $areaCode: String!, $noticeVersion: String!, $method: String!
    $purposes: [Purpose!], $signer: String
  ) {
    moved: startCollection(
      input: $input, form: $form, areaCode: $areaCode, noticeVersion: $noticeVersion, method: $method
      purposes: $purposes, signer: $signer
    ) { __typename ... on Moved { id version state found } ... on Failure { code violations } }
  }
`)

const REFUSE = graphql(`
  mutation RefuseCollection($input: BeginInput!, $form: String!, $areaCode: String!, $noticeVersion: String!) {
    moved: refuseCollection(input: $input, form: $form, areaCode: $areaCode, noticeVersion: $noticeVersion) {
      __typename ... on Moved { id version state found } ... on Failure { code violations }
    }
  }
`)

const SAVE = graphql(`
  mutation SaveCollection($input: MoveInput!, $block: String!, $answers: String!) {
    moved: saveCollection(input: $input, block: $block, answers: $answers) {
      __typename ... on Moved { id version state found } ... on Failure { code violations }
    }
  }
`)

const SUBMIT = graphql(`
  mutation SubmitCollection($input: MoveInput!) {
    moved: submitCollection(input: $input) {
      __typename ... on Moved { id version state found } ... on Failure { code violations }
    }
  }
`)

const DISCARD = graphql(`
  mutation DiscardCollection($input: MoveInput!) {
    moved: discardCollection(input: $input) {
      __typename ... on Moved { id version state found } ... on Failure { code violations }
    }
  }
`)

export const moves = { START, REFUSE, SAVE, SUBMIT, DISCARD }
