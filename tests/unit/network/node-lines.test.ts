import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeLines, type NodedLines, type PlanarLines } from '../../../data/network/node-lines'

type Point = [number, number]

function planar(lines: Point[][], anchors = 0): PlanarLines {
  const start = [0]
  for (const line of lines) start.push((start.at(-1) ?? 0) + line.length)
  return { start: Int32Array.from(start), xy: Float64Array.from(lines.flat(2)), anchors }
}

/** Edges as `line: x,y x,y …`. */
function drawn(lines: Point[][], noded: NodedLines): string[] {
  const points = lines.flat()
  return Array.from(noded.edge_line, (line, edge) => {
    const at = noded.edge_points.slice(noded.edge_start[edge], noded.edge_start[edge + 1])
    return `${line}: ${Array.from(at, (point) => points[point]?.join()).join(' ')}`
  })
}

function edgesOf(lines: Point[][], tolerance = 0.01): string[] {
  return drawn(lines, nodeLines(planar(lines), tolerance))
}

describe('nodeLines', () => {
  it('joins ends within the tolerance at the place of the first', () => {
    const lines: Point[][] = [
      [
        [0, 0],
        [10, 0],
      ],
      [
        [10.006, 0.006],
        [10, 20],
      ],
      [
        [10.02, 0],
        [20, 0],
      ],
    ]
    const noded = nodeLines(planar(lines), 0.01)
    expect(noded.edge_to[0]).toBe(noded.edge_from[1])
    expect(noded.edge_from[2]).not.toBe(noded.edge_from[1])
    expect(edgesOf(lines)).toEqual(['0: 0,0 10,0', '1: 10,0 10,20', '2: 10.02,0 20,0'])
  })

  it('splits a line where another one ends on it, inside a segment or at a vertex, but not where they cross', () => {
    const street: Point[] = [
      [0, 0],
      [10, 0],
      [20, 5],
      [30, 5],
    ]
    const crossing: Point[] = [
      [5, -5],
      [5, 5],
    ]
    expect(edgesOf([street, crossing])).toHaveLength(2)
    expect(
      edgesOf([
        street,
        [
          [4, 0.004],
          [4, 9],
        ],
        [
          [20, 5],
          [20, 9],
        ],
      ]),
    ).toEqual(['0: 0,0 4,0.004', '0: 4,0.004 10,0 20,5', '0: 20,5 30,5', '1: 4,0.004 4,9', '2: 20,5 20,9'])
  })

  it('does not join lines that share an inner vertex', () => {
    const lines: Point[][] = [
      [
        [0, 0],
        [5, 5],
        [10, 0],
      ],
      [
        [0, 10],
        [5, 5],
        [10, 10],
      ],
    ]
    expect(edgesOf(lines)).toHaveLength(2)
  })

  it('lets edges shorter than the tolerance vanish and joins what hung on them', () => {
    const lines: Point[][] = [
      [
        [0, 0],
        [10, 0],
      ],
      [
        [10, 0],
        [10.006, 0],
      ],
      [
        [10.006, 0],
        [20, 0],
      ],
    ]
    const noded = nodeLines(planar(lines), 0.01)
    expect(noded.vanished).toEqual([{ line: 1, length_m: expect.closeTo(0.006, 9) }])
    expect(drawn(lines, noded)).toEqual(['0: 0,0 10,0', '2: 10,0 20,0'])
    expect(nodeLines(planar(lines), 0.001).vanished).toEqual([])
  })

  it('splits at a tap, snaps to an anchor without splitting at it', () => {
    const lines: Point[][] = [
      [[3, 0]],
      [[10.004, 0]],
      [
        [0, 0],
        [10, 0],
      ],
      [[7, 0.005]],
    ]
    const noded = nodeLines(planar(lines, 2), 0.01)
    expect(drawn(lines, noded)).toEqual(['2: 0,0 7,0.005', '2: 7,0.005 10.004,0'])
    expect(noded.end_node[2]).toBe(noded.end_node[5])
  })

  it('splits a line that ends on itself', () => {
    const loop: Point[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [5, 10],
      [5, 0],
    ]
    const noded = nodeLines(planar([loop]), 0.01)
    expect(drawn([loop], noded)).toEqual(['0: 0,0 5,0'])
    expect(noded.vanished).toEqual([{ line: 0, length_m: 30 }])
  })

  const place = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
  const anyLine = fc
    .array(place, { minLength: 1, maxLength: 4 })
    .filter((line) => new Set(line.map(String)).size === line.length)

  it('joins exactly the ends that a chain of near ends connects', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 8 }), fc.constantFrom(0.5, 1, 1.5), (lines, tolerance) => {
        const noded = nodeLines(planar(lines), tolerance)
        const ends = lines.flatMap((line) => [line[0], line.at(-1)]) as Point[]
        const cluster = ends.map((_, end) => end)
        for (let turn = 0; turn < ends.length; turn++) {
          ends.forEach((a, i) =>
            ends.forEach((b, j) => {
              if (Math.hypot(a[0] - b[0], a[1] - b[1]) <= tolerance)
                cluster[i] = cluster[j] = Math.min(cluster[i] ?? 0, cluster[j] ?? 0)
            }),
          )
        }
        ends.forEach((_, i) =>
          ends.forEach((__, j) => expect(noded.end_node[i] === noded.end_node[j]).toBe(cluster[i] === cluster[j])),
        )
      }),
    )
  })

  it('cuts every line at all ends that lie on it and nowhere else, and keeps its length', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 8 }), (lines) => {
        const noded = nodeLines(planar(lines), 1e-6)
        const ends = new Map(lines.flatMap((line) => [line[0], line.at(-1)]).map((end) => [String(end), end as Point]))
        lines.forEach((line, l) => {
          if (line.length === 1) return
          const cuts = [...ends.values()].reduce((sum, end) => sum + timesInside(line, end), 0)
          const pieces = Array.from(noded.edge_line).filter((of) => of === l).length
          const rings = noded.vanished.filter((piece) => piece.line === l)
          expect(pieces + rings.length).toBe(cuts + 1)
          const kept = drawn(lines, noded).flatMap((text) => (text.startsWith(`${l}:`) ? [lengthOfText(text)] : []))
          const total = [...kept, ...rings.map((ring) => ring.length_m)].reduce((sum, length) => sum + length, 0)
          expect(total).toBeCloseTo(lengthOf(line), 6)
        })
      }),
    )
  })
})

/** How often a line passes a point apart from its two ends. */
function timesInside(line: Point[], at: Point): number {
  const alongs = new Set<string>()
  let along = 0
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] as Point, line[i] as Point]
    const length = lengthOf([a, b])
    const detour = lengthOf([a, at]) + lengthOf([at, b]) - length
    if (detour < 1e-9) alongs.add((along + lengthOf([a, at])).toFixed(6))
    along += length
  }
  alongs.delete((0).toFixed(6))
  alongs.delete(along.toFixed(6))
  return alongs.size
}

function lengthOfText(text: string): number {
  const points = text.split(' ').slice(1)
  return lengthOf(points.map((point) => point.split(',').map(Number) as Point))
}

function lengthOf(line: Point[]): number {
  return line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - (line[i]?.[0] ?? x), y - (line[i]?.[1] ?? y)), 0)
}
