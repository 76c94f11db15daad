import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  isEntry?: boolean
}

/** Gzipped kB of the JavaScript that the first page loads: the entry, what it imports, and the map screen's chunk. */
export function firstLoadScripts(root: string): { own_kB: number; maplibre_kB: number } {
  const folder = join(root, 'dist/web')
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const first = Object.keys(manifest).filter((key) => manifest[key]?.isEntry || key.endsWith('explore/ExplorePage.vue'))
  const files = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (!chunk || files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  first.forEach(visit)
  const sizes = { own_kB: 0, maplibre_kB: 0 }
  for (const file of files) {
    if (!file.endsWith('.js')) continue
    const kB = gzipSync(readFileSync(join(folder, file))).length / 1000
    sizes[/maplibre/.test(file) ? 'maplibre_kB' : 'own_kB'] += kB
  }
  return sizes
}
