export type Answer = string | boolean | string[]
export type Row = Record<string, Answer>
/** Answers of a form: block → rows → field. */
export type Blocks = Record<string, Row[]>

export interface Choice {
  code: string
  label: string
}

export interface Question {
  name: string
  label: string
  type: string
  required: boolean
  choices: Choice[]
  longest: number
  past: boolean
  /** The department that gives it, so that nobody is asked. */
  shared: { publisher: string } | null
}

export interface Block {
  name: string
  label: string
  most: number
  purpose: string
  questions: Question[]
}

export interface Form {
  code: string
  label: string
  notice: string
  noticeVersion: string
  asksFor: string[]
  blocks: Block[]
}

export interface Village {
  code: string
  name: string
}

/** What is wrong with an answer, and where. */
export interface Problem {
  block: string
  row: number
  field: string | null
  code: string
  limit: string | null
}

/** The same field changed here and elsewhere: a person chooses. */
export interface Conflict {
  block: string
  row: number
  field: string
  mine: Answer | undefined
  theirs: Answer | undefined
}

/** An act that was decided on and may have to be sent more than once: its name stays. */
export interface Act {
  id: string
  text: string
}

/** One collection as this phone keeps it until it is sent. */
export interface Kept {
  id: string
  /** When it was begun here, milliseconds. */
  begun: number
  form: string
  area: string
  /** Its beginning: sent first; null where the draft came from the server. */
  start: { id: string; noticeVersion: string; method: string; signer: string; purposes: string[] } | null
  server: { id: string; version: number } | null
  blocks: Blocks
  /** What the server has of each block, as this phone last heard. */
  sent: Blocks
  acts: Record<string, Act>
  /** Set when it is to be handed in. */
  submit: string | null
  conflicts: Conflict[]
  /** Why it could not be taken: codes with their places; empty while nothing is wrong. */
  trouble: string[]
}
