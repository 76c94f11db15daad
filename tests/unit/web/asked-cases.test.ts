import { expect, it } from 'vitest'
import { askedCases } from '../../../web/explore/asked-cases'

const span = { from: '2024-01-12', to: '2024-01-18' }

it('asks for everything that is open, however old, and not for what was ever opened again', () => {
  expect(askedCases({ status: 'open', symptoms: ['fees'] }, span, '2024-01-18')).toEqual({
    from: '1970-01-01',
    to: '2024-01-18',
    symptoms: ['fees'],
    status: ['open'],
    sources: [],
    compound_kinds: [],
  })
})

it('asks for all that was reported in the period, whatever became of it', () => {
  expect(askedCases({ status: 'all', symptoms: [] }, span, '2024-01-18')).toEqual({
    ...span,
    symptoms: [],
    status: [],
    sources: [],
    compound_kinds: [],
  })
})
