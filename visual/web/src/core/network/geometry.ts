/** An arc of a circle as SVG path, from `start` clockwise over `share` of the whole; 0 is on top. */
export function arc(x: number, y: number, r: number, start: number, share: number): string {
  if (share <= 0) return ''
  if (share >= 0.9999) return `M${x} ${y - r}A${r} ${r} 0 1 1 ${x - 0.01} ${y - r}Z`
  const [x1, y1] = on(x, y, r, start)
  const [x2, y2] = on(x, y, r, start + share)
  return `M${x1} ${y1}A${r} ${r} 0 ${share > 0.5 ? 1 : 0} 1 ${x2} ${y2}`
}

function on(x: number, y: number, r: number, turn: number): [string, string] {
  const angle = turn * 2 * Math.PI - Math.PI / 2
  return [(x + r * Math.cos(angle)).toFixed(1), (y + r * Math.sin(angle)).toFixed(1)]
}

/** A line that bends towards the middle of the picture, so that many keep apart. */
export function bend(x1: number, y1: number, x2: number, y2: number): string {
  const mx = (x1 + x2) * 0.36
  const my = (y1 + y2) * 0.36
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`
}
