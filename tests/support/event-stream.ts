/** One server-sent event. */
export interface ServerEvent {
  event: string
  id: string
  data: unknown
}

/** Reads an event stream; comments (heartbeats) are passed over. */
export function readEvents(response: Response) {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  const decoder = new TextDecoder()
  let rest = ''
  const next = async (): Promise<ServerEvent | null> => {
    for (;;) {
      const end = rest.indexOf('\n\n')
      if (end >= 0) {
        const block = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (block.includes('event:')) return parse(block)
        continue
      }
      const { done, value } = await reader.read()
      if (done) return null
      rest += decoder.decode(value, { stream: true })
    }
  }
  return { next, close: () => reader.cancel() }
}

function parse(block: string): ServerEvent {
  const lines = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? [])
  const field = Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]))
  return { event: field.event ?? '', id: field.id ?? '', data: JSON.parse(field.data ?? 'null') }
}
