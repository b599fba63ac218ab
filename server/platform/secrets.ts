// The one place for secrets. Master keys (OVERTURE_KEYS, or made at the first start and kept with mode 0600) wrap one data
// key per workspace; values are sealed with AES-256-GCM, bound to workspace, table, column and row, so that a sealed value
// moved to another row does not open. There is no default key and no plaintext fallback.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, type Config } from './config.ts'
import { isDiskFull } from './disk.ts'

export interface Keyring { current: string; keys: Map<string, Buffer> }

export interface Secrets {
  seal(workspaceId: string, place: string, row: string, plaintext: string): Promise<string>
  open(workspaceId: string, place: string, row: string, sealed: string): Promise<string>
  /** HMAC-SHA256 with a key derived for this purpose: for tokens and identities. Stable across restarts and key rotations. */
  mac(purpose: string, data: string): Buffer
  keyring: Keyring
}

/** How the data keys of workspaces are kept (a row each); the database provides it. */
export interface DataKeyStore { read(workspaceId: string): Promise<string | null>; createOnce(workspaceId: string, wrapped: string): Promise<string> }

export function loadKeyring(config: Pick<Config, 'OVERTURE_KEYS' | 'OVERTURE_DATA'>): Keyring {
  const text = config.OVERTURE_KEYS ?? keysOnDisk(config.OVERTURE_DATA)
  const keys = new Map<string, Buffer>()
  for (const part of text.split(',').map((p) => p.trim()).filter(Boolean)) {
    const [kid, base64] = part.split(':')
    const key = Buffer.from(base64 ?? '', 'base64')
    if (!kid || !/^[\w-]{1,32}$/.test(kid) || key.length !== 32) throw new ConfigError('OVERTURE_KEYS: each key is written kid:base64 and holds 32 bytes.')
    keys.set(kid, key)
  }
  const current = keys.keys().next().value
  if (!current) throw new ConfigError('OVERTURE_KEYS holds no key.')
  return { current, keys }
}

function keysOnDisk(dataFolder: string): string {
  const file = join(dataFolder, 'secrets.json')
  if (existsSync(file)) {
    try { return (JSON.parse(readFileSync(file, 'utf8')) as { keys: string }).keys }
    catch { throw new ConfigError(`${file} cannot be read. Without it, sealed passwords and keys stay closed: restore it from a backup.`) }
  }
  try { mkdirSync(dataFolder, { recursive: true }) }
  catch (error) { throw isDiskFull(error) ? error : new ConfigError(`OVERTURE_DATA=${dataFolder}: this folder cannot be made (${(error as NodeJS.ErrnoException).code}). Name another one, or give this account the right to write there.`) }
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const fresh = `${file}.${process.pid}.new`
  try {
    writeFileSync(fresh, JSON.stringify({ keys }, null, 2) + '\n', { mode: 0o600, flag: 'wx' })
    chmodSync(fresh, 0o600)
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw isDiskFull(error) ? error : new ConfigError(`OVERTURE_DATA=${dataFolder}: nothing can be written there (${(error as NodeJS.ErrnoException).code}). Name another folder, or give this account the right to write.`)
  }
  return keys
}

const derive = (key: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, 'overture', purpose, 32))

/** `v1.<kid>.<nonce>.<ciphertext>.<tag>`, base64url. */
function sealWith(kid: string, key: Buffer, aad: string, plaintext: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return ['v1', kid, nonce.toString('base64url'), body.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
}

function openWith(keyOf: (kid: string) => Buffer | undefined, aad: string, sealed: string): Buffer {
  const [version, kid, nonce, body, tag] = sealed.split('.')
  const key = keyOf(kid ?? '')
  if (version !== 'v1' || !key || !nonce || body === undefined || !tag) throw new Error('A sealed value cannot be opened: its key is missing, or it is not a sealed value.')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url')).setAAD(Buffer.from(aad)).setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()])
}

export function createSecrets(keyring: Keyring, dataKeys: DataKeyStore): Secrets {
  const opened = new Map<string, Buffer>()
  const wrapAad = (workspaceId: string) => `${workspaceId}|workspaces|wrapped_key`

  const dataKey = async (workspaceId: string): Promise<Buffer> => {
    const known = opened.get(workspaceId)
    if (known) return known
    let wrapped = await dataKeys.read(workspaceId)
    if (!wrapped) {
      const fresh = sealWith(keyring.current, derive(keyring.keys.get(keyring.current)!, 'wrap'), wrapAad(workspaceId), randomBytes(32))
      wrapped = await dataKeys.createOnce(workspaceId, fresh)
    }
    const key = openWith((kid) => keyring.keys.has(kid) ? derive(keyring.keys.get(kid)!, 'wrap') : undefined, wrapAad(workspaceId), wrapped)
    opened.set(workspaceId, key)
    return key
  }
  // Tokens must outlive a rotation: their key comes from the oldest master key, which a rotation keeps.
  // As KeyObjects: an HMAC with one takes 3 µs, with a Buffer 28 µs (Node 24), and every pixel needs one.
  const macKeys = new Map<string, KeyObject>()
  const oldest = [...keyring.keys.values()].at(-1)!

  return {
    keyring,
    async seal(workspaceId, place, row, plaintext) {
      return sealWith('w', await dataKey(workspaceId), `${workspaceId}|${place}|${row}`, Buffer.from(plaintext))
    },
    async open(workspaceId, place, row, sealed) {
      const key = await dataKey(workspaceId)
      return openWith((kid) => (kid === 'w' ? key : undefined), `${workspaceId}|${place}|${row}`, sealed).toString()
    },
    mac(purpose, data) {
      let key = macKeys.get(purpose)
      if (!key) macKeys.set(purpose, (key = createSecretKey(derive(oldest, `mac:${purpose}`))))
      return createHmac('sha256', key).update(data).digest()
    },
  }
}

/** A value that only opens with the right master keys: compared at start, so that a wrong key stops it. */
export const sealCanary = (keyring: Keyring): string => sealWith(keyring.current, derive(keyring.keys.get(keyring.current)!, 'canary'), 'canary', Buffer.from('overture'))
export function canaryOpens(keyring: Keyring, sealed: string): boolean {
  try { return openWith((kid) => keyring.keys.has(kid) ? derive(keyring.keys.get(kid)!, 'canary') : undefined, 'canary', sealed).toString() === 'overture' }
  catch { return false }
}
