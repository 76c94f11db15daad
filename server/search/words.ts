const mostWords = 6

/**
 * The words of a search in lower case. Full-width forms become plain ones; a number that follows Chinese is a word of
 * its own, so that 张家园8 finds building 8 of 张家园.
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('\0', ' ')
  const parted = plain.replace(/(?<=[\u3400-\u9fff])(?=\d)(?<!第)/g, ' ')
  return parted
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, mostWords)
}
