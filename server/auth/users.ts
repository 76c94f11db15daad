import type postgres from 'postgres'
import { insertUser, type NewAccount } from './queries'
import { hashPassword } from './password'

/** An account as somebody asks for it, with the password in clear. */
export type UserToCreate = Omit<NewAccount, 'password_hash'> & { password: string }

/** Hashes the password and creates the account; returns its id. Throws what the database refuses (name taken). */
export async function createUser(sql: postgres.ISql, { password, ...user }: UserToCreate): Promise<number> {
  return insertUser(sql, { ...user, password_hash: await hashPassword(password) })
}
