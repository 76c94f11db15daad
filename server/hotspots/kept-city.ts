import type postgres from 'postgres'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildColumns } from '../../data/hotspots/build-columns'
import { appendCases, removeCases, settleCases, writeCases } from '../../data/hotspots/case-columns'
import { emptyCases } from '../../data/hotspots/case-order'
import type { CaseColumns, CityColumns } from '../../data/hotspots/city-columns'
import { roundColumns } from '../../data/hotspots/round-columns'
import type { Change } from '../feed/feed'
import { roundKinds, townKinds } from './kinds'
import {
  readCaseRange,
  readCases,
  readCasesAfter,
  readCasesOfBuildings,
  readCityRows,
  readRounds,
  type ColumnsCity,
} from './queries'

const blockRows = 10_000
/** Room made at once; ids may be far apart. */
const mostRoom = 1_000_000
const retryMs = 1000

/** What has changed and is not in the columns yet. */
interface Pending {
  town: boolean
  rounds: boolean
  everyCase: boolean
  cases: Set<number>
}

/** What becomes of a city's columns. */
export interface Report {
  /** Every case is being read: how far, 0…1. */
  progress: (progress: number) => void
  /** Every case has been read. */
  filled: (cases: number) => void
  /** The database did not answer; it is asked again. */
  trouble: (problem: unknown) => void
}

/** The columns of one city, filled from the database in blocks and kept up by its changes. */
export class KeptCity {
  readonly #sql: postgres.Sql
  readonly #report: Report
  #city: ColumnsCity
  #today: string
  #columns: CityColumns | null = null
  #pending: Pending = { town: true, rounds: true, everyCase: true, cases: new Set() }
  #turn: Promise<void> = Promise.resolve()
  #isScheduled = false
  #isStopped = false
  /** Called with the least day of cases that were written or taken out; −Infinity where everything was read again. */
  onChange: (leastDay: number) => void = () => {}

  constructor(sql: postgres.Sql, city: ColumnsCity, today: string, report: Report) {
    this.#sql = sql
    this.#city = city
    this.#today = today
    this.#report = report
    this.#schedule()
  }

  /** The columns with all that was announced before this call; null once it is stopped. */
  async settled(city: ColumnsCity, today: string): Promise<CityColumns | null> {
    if (today > this.#today || JSON.stringify(city) !== JSON.stringify(this.#city)) {
      this.#today = today
      this.#city = city
      this.#pending.town = this.#pending.rounds = true
      this.#schedule()
    }
    await this.#turn
    return this.#columns
  }

  announce(changes: readonly Change[]): void {
    for (const { kind, id } of changes) {
      // Rounds are told by the positions of buildings.
      if (townKinds.includes(kind)) this.#pending.town = this.#pending.rounds = true
      else if (roundKinds.includes(kind)) this.#pending.rounds = true
      else if (kind === 'issue' && id === null) this.#pending.everyCase = true
      else if (kind === 'issue' && id !== null) this.#pending.cases.add(id)
    }
    const { town, rounds, everyCase, cases } = this.#pending
    if (town || rounds || everyCase || cases.size > 0) this.#schedule()
  }

  stop(): void {
    this.#isStopped = true
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#turn = this.#turn.then(() => this.#catchUp())
  }

  /** Takes in everything pending; tries again until the database gives it. */
  async #catchUp(): Promise<void> {
    this.#isScheduled = false
    while (!this.#isStopped) {
      const pending = this.#pending
      this.#pending = { town: false, rounds: false, everyCase: false, cases: new Set() }
      try {
        return await this.#take(pending)
      } catch (problem) {
        if (this.#isStopped) return
        this.#report.trouble(problem)
        this.#pending.town ||= pending.town
        this.#pending.rounds ||= pending.rounds
        this.#pending.everyCase ||= pending.everyCase
        for (const id of pending.cases) this.#pending.cases.add(id)
        await sleep(retryMs)
      }
    }
  }

  async #take({ town, rounds, everyCase, cases }: Pending): Promise<void> {
    const old = this.#columns
    let columns = old
    // Buildings before their cases: a case points at the position of its building.
    const isRefill = everyCase || !old
    if (isRefill) this.#report.progress(0)
    if (town || !columns) columns = await this.#readTown()
    if (isRefill) columns.cases = await this.#readAllCases(columns)
    else {
      if (columns !== old) await this.#moveCases(old, columns)
      if (cases.size > 0) await this.#readChanged(columns, [...cases])
    }
    if (rounds) await this.#readRounds(columns)
    this.#columns = columns
    if (town || everyCase) this.onChange(-Infinity)
    if (isRefill) this.#report.filled(columns.cases.length)
  }

  async #readTown(): Promise<CityColumns> {
    const rows = await readCityRows(this.#sql, this.#city, this.#today)
    const { code, time_zone, srid, sharing_threshold } = this.#city
    return buildColumns({ ...rows, city: { code, time_zone, srid, sharing_threshold }, cases: [] })
  }

  async #readRounds(columns: CityColumns): Promise<void> {
    columns.rounds = roundColumns(await readRounds(this.#sql, this.#city.id), columns.buildings)
  }

  async #readAllCases({ buildings }: CityColumns): Promise<CaseColumns> {
    const { least, most } = await readCaseRange(this.#sql, this.#city.id)
    const cases = emptyCases(Math.min(most - least + 1, mostRoom) + blockRows)
    for (let after = least - 1; !this.#isStopped;) {
      const rows = await readCasesAfter(this.#sql, this.#city, { after, limit: blockRows })
      appendCases(cases, buildings, rows)
      after = rows.at(-1)?.id ?? after
      this.#report.progress(most === least ? 1 : Math.min(1, Math.max(0, (after - least) / (most - least))))
      if (rows.length < blockRows) break
    }
    settleCases(cases)
    return cases
  }

  /** Gives cases the positions that their buildings have now, and reads those of buildings that were not there before. */
  async #moveCases(old: CityColumns, columns: CityColumns): Promise<void> {
    const moved = Int32Array.from(old.buildings.id, (id) => columns.buildings.index.get(id) ?? -1)
    const building = old.cases.building.map((position) => (position < 0 ? -1 : (moved[position] ?? -1)))
    columns.cases = { ...old.cases, building }
    const added = [...columns.buildings.id].filter((id) => !old.buildings.index.has(id))
    if (added.length > 0) writeCases(columns, await readCasesOfBuildings(this.#sql, this.#city, added))
  }

  async #readChanged(columns: CityColumns, ids: number[]): Promise<void> {
    const rows = await readCases(this.#sql, this.#city, ids)
    const known = new Set(rows.map((row) => row.id))
    const gone = ids.filter((id) => !known.has(id))
    const days = writeCases(columns, rows).concat(removeCases(columns, gone))
    this.onChange(days.reduce((least, day) => Math.min(least, day), Infinity))
  }
}
