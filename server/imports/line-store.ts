/** Lines in flat arrays outside the heap: each point in degrees and in the city's metres. */
export class LineStore {
  readonly #rows: number[] = []
  readonly #parts: number[] = []
  readonly #starts: number[] = [0]
  #degrees = new Float64Array(1024)
  #metres = new Float64Array(1024)
  #points = 0

  get count(): number {
    return this.#rows.length
  }

  /** Adds a line of a file's row; both lists run x, y, x, y … */
  add(row: number, part: number, degrees: readonly number[], metres: readonly number[]): void {
    if (2 * this.#points + degrees.length > this.#degrees.length) this.#grow(degrees.length)
    this.#degrees.set(degrees, 2 * this.#points)
    this.#metres.set(metres, 2 * this.#points)
    this.#points += degrees.length / 2
    this.#rows.push(row)
    this.#parts.push(part)
    this.#starts.push(this.#points)
  }

  row(line: number): number {
    return this.#rows[line] ?? 0
  }

  part(line: number): number {
    return this.#parts[line] ?? 0
  }

  /** Longitude and latitude of a point, on the grid of 1e-8 degrees. */
  position(point: number): [number, number] {
    return [this.#degrees[2 * point] ?? NaN, this.#degrees[2 * point + 1] ?? NaN]
  }

  /** The lines in metres, as the network core wants them. */
  planar(anchors: number) {
    return { start: Int32Array.from(this.#starts), xy: this.#metres.subarray(0, 2 * this.#points), anchors }
  }

  #grow(more: number): void {
    const size = Math.max(2 * this.#degrees.length, 2 * this.#points + more)
    const [degrees, metres] = [new Float64Array(size), new Float64Array(size)]
    degrees.set(this.#degrees)
    metres.set(this.#metres)
    this.#degrees = degrees
    this.#metres = metres
  }
}
