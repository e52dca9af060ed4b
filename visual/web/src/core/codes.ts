/** The API names a code by its member (`ORANGE`), the pages by its stable code (`L4_HIGH`). */
export function codeOf<Code extends string>(
  words: Readonly<Record<Code, { readonly member: string }>>,
  member: string,
): Code {
  const found = (Object.keys(words) as Code[]).find((code) => words[code].member === member)
  if (!found) throw new Error(`no code for ${member}`)
  return found
}
