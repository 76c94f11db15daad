import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  frame,
  MessageReader,
  query,
  readReply,
  readStartup,
  ready,
  refuseCopyIn,
  StatementNames,
  sync,
  UnitCollector,
} from '../../../server/db/wire'

const text = (value: string) => Buffer.from(`${value}\0`)
const parse = (name: string, sql: string) => frame('P', text(name), text(sql), Buffer.alloc(2))
const bind = (statement: string, portal = '') => frame('B', text(portal), text(statement), Buffer.alloc(6))
const startup = (code: number) => {
  const message = Buffer.alloc(8)
  message.writeInt32BE(8, 0)
  message.writeInt32BE(code, 4)
  return message
}

describe('MessageReader', () => {
  it('finds the same messages however the stream is split', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 })
    const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 })
    fc.assert(
      fc.property(bodies, sizes, (bodies, sizes) => {
        const messages = bodies.map((body) => frame('Q', Buffer.from(body)))
        const stream = Buffer.concat(messages)
        const reader = new MessageReader()
        reader.started()
        const found: Buffer[] = []
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          reader.push(stream.subarray(at, at + size))
          at += size
          for (let message = reader.next(); message; message = reader.next()) found.push(message)
        }
        expect(found).toEqual(messages)
      }),
    )
  })

  it('reads start-up packets without type, then messages with one, from one chunk', () => {
    const reader = new MessageReader()
    reader.push(Buffer.concat([startup(80877103), startup(196608), query('select 1')]))
    expect(reader.next()).toEqual(startup(80877103))
    expect(reader.next()).toEqual(startup(196608))
    reader.started()
    expect(reader.next()).toEqual(query('select 1'))
    expect(reader.next()).toBeNull()
  })

  it('refuses lengths that no client means', () => {
    const reader = new MessageReader()
    reader.push(Buffer.from('GET / HTTP/1.1\r\n'))
    expect(() => reader.next()).toThrow(RangeError)
  })
})

describe('readStartup', () => {
  it('tells the kinds of packets', () => {
    expect([80877103, 80877104, 80877102, 196608, 131072].map((code) => readStartup(startup(code)))).toEqual([
      'encryption',
      'encryption',
      'cancel',
      'start',
      'malformed',
    ])
  })
})

describe('UnitCollector', () => {
  it('ends a unit at Query, Sync and Flush', () => {
    const collector = new UnitCollector()
    expect(collector.push(query('select 1'))).toEqual({ ends: 'query', bytes: query('select 1') })
    expect(collector.push(parse('', 'select 1'))).toBeNull()
    const flush = frame('H')
    expect(collector.push(flush)).toEqual({ ends: 'flush', bytes: Buffer.concat([parse('', 'select 1'), flush]) })
    expect(collector.push(bind(''))).toBeNull()
    expect(collector.push(sync())).toEqual({ ends: 'sync', bytes: Buffer.concat([bind(''), sync()]) })
  })
})

describe('StatementNames', () => {
  it('gives every named statement the prefix of its connection', () => {
    const names = new StatementNames(7)
    expect(names.rename(parse('s1', 'select 1'))).toEqual(parse('c7.s1', 'select 1'))
    expect(names.rename(bind('s1', 'portal'))).toEqual(bind('c7.s1', 'portal'))
    expect(names.rename(frame('D', text('Ss1')))).toEqual(frame('D', text('Sc7.s1')))
  })

  it('leaves unnamed statements, portals and other messages alone', () => {
    const names = new StatementNames(7)
    for (const message of [parse('', 'select 1'), bind(''), frame('D', text('Pportal')), frame('C', text('P'))]) {
      expect(names.rename(message)).toEqual(message)
    }
    expect(names.rename(query('select 1'))).toEqual(query('select 1'))
    expect(names.closeAll()).toHaveLength(0)
  })

  it('closes what is still open', () => {
    const names = new StatementNames(7)
    for (const name of ['a', 'b']) names.rename(parse(name, 'select 1'))
    expect(names.rename(frame('C', text('Sa')))).toEqual(frame('C', text('Sc7.a')))
    expect(names.closeAll()).toEqual(frame('C', text('Sc7.b')))
  })
})

describe('readReply', () => {
  const row = frame('D', Buffer.from([0, 1, 0, 0, 0, 1, 0x5a]))

  it('leaves one ReadyForQuery, at the end, with the last status', () => {
    const error = frame('E', Buffer.alloc(3))
    const reply = readReply([Buffer.concat([error, ready('T')]), ready('E')], 'sync')
    expect(reply).toEqual({ status: 'E', bytes: Buffer.concat([error, ready('E')]) })
  })

  it('passes none on where the client has only flushed', () => {
    expect(readReply([row, ready('E')], 'flush')).toEqual({ status: 'E', bytes: row })
    expect(readReply([], 'flush')).toEqual({ status: null, bytes: Buffer.alloc(0) })
  })

  it('finds messages that lie across chunks and drops notifications', () => {
    const whole = Buffer.concat([row, frame('A', Buffer.alloc(20)), row, ready('I')])
    const reply = readReply([whole.subarray(0, 9), whole.subarray(9, 15), whole.subarray(15)], 'query')
    expect(reply).toEqual({ status: 'I', bytes: Buffer.concat([row, row, ready('I')]) })
  })
})

describe('refuseCopyIn', () => {
  it('replaces COPY FROM STDIN by a statement that fails', () => {
    expect(refuseCopyIn(query('copy t from stdin')).toString()).toContain('0A000')
    expect(refuseCopyIn(parse('s', ' COPY t (a)\nFROM  STDIN')).toString()).toContain('0A000')
  })

  it('leaves everything else alone', () => {
    for (const message of [query("select 'copy t from stdin'"), query('copy t to stdout'), parse('', 'select 1')]) {
      expect(refuseCopyIn(message)).toBe(message)
    }
  })
})
