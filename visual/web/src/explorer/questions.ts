import type { PageData } from '@/core/page'
import type { Localized } from '@/core/words'

/** One prepared question: what it answers in words, its operation, and the values it starts with. */
export interface Question {
  id: string
  title: Localized
  note: Localized
  mutation: boolean
  query: string
  variables: Record<string, unknown>
}

export interface ExplorerData extends PageData {
  questions: Question[]
}

export interface TableOf {
  head: string[]
  rows: string[][]
}

/** The first list in an answer as a table: nested objects become columns `a.b`, lists are joined. */
export function tableOf(data: unknown): TableOf | null {
  const list = firstList(data)
  if (!list?.length) return null
  const rows = list.map((item) => flatten(item))
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 16)
  return { head, rows: rows.map((row) => head.map((name) => row[name] ?? '')) }
}

function firstList(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value
  if (!isObject(value)) return null
  if (Array.isArray(value.edges)) {
    return value.edges.map((edge) => (isObject(edge) && 'node' in edge ? edge.node : edge))
  }
  for (const inner of Object.values(value)) {
    const found = firstList(inner)
    if (found) return found
  }
  return null
}

function flatten(value: unknown, name = ''): Record<string, string> {
  if (!isObject(value)) return { [name || 'value']: textOf(value) }
  const parts = Object.entries(value).filter(([key]) => key !== '__typename')
  return Object.assign({}, ...parts.map(([key, part]) => flatten(part, name ? `${name}.${key}` : key)))
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? JSON.stringify(item) : String(item))).join(' · ')
  return String(value)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** CSV with a BOM for spreadsheets; a cell that would start a formula is made harmless. */
export function csvOf(table: TableOf): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text.normalize('NFKC')) ? `'${text}` : text
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return '\ufeff' + [table.head, ...table.rows].map((row) => row.map(cell).join(',')).join('\r\n')
}
