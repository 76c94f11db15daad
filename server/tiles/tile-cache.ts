/** Encoded layers of tiles by everything that they depend on; the least recently used leave first. */
export class TileCache {
  readonly #layers = new Map<string, Uint8Array>()
  readonly #capacity_bytes: number
  #bytes = 0

  constructor(capacity_bytes: number) {
    this.#capacity_bytes = capacity_bytes
  }

  get(key: string): Uint8Array | undefined {
    const layer = this.#layers.get(key)
    if (!layer) return undefined
    this.#layers.delete(key)
    this.#layers.set(key, layer)
    return layer
  }

  set(key: string, layer: Uint8Array): void {
    this.#drop(key)
    this.#layers.set(key, layer)
    this.#bytes += sizeOf(key, layer)
    for (const oldest of this.#layers.keys()) {
      if (this.#bytes <= this.#capacity_bytes) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const layer = this.#layers.get(key)
    if (!layer) return
    this.#layers.delete(key)
    this.#bytes -= sizeOf(key, layer)
  }
}

/** Keys are Latin letters, and the bookkeeping of an entry is about 200 bytes. */
function sizeOf(key: string, layer: Uint8Array): number {
  return key.length + layer.byteLength + 200
}
