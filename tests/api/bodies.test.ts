import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity } from '../support/tiny-city'

const tooLarge = 256 * 1024 + 1

/** An operation of the description, at an address of this city. */
interface Operation {
  method: string
  path: string
  takesBody: boolean
}

onBothEngines('bodies', (engine) => {
  const code = `bodies-${engine.name}`
  let db: Database
  let test: TestApi
  let headers: { cookie: string }
  let operations: Operation[]

  beforeAll(async () => {
    db = await engine.open()
    const city = await createTinyCity(db.sql, code)
    test = await createTestApi(db)
    headers = await test.logIn({ username: `${code}-leader`, role: 'leader', city: city.id })
    operations = await readOperations()
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  async function readOperations(): Promise<Operation[]> {
    const answer = await test.get('/api/openapi.json', headers)
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, { requestBody?: object }>> }
    const words: Record<string, string> = { city: code, layer: 'stations', file: `${code}.json`, tile: '1.mvt' }
    return Object.entries(paths).flatMap(([template, methods]) => {
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '1')
      return Object.entries(methods).map(([method, { requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        takesBody: requestBody !== undefined,
      }))
    })
  }

  const send = (method: string, path: string, given: Omit<RequestInit, 'method'> & { duplex?: 'half' }) =>
    test.api.request(path, {
      ...given,
      method,
      headers: { ...headers, 'content-type': 'application/json', ...(given.headers as object | undefined) },
    })

  it('are refused above the limit on every route that takes one, announced or not', async () => {
    const taking = operations.filter(({ takesBody }) => takesBody)
    expect(taking.length).toBeGreaterThan(1)
    for (const { method, path } of taking) {
      const body = JSON.stringify({ filler: 'x'.repeat(tooLarge) })
      expect((await send(method, path, { body })).status, path).toBe(413)
      const announced = await send(method, path, { body: '{}', headers: { 'content-length': '999999999' } })
      expect(announced.status, `${path} announced`).toBe(413)
      const streamed = await send(method, path, { body: new Blob([body]).stream(), duplex: 'half' })
      expect(streamed.status, `${path} streamed`).toBe(413)
      expect(await streamed.json()).toMatchObject({ error: { code: 'request.body_too_large' } })
    }
  })

  it('write nothing where one can only read', async () => {
    const written = new Set(operations.filter(({ method }) => method !== 'GET').map(({ path }) => path))
    const readOnly = operations.filter(({ method, path }) => method === 'GET' && !written.has(path))
    expect(readOnly.length).toBeGreaterThan(8)
    for (const { path } of readOnly)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await send(method, path, { body: '{}' })
        expect(answer.status, `${method} ${path}`).toBe(404)
        expect(await answer.json()).toMatchObject({ error: { code: 'request.route_not_found' } })
        const large = await send(method, path, { body: 'x'.repeat(tooLarge) })
        expect(large.status, `${method} ${path} with too much`).toBe(413)
      }
  })
})
