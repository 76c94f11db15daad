import { expect, it } from 'vitest'
import { orderTables, tablesBelow } from '../../../server/backup/table-order'

const table = (name: string, ...parents: string[]) => ({ name, parents })
const namesOf = (tables: { name: string }[]) => tables.map(({ name }) => name)

it('puts each table behind all that it refers to, itself apart', () => {
  const tables = [
    table('case', 'building', 'case', 'city'),
    table('building', 'street', 'city'),
    table('street', 'city'),
    table('city'),
  ]
  expect(namesOf(orderTables(tables))).toEqual(['city', 'street', 'building', 'case'])
})

it('does not wait for a table that is not kept', () => {
  expect(namesOf(orderTables([table('session', 'account')]))).toEqual(['session'])
})

it('refuses a circle', () => {
  expect(() => orderTables([table('a', 'b'), table('b', 'a')])).toThrow(RangeError)
})

it('takes what belongs to the root, however far, and leaves what is somebody else’s', () => {
  const tables = [table('event', 'case'), table('case', 'city'), table('city'), table('notes'), table('more', 'notes')]
  expect(namesOf(tablesBelow('city', tables))).toEqual(['event', 'case', 'city'])
})
