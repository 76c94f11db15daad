import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  dynamicImports?: string[]
}

/** What a visit that begins on a screen asks for, in kB of gzipped JavaScript without maplibre. */
export interface FirstLoad {
  /** `explore/ExplorePage` */
  page: string
  kB: number
  /** What follows when the screen stands: the names and sizes of its charts and fields. */
  later: { name: string; kB: number }[]
}

const mapView = 'map/MapView.vue'
const frame = 'frame/AppFrame.vue'
const pageName = /^[^_].*Page\.vue$/

/** Of every screen that was built; less maplibre's own file as its package ships it, which MapView is bundled with. */
export function firstLoads(root: string): FirstLoad[] {
  const folder = join(root, 'dist/web')
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const sizeOf = (path: string) => gzipSync(readFileSync(path)).length / 1000
  const maplibre_kB = sizeOf(join(root, 'node_modules/maplibre-gl/dist/maplibre-gl.mjs'))
  const sum = (keys: Iterable<string>) =>
    [...keys]
      .map((key) => manifest[key]?.file ?? '')
      .filter((file) => file.endsWith('.js'))
      .reduce((all, file) => all + sizeOf(join(folder, file)), 0)

  return Object.keys(manifest)
    .filter((key) => pageName.test(key))
    .map((page) => {
      const shown = page.startsWith('session/') ? [page] : [page, frame]
      const start = ['index.html', 'i18n/zh-CN.json', ...shown]
      const asked = dynamicImports(manifest, closure(manifest, shown))
      const hasMap = asked.has(mapView)
      const first = closure(manifest, hasMap ? [...start, mapView] : start)
      const later = [...asked].filter((key) => !first.has(key) && key.endsWith('.vue'))
      return {
        page: page.replace('.vue', ''),
        kB: sum(first) - (hasMap ? maplibre_kB : 0),
        later: later.map((key) => ({
          name: basename(key, '.vue'),
          kB: sum([...closure(manifest, [key])].filter((chunk) => !first.has(chunk))),
        })),
      }
    })
}

/** Chunks and all that they import at once. */
function closure(manifest: Record<string, Chunk>, keys: readonly string[]): Set<string> {
  const reached = new Set(keys)
  for (const key of reached) for (const next of manifest[key]?.imports ?? []) reached.add(next)
  return reached
}

function dynamicImports(manifest: Record<string, Chunk>, chunks: ReadonlySet<string>): Set<string> {
  return new Set([...chunks].flatMap((key) => manifest[key]?.dynamicImports ?? []))
}
