import { createInterface } from 'node:readline'
import { Writable, type Readable } from 'node:stream'

/** Where a password comes from: a terminal, where it is asked for and not shown, or any other input. */
export interface PasswordInput {
  input: Readable & { isTTY?: boolean }
  output: { write: (text: string) => unknown }
}

/** The first line of the input; on a terminal it is asked for. Empty where somebody gives up. */
export async function askPassword(
  { input, output }: PasswordInput = { input: process.stdin, output: process.stderr },
): Promise<string> {
  if (!input.isTTY) return readLine(createInterface({ input }))
  output.write('Password (not shown): ')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = await readLine(createInterface({ input, output: nowhere, terminal: true }))
  output.write('\n')
  return line
}

function readLine(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line)
      lines.close()
    })
    lines.once('close', () => resolve(''))
  })
}
