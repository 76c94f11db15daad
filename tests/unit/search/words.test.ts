import { expect, it } from 'vitest'
import { wordsOf } from '../../../server/search/words'

it('parts a search into words, and a house number from the compound before it', () => {
  expect(wordsOf(' 张家园  8 ')).toEqual(['张家园', '8'])
  expect(wordsOf('张家园8')).toEqual(['张家园', '8'])
  expect(wordsOf('第8网格')).toEqual(['第8网格'])
  expect(wordsOf('ZJY')).toEqual(['zjy'])
  expect(wordsOf('GX１２')).toEqual(['gx12'])
  expect(wordsOf('\0 ')).toEqual([])
  expect(wordsOf('a b c d e f g h')).toHaveLength(6)
})
