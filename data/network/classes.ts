import type { ServingForest } from './serving-forest'

/**
 * Pipes in series with the same consumers downstream: nothing can tell the pipes of one class apart by what happens at
 * the consumers. Classes are numbered from the roots down, so a class comes after the class above it.
 */
export interface PipeClasses {
  /** Class of each pipe index; −1 for pipes that feed no consumer (dead ends, loop closers, cut or unreached ones). */
  readonly class_of_pipe: Int32Array
  /** Class directly above; −1 at a root. */
  readonly parent: Int32Array
  /** Number of consumers downstream of each class. */
  readonly consumers: Int32Array
  /** Pipe ids of each class, from the top down. */
  readonly pipe_ids: readonly (readonly number[])[]
}

/**
 * Classes of the serving forest for consumers at nodes; several may share a node. Unknown nodes are passed over.
 */
export function classesOf(forest: ServingForest, consumers: Iterable<{ node_id: number }>): PipeClasses {
  const { network, order, parent_node, parent_pipe } = forest
  const below = countBelow(forest, consumers)
  const classOfPipe = new Int32Array(network.pipe_ids.length).fill(-1)
  const parent: number[] = []
  const counts: number[] = []
  const pipeIds: number[][] = []
  for (const node of order) {
    const pipe = parent_pipe[node]!
    if (pipe === -1 || below[node] === 0) continue
    const above = parent_node[node]!
    const classAbove = parent_pipe[above] === -1 ? -1 : classOfPipe[parent_pipe[above]!]!
    // Sets shrink downwards, so the same count means the same consumers.
    const same = classAbove !== -1 && below[above] === below[node]
    if (!same) {
      parent.push(classAbove)
      counts.push(below[node]!)
      pipeIds.push([])
    }
    classOfPipe[pipe] = same ? classAbove : parent.length - 1
    pipeIds[classOfPipe[pipe]!]!.push(network.pipe_ids[pipe]!)
  }
  return {
    class_of_pipe: classOfPipe,
    parent: Int32Array.from(parent),
    consumers: Int32Array.from(counts),
    pipe_ids: pipeIds,
  }
}

function countBelow(forest: ServingForest, consumers: Iterable<{ node_id: number }>): Int32Array {
  const below = new Int32Array(forest.network.node_ids.length)
  for (const { node_id } of consumers) {
    const node = forest.network.node_index.get(node_id)
    if (node !== undefined) below[node]!++
  }
  for (let i = forest.order.length - 1; i >= 0; i--) {
    const node = forest.order[i]!
    const above = forest.parent_node[node]!
    if (above !== -1) below[above]! += below[node]!
  }
  return below
}
