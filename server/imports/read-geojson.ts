import { Assembler } from 'stream-json/assembler.js'
import { jsonParser, type Token } from 'stream-json/parser.js'
import { Refusal } from './refusal'
import { decode, type Bytes, type Source, type SourceRow } from './format'

/** Bytes at the end of a file in which a `crs` member behind the features is looked for. */
const tailBytes = 4096

/**
 * A GeoJSON FeatureCollection, feature by feature. Knows the `crs` member of 2008 before or behind the features.
 * @throws Refusal imports.not_json { row, why } (a cut-off file included), imports.not_geojson
 */
export async function readGeojson(bytes: Bytes): Promise<Source> {
  const collection = new Collection()
  const rows = collection.read(bytes.all())
  const first = await rows.next()
  const crs = collection.crs ?? (await crsInTail(bytes))
  return { crs, rows: chain(first, rows) }
}

async function* chain(
  first: IteratorResult<SourceRow, void>,
  rest: AsyncGenerator<SourceRow, void>,
): AsyncGenerator<SourceRow> {
  if (!first.done) yield first.value
  yield* rest
}

/** Walks the members of the collection and assembles one value at a time. */
class Collection {
  crs: string | null = null
  #depth = 0
  #key: string | null = null
  #row = 0
  #complete = false
  #hasFeatures = false
  #assembler: Assembler | null = null

  async *read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRow, void> {
    const parse = jsonParser({ packValues: true, streamValues: false })
    try {
      for await (const text of decode(bytes)) yield* this.#takeAll(tokens(parse(text)))
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw new Refusal('imports.not_json', { row: this.#row + 1, why: error instanceof Error ? error.message : '' })
    }
    if (!this.#complete) {
      const row = this.#row + (this.#assembler ? 1 : 0)
      throw new Refusal('imports.not_json', { row, why: 'the file ends too early' })
    }
    if (!this.#hasFeatures) throw new Refusal('imports.not_geojson')
  }

  *#takeAll(all: Iterable<Token>): Generator<SourceRow> {
    for (const token of all) {
      const found = this.#take(token)
      if (found) yield found
    }
  }

  #take(token: Token): SourceRow | null {
    if (this.#assembler) return this.#assemble(this.#assembler, token)
    const opens = token.name === 'startObject' || token.name === 'startArray'
    const closes = token.name === 'endObject' || token.name === 'endArray'
    if (this.#depth === 0 && token.name !== 'startObject') throw new Refusal('imports.not_geojson')
    if (closes) {
      this.#depth--
      this.#complete = this.#depth === 0
      return null
    }
    if (this.#depth === 1) return this.#member(token, opens)
    if (this.#depth === 2) return this.#begin(token, opens)
    if (opens) this.#depth++
    return null
  }

  /** A member of the collection: `features` is entered, anything else is assembled whole. */
  #member(token: Token, opens: boolean): null {
    if (token.name === 'keyValue') {
      this.#key = token.value
    } else if (this.#key === 'features') {
      if (token.name !== 'startArray') throw new Refusal('imports.not_geojson')
      this.#hasFeatures = true
      this.#depth++
    } else {
      this.#begin(token, opens)
    }
    return null
  }

  #begin(token: Token, opens: boolean): SourceRow | null {
    if (opens) {
      this.#assembler = new Assembler()
      this.#assembler.consume(token)
      return null
    }
    // A feature that is no object: a row without anything.
    return this.#depth === 2 ? { row: ++this.#row, ...featureOf(null) } : null
  }

  #assemble(assembler: Assembler, token: Token): SourceRow | null {
    assembler.consume(token)
    if (!assembler.done) return null
    this.#assembler = null
    if (this.#depth === 1) {
      if (this.#key === 'crs') this.crs = crsName(assembler.current)
      return null
    }
    this.#row++
    return { row: this.#row, ...featureOf(assembler.current) }
  }
}

function* tokens(parsed: unknown): Generator<Token> {
  const many = typeof parsed === 'object' && parsed !== null && 'values' in parsed ? parsed.values : []
  for (const token of many as Token[]) yield token
}

function featureOf(value: unknown): Omit<SourceRow, 'row'> {
  const feature = asRecord(value)
  const properties = asRecord(feature.properties)
  // A mapping reads the feature's id under the name `id`, unless a property has that name.
  return { properties: { id: feature.id, ...properties }, geometry: feature.geometry ?? null }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function crsName(value: unknown): string | null {
  const { name } = asRecord(asRecord(value).properties)
  return typeof name === 'string' ? name : null
}

async function crsInTail(bytes: Bytes): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of bytes.tail(tailBytes)) text += decoder.decode(chunk, { stream: true })
  return /"crs"\s*:\s*\{[^{}]*"properties"\s*:\s*\{\s*"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? null
}
