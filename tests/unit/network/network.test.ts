import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classesOf } from '../../../data/network/classes'
import { components, isTree } from '../../../data/network/components'
import { buildNetwork } from '../../../data/network/network'
import { orientFromSources } from '../../../data/network/orient'
import { servingForest, stationOfNode, stationOfPipe, unservedNodes } from '../../../data/network/serving-forest'
import { traceDown, traceUp } from '../../../data/network/trace'
import { anyNetwork, distances, openPipes, parts, type Plain } from './brute-force'

/** 1 –a– 2 –b– 3 –c– 4, a branch 2 –d– 5 and a loop closer 5 –e– 4; station 9 at node 1. */
const yard: Plain = {
  nodes: [1, 2, 3, 4, 5].map((id) => ({ id })),
  pipes: [
    { id: 11, from_node_id: 1, to_node_id: 2, length_m: 10 },
    { id: 12, from_node_id: 2, to_node_id: 3, length_m: 10 },
    { id: 13, from_node_id: 3, to_node_id: 4, length_m: 10 },
    { id: 14, from_node_id: 2, to_node_id: 5, length_m: 10 },
    { id: 15, from_node_id: 5, to_node_id: 4, length_m: 30 },
  ],
  closed_pipe_ids: [],
  roots: [{ node_id: 1, station_id: 9 }],
}

describe('buildNetwork', () => {
  it('leaves pipes without nodes out', () => {
    const network = buildNetwork({
      ...yard,
      pipes: [...yard.pipes, { id: 16, from_node_id: null, to_node_id: null, length_m: 4 }],
    })
    expect([...network.pipe_ids]).toEqual([11, 12, 13, 14, 15])
  })

  it('names the node, the pipe or the id that is wrong', () => {
    const pipe = { id: 1, from_node_id: 1, to_node_id: 8, length_m: 1 }
    expect(() => buildNetwork({ ...yard, pipes: [pipe] })).toThrow('network.unknown_node 8')
    expect(() => buildNetwork({ ...yard, pipes: [{ ...pipe, to_node_id: 2, length_m: NaN }] })).toThrow(
      'network.bad_length 1',
    )
    expect(() => buildNetwork({ ...yard, nodes: [{ id: 1 }, { id: 1 }] })).toThrow('network.duplicate_id 1')
  })
})

describe('trace', () => {
  it('follows a pipe down and up', () => {
    const network = buildNetwork(yard)
    expect(traceDown(network, { pipe_id: 12 })).toEqual({ node_ids: [3, 4], pipe_ids: [12, 13], length_m: 20 })
    expect(traceDown(network, { station_id: 9 }).pipe_ids).toEqual([11, 12, 13, 14, 15])
    expect(traceDown(network, { pipe_id: 15 })).toEqual({ node_ids: [], pipe_ids: [15], length_m: 30 })
    expect(traceUp(network, { node_id: 4 })).toEqual({
      node_ids: [4, 3, 2, 1],
      pipe_ids: [13, 12, 11],
      length_m: 30,
      station_id: 9,
    })
    expect(traceUp(network, { pipe_id: 15 }).pipe_ids).toEqual([15, 14, 11])
  })

  it('takes the other way round when a valve closes', () => {
    const network = buildNetwork({ ...yard, closed_pipe_ids: [12] })
    expect(traceUp(network, { node_id: 3 }).pipe_ids).toEqual([13, 15, 14, 11])
    expect(traceUp(network, { pipe_id: 12 })).toMatchObject({ pipe_ids: [12], station_id: null })
    expect(traceDown(network, { pipe_id: 12 }).node_ids).toEqual([])
    expect(stationOfPipe(network, 12)).toBeNull()
  })

  it('knows nothing of unknown ids', () => {
    const network = buildNetwork(yard)
    expect(traceDown(network, { node_id: 99 }).node_ids).toEqual([])
    expect(traceUp(network, { pipe_id: 99 }).pipe_ids).toEqual([])
  })

  it('goes up by the shortest open way, and down to exactly those whose way up passes', () => {
    fc.assert(
      fc.property(anyNetwork, (plain) => {
        const network = buildNetwork(plain)
        const far = distances(plain)
        const ways = plain.nodes.map(({ id }) => ({ id, way: traceUp(network, { node_id: id }) }))
        for (const { id, way } of ways) {
          expect(way.length_m).toBe(way.station_id === null ? 0 : far.get(id))
          expect(way.station_id === null).toBe(far.get(id) === Infinity)
          expect(way.pipe_ids.every((pipe) => openPipes(plain).some((open) => open.id === pipe))).toBe(true)
        }
        for (const { id } of plain.nodes) {
          const through = ways.filter(({ way }) => way.node_ids.includes(id)).map((node) => node.id)
          expect(new Set(traceDown(network, { node_id: id }).node_ids)).toEqual(new Set(through))
        }
        for (const pipe of plain.pipes) {
          const through = ways.filter(({ way }) => way.pipe_ids.includes(pipe.id)).map((node) => node.id)
          expect(new Set(traceDown(network, { pipe_id: pipe.id }).node_ids)).toEqual(new Set(through))
        }
      }),
    )
  })
})

describe('servingForest', () => {
  it('reaches what an open way reaches, by the nearest root', () => {
    fc.assert(
      fc.property(anyNetwork, (plain) => {
        const network = buildNetwork(plain)
        const forest = servingForest(network)
        const far = distances(plain)
        expect([...forest.distance_m]).toEqual(plain.nodes.map(({ id }) => far.get(id)))
        expect(unservedNodes(network)).toEqual(plain.nodes.map(({ id }) => id).filter((id) => far.get(id) === Infinity))
        for (const { id } of plain.nodes) {
          expect(stationOfNode(network, id)).toBe(traceUp(network, { node_id: id }).station_id)
        }
        for (const pipe of plain.pipes) {
          expect(stationOfPipe(network, pipe.id)).toBe(traceUp(network, { pipe_id: pipe.id }).station_id)
        }
      }),
    )
  })
})

describe('classesOf', () => {
  it('joins pipes in series and parts them at consumers and branches', () => {
    const forest = servingForest(buildNetwork(yard))
    const classes = classesOf(forest, [{ node_id: 4 }, { node_id: 4 }, { node_id: 5 }])
    expect(classes.pipe_ids).toEqual([[11], [12, 13], [14]])
    expect([...classes.parent]).toEqual([-1, 0, 0])
    expect([...classes.consumers]).toEqual([3, 2, 1])
    expect([...classes.class_of_pipe]).toEqual([0, 1, 1, 2, -1])
  })

  it('puts two pipes into one class exactly when the same consumers hang on both', () => {
    const consumers = fc.array(fc.nat({ max: 8 }), { maxLength: 5 })
    fc.assert(
      fc.property(anyNetwork, consumers, (plain, picks) => {
        const network = buildNetwork(plain)
        const at = picks.map((pick) => ({ node_id: plain.nodes[pick % plain.nodes.length]!.id }))
        const classes = classesOf(servingForest(network), at)
        const keys = plain.pipes.map((pipe) => {
          const below = traceDown(network, { pipe_id: pipe.id }).node_ids
          return at.flatMap(({ node_id }, consumer) => (below.includes(node_id) ? [consumer] : [])).join()
        })
        keys.forEach((key, a) => {
          expect(classes.class_of_pipe[a] === -1).toBe(key === '')
          keys.forEach((other, b) => {
            if (key && other) expect(classes.class_of_pipe[a] === classes.class_of_pipe[b]).toBe(key === other)
          })
        })
        classes.parent.forEach((above, own) => expect(above).toBeLessThan(own))
      }),
    )
  })
})

describe('components', () => {
  it('finds the parts, and trees among them', () => {
    fc.assert(
      fc.property(anyNetwork, (plain) => {
        const network = buildNetwork(plain)
        const found = components(network)
        const expected = parts(plain)
        expect(found.count).toBe(expected.length)
        for (const part of expected) {
          const labels = [...part].map((id) => found.component_of_node[network.node_index.get(id) ?? -1])
          expect(new Set(labels).size).toBe(1)
        }
        expect(isTree(network)).toBe(expected.length === 1 && plain.pipes.length === plain.nodes.length - 1)
      }),
    )
  })
})

describe('orientFromSources', () => {
  it('leads every edge away from the nearest source', () => {
    fc.assert(
      fc.property(anyNetwork, (open) => {
        const plain = { ...open, closed_pipe_ids: [] }
        const far = distances(plain)
        const { flip, reached } = orientFromSources(
          plain.pipes,
          plain.roots.map((root) => root.node_id),
        )
        plain.pipes.forEach((pipe, edge) => {
          const [from, to] = [far.get(pipe.from_node_id) ?? NaN, far.get(pipe.to_node_id) ?? NaN]
          expect(reached[edge]).toBe(from < Infinity ? 1 : 0)
          if (from !== to) expect(flip[edge]).toBe(to < from ? 1 : 0)
          if (from === Infinity) expect(flip[edge]).toBe(0)
        })
      }),
    )
  })
})
