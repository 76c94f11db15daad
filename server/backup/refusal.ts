/** Why nothing is saved or restored. */
export class BackupRefusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${code} ${JSON.stringify(detail)}`)
  }
}

export type RefusalCode =
  | 'backup.file_exists'
  | 'backup.file_not_found'
  | 'backup.foreign_file'
  | 'backup.other_format'
  | 'backup.other_schema'
  | 'backup.not_empty'
  | 'backup.damaged'

type Words = (detail: Readonly<Record<string, string | number>>) => string

const nothing = 'Nothing was restored.'

/** What an operator reads in the terminal. */
const words: Readonly<Record<RefusalCode, Words>> = {
  'backup.file_exists': ({ file }) => `There is a file ${file} already; it was left as it is.`,
  'backup.file_not_found': ({ file }) => `There is no file ${file} that can be read.`,
  'backup.foreign_file': ({ file }) => `${file} is no backup of Heatgrid. ${nothing}`,
  'backup.other_format': ({ file, version }) =>
    `${file} is a backup in format ${version}, which this Heatgrid does not know. ${nothing}`,
  'backup.other_schema': ({ theirs, ours }) =>
    `The backup was made at migration ${theirs}, this database is at ${ours}. Restore it with the Heatgrid that made it ` +
    `into an empty database; a newer one then brings that up to date when it starts. ${nothing}`,
  'backup.not_empty': ({ table }) =>
    `The database is not empty (table ${table}). Restore into a new one: another HEATGRID_DATA folder, or another ` +
    `DATABASE_URL. ${nothing}`,
  'backup.damaged': ({ file }) => `${file} is cut off or damaged. ${nothing}`,
}

export function refusalText({ code, detail }: BackupRefusal): string {
  return words[code](detail)
}
