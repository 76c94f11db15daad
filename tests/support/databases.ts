import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { openDatabase, type DatabaseOptions } from '../../server/db/connect'
import { migrate } from '../../server/db/migrate'
import { buildServer } from './build'
import { isCi } from './ci'
import { findPostgres, startCluster } from './postgis-cluster'

/** A migrated database that test files share; each works in a city of its own. */
export interface TestEngine {
  name: 'embedded' | 'postgis'
  options: DatabaseOptions
}

declare module 'vitest' {
  export interface ProvidedContext {
    engines: TestEngine[]
  }
}

type Stop = () => Promise<void>

/** Vitest global set-up: the embedded engine always, PostGIS where there is one, and a line that says which. */
export default async function setup(project: TestProject): Promise<Stop> {
  await buildServer()
  const stops: Stop[] = []
  try {
    const engines = [await startEmbedded(stops), await startPostgis(stops)].filter((engine) => engine !== null)
    project.provide('engines', engines)
    console.log(`API tests run on: ${engines.map(({ name }) => name).join(', ')}`)
  } catch (error) {
    await stopAll(stops)
    throw error
  }
  return () => stopAll(stops)
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.reverse()) await stop()
}

async function startEmbedded(stops: Stop[]): Promise<TestEngine> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'hg-test-'))
  stops.push(async () => rmSync(dataFolder, { recursive: true, force: true }))
  const database = await openDatabase({ dataFolder })
  stops.push(database.close)
  await migrate(database.sql)
  return { name: 'embedded', options: { dataFolder, whenInUse: 'join' } }
}

async function startPostgis(stops: Stop[]): Promise<TestEngine | null> {
  const server = await findServer(stops)
  if (!server) return null
  const name = `heatgrid_test_${randomBytes(4).toString('hex')}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  stops.push(() => admin.end())
  await admin`create database ${admin(name)}`
  stops.push(async () => void (await admin`drop database ${admin(name)} with (force)`))
  const databaseUrl = server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
  const database = await openDatabase({ databaseUrl, dataFolder: '' })
  await migrate(database.sql)
  await database.close()
  return { name: 'postgis', options: { databaseUrl, dataFolder: '' } }
}

async function findServer(stops: Stop[]): Promise<string | null> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL
  const programs = findPostgres()
  if (programs) {
    const cluster = await startCluster(programs)
    stops.push(cluster.stop)
    return cluster.databaseUrl
  }
  const missing = 'no PostgreSQL server programs and no TEST_DATABASE_URL: API tests leave PostGIS out'
  if (isCi) throw new Error(missing)
  console.log(missing)
  return null
}
