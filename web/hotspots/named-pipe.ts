import type { BranchAsset, BranchCluster } from '../../data/hotspots/answers'

/**
 * The pipe by which a branch is called, with its code, year and diameter: that at the head of the class, where it leaves
 * the pipe above and can be shut off, whose id is in the key of the class (`pipe-7`); where it is not among the assets
 * the oldest pipe. Null for a station, which has a name of its own.
 */
export function namedPipe({ kind, key, assets }: Pick<BranchCluster, 'kind' | 'key' | 'assets'>): BranchAsset | null {
  if (kind === 'station') return null
  const pipes = assets.filter((asset) => asset.kind === 'pipe')
  // Assets come oldest first.
  return pipes.find(({ id }) => key.endsWith(`-${id}`)) ?? pipes[0] ?? null
}
