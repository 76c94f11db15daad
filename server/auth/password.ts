import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** Cost N = 2^15, r = 8, p = 1: about 60 ms and 32 MB (OWASP Password Storage Cheat Sheet names N = 2^17 at best). */
const cost = { N: 32_768, r: 8, p: 1 }
const keyBytes = 32

/** `scrypt$N$r$p$salt$key`, salt and key in base64url; the cost travels with the hash, so that it can be raised. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Compares in constant time. Without a hash (no such user) it works as long and says no. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, n, r, p, salt = '', key = ''] = (hash ?? nobody).split('$')
  const expected = Buffer.from(key, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(n), r: Number(r), p: Number(p) })
  return hash !== undefined && expected.length === actual.length && timingSafeEqual(expected, actual)
}

const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$bm9ib2R5bm9ib2R5bm9ibw$`

function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
