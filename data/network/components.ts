import { across, type Network } from './network'

export interface Components {
  readonly count: number
  /** Component of each node index, numbered in the order of their first node. */
  readonly component_of_node: Int32Array
}

/** Connected parts of the network as laid: closed valves do not part it. */
export function components(network: Network): Components {
  const label = new Int32Array(network.node_ids.length).fill(-1)
  let count = 0
  for (let seed = 0; seed < label.length; seed++) {
    if (label[seed] !== -1) continue
    flood(network, seed, label, count++)
  }
  return { count, component_of_node: label }
}

/** Whether the network is one piece without a loop. */
export function isTree(network: Network): boolean {
  return network.pipe_ids.length === network.node_ids.length - 1 && components(network).count === 1
}

function flood(network: Network, seed: number, label: Int32Array, value: number): void {
  const stack = [seed]
  label[seed] = value
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let i = network.start[node]!; i < network.start[node + 1]!; i++) {
      const next = across(network, network.incident[i]!, node)
      if (label[next] !== -1) continue
      label[next] = value
      stack.push(next)
    }
  }
}
