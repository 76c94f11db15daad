import { connect, type Socket } from 'node:net'

/** Asks for paths over one connection that stays open, one after the other; resolves with the size of the body. */
export interface KeepAlive {
  get: (path: string) => Promise<number>
  close: () => void
}

/**
 * A client that costs next to nothing: it shares two cores with what is measured, and a browser's `fetch` in Node needs
 * as much processor time for an answer as the server. Reads what our server sends: a length, no chunks. Throws for 4xx.
 */
export function openKeepAlive(url: string, cookie: string): KeepAlive {
  const { hostname, port, host } = new URL(url)
  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let received = Buffer.alloc(0)
  let answered: ((size: number) => void) | null = null
  let failed: ((problem: Error) => void) | null = null
  socket.on('error', (problem) => failed?.(problem))
  socket.on('data', (bytes) => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes])
    const end = received.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = received.toString('latin1', 0, end)
    const size = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (received.length < end + 4 + size) return
    received = Buffer.alloc(0)
    if (/^HTTP\/1\.1 [23]/.test(head)) answered?.(size)
    else failed?.(new Error(head.split('\r\n')[0]))
  })
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        answered = resolve
        failed = reject
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`)
      }),
    close: () => void socket.destroy(),
  }
}
