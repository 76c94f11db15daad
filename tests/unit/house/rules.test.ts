import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqlWindows } from './sql-windows'
import { contentOf, root, trackedFiles } from './tree'

const files = trackedFiles()
const code = files.filter((path) => /\.(ts|mjs|vue|js|cjs)$/.test(path))
const product = code.filter((path) => /^(data|server|web)\//.test(path))

/** Files in which a pattern occurs, with the first match. */
function offenders(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) => {
    const match = pattern.exec(contentOf(path))
    return match ? [`${path}: ${match[0]}`] : []
  })
}

describe('the tree', () => {
  it('has at most 25 files and 25 folders in a folder, four levels deep', () => {
    const children = new Map<string, { files: Set<string>; folders: Set<string> }>()
    const at = (folder: string) => {
      const known = children.get(folder) ?? { files: new Set<string>(), folders: new Set<string>() }
      children.set(folder, known)
      return known
    }
    for (const path of files) {
      at(dirname(path)).files.add(path)
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) at(dirname(folder)).folders.add(folder)
    }
    const full = [...children].filter(([, { files, folders }]) => files.size > 25 || folders.size > 25)
    expect(full.map(([folder]) => folder)).toEqual([])
    expect(files.filter((path) => path.split('/').length > 6)).toEqual([])
  })

  it('names files by nouns and verbs of the domain', () => {
    expect(product.filter((path) => /(^|\/)(utils?|helpers?|common|misc|types)(\/|\.)/.test(path))).toEqual([])
  })

  it('holds no file over 1 MB', () => {
    expect(files.filter((path) => statSync(join(root, path)).size > 1_000_000)).toEqual([])
  })
})

describe('where things may stand', () => {
  it('keeps SQL in the database folder and in queries files', () => {
    const allowed = /^(server\/db\/|server\/[^/]+\/(queries|access|.*-queries)\.ts$|data\/migrations\/)/
    const sql = /\bsql`\s*(select|insert|update|delete|with|create|truncate|vacuum|analyze)\b/i
    expect(
      offenders(
        product.filter((path) => !allowed.test(path)),
        sql,
      ),
    ).toEqual([])
  })

  it('keeps colours in scales.ts and tokens.css', () => {
    const painted = [...product, ...files.filter((path) => path.endsWith('.css'))].filter(
      (path) => path !== 'data/model/scales.ts' && path !== 'web/styles/tokens.css',
    )
    expect(offenders(painted, /(['"`:\s(])#[0-9a-fA-F]{3,8}\b(?![\w-])|\b(rgba?|hsla?)\(\s*\d/)).toEqual([])
  })

  it('fetches in web/api.ts alone', () => {
    const web = product.filter((path) => path.startsWith('web/') && path !== 'web/api.ts')
    expect(offenders(web, /\bfetch\(|new EventSource\(|XMLHttpRequest/)).toEqual([])
  })

  it('keeps sentences out of the code of the browser', () => {
    const web = product.filter((path) => path.startsWith('web/') && !path.startsWith('web/i18n/'))
    const withoutComments = (path: string) =>
      contentOf(path)
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/<!--[\s\S]*?-->/g, '')
        .replace(/(^|[^:])\/\/.*$/gm, '$1')
    expect(web.filter((path) => /\p{Script=Han}/u.test(withoutComments(path)))).toEqual([])
  })

  it('casts through unknown and expects type errors nowhere', () => {
    expect(offenders(product, /as unknown as|@ts-(expect-error|ignore|nocheck)|eslint-disable/)).toEqual([])
  })

  it('measures in the system of the city, never in that of the tiles', () => {
    const measured = /st_(3d)?(length|area|perimeter|distance|dwithin)2?d?\s*\([^)]*\b(geom|label)_3857/i
    expect(offenders([...product, ...files.filter((path) => path.endsWith('.sql'))], measured)).toEqual([])
  })

  it('asks the clock of the city, not of the database', () => {
    const queries = product.filter((path) => /queries\.ts$/.test(path))
    expect(offenders(queries, /\bnow\(\)|current_date|current_timestamp/)).toEqual([])
  })
})

describe('what would be written twice, or grow without end', () => {
  it('writes SQL once: three lines of a statement stand in one file', () => {
    const filesOf = new Map<string, Set<string>>()
    for (const path of product.filter((path) => /^server\/.*\.ts$/.test(path)))
      for (const window of sqlWindows(contentOf(path)))
        filesOf.set(window, (filesOf.get(window) ?? new Set()).add(path))
    const twice = [...filesOf].filter(([, paths]) => paths.size > 1).map(([window]) => window)
    // May only become fewer.
    expect(twice).toEqual(['from building b\nwhere b.city = ?\ngroup by b.community_id'])
    expect(filesOf.size).toBeGreaterThan(500)
  })

  it('finds three lines of SQL however they are laid out, nested ones included', () => {
    const source = 'sql`\n  Select 1\n    from  a\n where b = ${sql<Row[]>`\n x\n y\n z`}`'
    expect(sqlWindows(source)).toEqual(['select 1\nfrom a\nwhere b = ?', 'x\ny\nz'])
  })

  it('gives a component at most 10 props', () => {
    const propsOf = (path: string) => {
      const [, declared = ''] = /defineProps<\{([\s\S]*?)\}>\(\)/.exec(contentOf(path)) ?? []
      const models = contentOf(path).match(/\bdefineModel</g) ?? []
      return [...declared.matchAll(/(^|[;,{\n])\s*(\/\*\*.*?\*\/\s*)?\w+\??:/g)].length + models.length
    }
    const components = product.filter((path) => path.endsWith('.vue'))
    expect(components.filter((path) => propsOf(path) > 10)).toEqual([])
    // Declared elsewhere, they would not be counted.
    expect(offenders(components, /defineProps(<(?!\{)|\()/)).toEqual([])
    expect(Math.max(...components.map(propsOf))).toBeGreaterThan(5)
  })
})

describe('what must not be written down', () => {
  it('names no folder of a machine and no download host', () => {
    const texts = files.filter((path) => /\.(ts|mjs|vue|js|cjs|json|md|sql|css|html|yml)$|^\.ci\//.test(path))
    expect(
      offenders(texts, /"resolved": *"https?:|registry\.npmjs|\/home\/[a-z]+\/|\/root\/|\/work\/[a-z.]+\//),
    ).toEqual([])
  })
})
