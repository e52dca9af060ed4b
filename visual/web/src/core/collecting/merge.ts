import type { Answer, Blocks, Conflict, Row } from './types'

/** Whether two answers say the same; nothing said is an empty text. */
export const same = (a: Answer | undefined, b: Answer | undefined): boolean =>
  JSON.stringify(a ?? '') === JSON.stringify(b ?? '')

/**
 * Brings together what changed here and elsewhere since `base`, field by field. Where both changed the same field to
 * different things, it is a conflict, and the merged answer is mine until a person chooses.
 */
export function merge(base: Blocks, mine: Blocks, theirs: Blocks): { blocks: Blocks; conflicts: Conflict[] } {
  const blocks: Blocks = {}
  const conflicts: Conflict[] = []
  for (const block of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const rows = Math.max(mine[block]?.length ?? 0, theirs[block]?.length ?? 0)
    blocks[block] = Array.from({ length: rows }, (_, row) =>
      mergeRow({ block, row }, at(base, block, row), at(mine, block, row), at(theirs, block, row), conflicts),
    )
  }
  return { blocks, conflicts }
}

const at = (blocks: Blocks, block: string, row: number): Row => blocks[block]?.[row] ?? {}

function mergeRow(place: { block: string; row: number }, base: Row, mine: Row, theirs: Row, conflicts: Conflict[]): Row {
  const merged: Row = {}
  for (const field of new Set([...Object.keys(mine), ...Object.keys(theirs), ...Object.keys(base)])) {
    const [was, here, there] = [base[field], mine[field], theirs[field]]
    const value = same(was, here) ? there : here
    if (!same(was, here) && !same(was, there) && !same(here, there))
      conflicts.push({ ...place, field, mine: here, theirs: there })
    if (value !== undefined) merged[field] = value
  }
  return merged
}

/** Takes a person's choice: theirs, or mine as it stands. */
export function choose(blocks: Blocks, conflict: Conflict, theirs: boolean): Blocks {
  if (!theirs) return blocks
  const rows = (blocks[conflict.block] ?? []).map((row, number) => {
    if (number !== conflict.row) return row
    const { [conflict.field]: _, ...others } = row
    return conflict.theirs === undefined ? others : { ...others, [conflict.field]: conflict.theirs }
  })
  return { ...blocks, [conflict.block]: rows }
}
