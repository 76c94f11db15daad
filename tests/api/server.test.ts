import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'

onBothEngines('server', (engine) => {
  let db: Database
  let test: TestApi
  let webFolder: string

  beforeAll(async () => {
    webFolder = mkdtempSync(join(tmpdir(), 'hg-web-'))
    mkdirSync(join(webFolder, 'assets'))
    writeFileSync(join(webFolder, 'index.html'), '<!doctype html><title>start</title>')
    writeFileSync(join(webFolder, 'assets', 'main-1a2b3c.js'), 'export {}')
    db = await engine.open()
    test = await createTestApi(db, { webFolder })
  })
  afterAll(async () => {
    await test.stop()
    await db.close()
    rmSync(webFolder, { recursive: true, force: true })
  })

  it('says which engine, versions, migration and position it has', async () => {
    const answer = await test.get('/api/health')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      database: engine.name,
      engine: 'ready',
      versions: { postgres: expect.stringMatching(/^1\d/), postgis: expect.stringMatching(/^3\./) },
      migration: expect.stringMatching(/^\d{4}_.+\.sql$/),
      feed: expect.stringMatching(/^\d+\.\d+$/),
    })
  })

  it('answers about its health from memory while the database is busy', async () => {
    await test.get('/api/health')
    // The embedded engine works at one thing at a time; a server is busy when all connections are.
    const busy = Array.from({ length: 10 }, () =>
      db.sql`select pg_sleep(${engine.name === 'embedded' ? 0.25 : 2.5})`.execute(),
    )
    let isOver = false
    const over = Promise.all(busy).then(() => (isOver = true))
    const answer = await test.get('/api/health')
    expect(isOver).toBe(false)
    expect(await answer.json()).toMatchObject({ engine: 'busy', migration: expect.stringMatching(/\.sql$/) })
    await over
  })

  it('describes itself, all routes of features and sessions included', async () => {
    expect((await test.get('/api/openapi.json')).status).toBe(401)
    const admin = await test.logIn({ username: `server-${engine.name}`, role: 'admin', city: null })
    const answer = await test.get('/api/openapi.json', admin)
    await db.sql`delete from app_user where username = ${`server-${engine.name}`}`
    const { openapi, paths }: { openapi: string; paths: object } = await answer.json()
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/session', '/api/cities/{city}/features/{layer}', '/api/cities/{city}/events']),
    )
  })

  it('serves the start page for every address of a screen, hashed files for ever', async () => {
    for (const path of ['/', '/demo/map', '/demo/grids/12']) {
      const page = await test.get(path)
      expect(page.status, path).toBe(200)
      expect(await page.text()).toContain('<title>start</title>')
      expect(page.headers.get('cache-control')).toBe('no-cache')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
    const asset = await test.get('/assets/main-1a2b3c.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-type')).toContain('javascript')
  })

  it.each(['/assets/gone-4d5e6f.js', '/favicon.png', '/..%2f..%2fetc%2fpasswd', '/assets/..%2findex.html'])(
    'answers %s with 404 and nothing to keep',
    async (path) => {
      const answer = await test.get(path)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    },
  )
})
