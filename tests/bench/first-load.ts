import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  isEntry?: boolean
}

/** What a first visit to the map asks for beside the entry; MapView is the chunk that maplibre is bundled into. */
const firstScreen = /(frame\/AppFrame|explore\/ExplorePage|map\/MapView)\.vue$|i18n\/zh-CN\.json$/

/** Gzipped kB of the JavaScript of a first visit to the map, less maplibre's own file as its package ships it. */
export function firstLoadScripts(root: string): number {
  const folder = join(root, 'dist/web')
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const first = Object.keys(manifest).filter((key) => manifest[key]?.isEntry || firstScreen.test(key))
  const files = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (!chunk || files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  first.forEach(visit)
  const scripts = [...files].filter((file) => file.endsWith('.js')).map((file) => join(folder, file))
  const kB = (path: string) => gzipSync(readFileSync(path)).length / 1000
  const maplibre = kB(join(root, 'node_modules/maplibre-gl/dist/maplibre-gl.mjs'))
  return scripts.reduce((sum, path) => sum + kB(path), -maplibre)
}
