const width = 40

/** Draws a bar over the line before, where somebody watches. */
export function drawBar(phase: string, done: number, total: number): void {
  if (!process.stderr.isTTY) return
  const filled = total === 0 ? width : Math.round((width * done) / total)
  const end = done >= total ? '\n' : ''
  process.stderr.write(`\r${phase} [${'#'.repeat(filled)}${' '.repeat(width - filled)}]${end}`)
}
