/** Encoded answers by everything that they depend on; the least recently used leave first. */
export class ByteCache<T extends Uint8Array = Uint8Array> {
  readonly #answers = new Map<string, T>()
  readonly #capacity_bytes: number
  #bytes = 0

  constructor(capacity_bytes: number) {
    this.#capacity_bytes = capacity_bytes
  }

  get(key: string): T | undefined {
    const answer = this.#answers.get(key)
    if (!answer) return undefined
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    return answer
  }

  set(key: string, answer: T): void {
    this.#drop(key)
    this.#answers.set(key, answer)
    this.#bytes += sizeOf(key, answer)
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#capacity_bytes) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const answer = this.#answers.get(key)
    if (!answer) return
    this.#answers.delete(key)
    this.#bytes -= sizeOf(key, answer)
  }
}

/** Keys are Latin letters, and the bookkeeping of an entry is about 200 bytes. */
function sizeOf(key: string, answer: Uint8Array): number {
  return key.length + answer.byteLength + 200
}
