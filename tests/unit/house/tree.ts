import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..', '..')

/** Files that git knows or would add, relative to the project. */
export function trackedFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  })
  return output.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
}

export function contentOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
