// Configuration is read once, here, and nowhere else. The README's table is made from this schema.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))
const yes = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true')
const whole = (from: number, to: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(from).max(to))

const settings = {
  PORT: whole(0, 65535).default(3000).describe('Port of the web server.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address the web server listens on. 0.0.0.0 for all.'),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional().describe('The address people use, for links in mails and invitations. Default: http://HOST:PORT.'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://').optional().describe('PostgreSQL 15 or later, as a role that may create roles and tables. Default: PostgreSQL embedded under OVERTURE_DATA.'),
  DATABASE_APP_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://').optional().describe('How overture_app signs in, where DATABASE_URL may not set its password.'),
  OVERTURE_DATA: z.string().min(1).default('./data').transform((path) => resolve(path)).describe('Folder for the embedded database, secrets and uploads.'),
  OVERTURE_KEYS: z.string().optional().describe('Master keys as kid:base64 (32 bytes), comma separated; the first encrypts, all decrypt. Default: made at the first start in OVERTURE_DATA/secrets.json. Every process needs the same.'),
  ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('What this process does: web pages and API, background work, or both.'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('How much is logged.'),
  TRUST_PROXY: list.default([]).describe('Addresses or CIDRs of proxies whose X-Forwarded-For is believed. Default: none.'),
  ALLOW_INSECURE_HTTP: yes.default(false).describe('1 lets people sign in over plain http on other hosts than this machine. Their sessions can be stolen on the way.'),
  SSRF_ALLOW: list.default([]).describe('Hosts, CIDRs or host:port on private networks that mailboxes, models and research may reach. Default: none.'),
  AI_PROVIDER: z.enum(['none', 'google', 'openai', 'anthropic', 'openai-compatible']).default('none').describe('Model provider for workspaces that set none of their own.'),
  AI_MODEL: z.string().optional().describe('Model name for AI_PROVIDER.'),
  AI_API_KEY: z.string().optional().describe('Key for AI_PROVIDER.'),
  AI_BASE_URL: z.url().optional().describe('Base URL for openai-compatible providers (Ollama, Groq, vLLM …).'),
  SETUP_TOKEN: z.string().min(16).optional().describe('One-time token of the setup page. Default: made and printed at the first start.'),
  DNS_SERVERS: list.default([]).describe('Name servers that are asked about senders’ domains, as address or address:port. Default: those of the machine.'),
  CALENDLY_URL: z.url({ protocol: /^https?$/ }).default('https://api.calendly.com').describe('Where Calendly is asked about bookings.'),
  GOOGLE_DOCS_URL: z.url({ protocol: /^https?$/ }).default('https://docs.google.com').describe('Where public Google Sheets are read from.'),
  SENDING_LEASE_S: whole(2, 3600).default(60).describe('Seconds a worker holds a mail or a letterbox before another may take over.'),
  SENDING_CONNECTIONS: whole(1, 200).default(20).describe('SMTP connections one worker opens at most.'),
  LAUNCH_HOLD_S: whole(0, 3600).default(60).describe('Seconds between a launch and the first mail, in which it can be taken back.'),
  SYNC_INTERVAL_S: whole(1, 86400).default(60).describe('Seconds between two looks into a mailbox.'),
  WRITES_PER_MINUTE: whole(1, 1_000_000).default(120).describe('Changes one session may make in a minute.'),
  OVERTURE_CLOCK_OFFSET_MS: z.string().regex(/^-?\d{1,9}$/, 'must be a whole number').transform(Number).default(0).describe('For tests only: this process takes it to be so many milliseconds later than the database says. Needs OVERTURE_FOR_TESTS=1 beside it.'),
  OVERTURE_FOR_TESTS: yes.default(false).describe('1 allows what is for tests only. Never set it where mails leave for real people.'),
  DATABASE_CONNECTIONS: whole(4, 200).default(12).describe('Connections to the database one process opens at most.'),
} as const

const Settings = z.object(settings)
export type Config = Readonly<z.output<typeof Settings>> & { readonly baseUrl: string; readonly version: string }

export class ConfigError extends Error {}

/** Reads the environment; `NAME_FILE` may name a file that holds NAME. Throws a ConfigError that names the lines to change. */
export function readConfig(env: Record<string, string | undefined> = process.env, warn: (line: string) => void = console.warn): Config {
  const given: Record<string, string> = {}
  for (const name of Object.keys(settings)) {
    const file = env[`${name}_FILE`]
    const value = file ? readSecretFile(name, file) : env[name]
    if (value !== undefined && value.trim() !== '') given[name] = value.trim()
  }
  for (const name of Object.keys(env))
    if (/^OVERTURE_/.test(name) && !(name.replace(/_FILE$/, '') in settings) && name !== 'OVERTURE_SHARED')
      warn(`${name} is set, but Overture knows no such setting. Is it misspelt?`)
  const parsed = Settings.safeParse(given)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => lineToChange(issue, given)).join('\n'))
  const config = parsed.data
  if (config.OVERTURE_CLOCK_OFFSET_MS && !config.OVERTURE_FOR_TESTS) throw new ConfigError(`OVERTURE_CLOCK_OFFSET_MS=${config.OVERTURE_CLOCK_OFFSET_MS}: a wrong clock is for tests only. Remove it, or set OVERTURE_FOR_TESTS=1 as well.`)
  const host = isIP(config.HOST) === 6 ? `[${config.HOST}]` : config.HOST
  const baseUrl = (config.BASE_URL ?? `http://${config.HOST === '0.0.0.0' ? 'localhost' : host}:${config.PORT}`).replace(/\/+$/, '')
  return Object.freeze({ ...config, baseUrl, version: packageVersion() })
}

/** One line a setting: name, default, sentence. For the README and for `--help`. */
export function describeSettings(): { name: string; initial: string; sentence: string }[] {
  return Object.entries(settings).map(([name, schema]) => {
    const initial = Settings.shape[name as keyof typeof settings].safeParse(undefined)
    const value = name === 'OVERTURE_DATA' ? './data' : initial.success ? initial.data : undefined
    return { name, initial: value === undefined || (Array.isArray(value) && !value.length) ? '' : String(value), sentence: schema.description ?? '' }
  })
}

function lineToChange(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0])
  const shown = /KEY|URL|TOKEN/.test(name) ? '…' : given[name]
  return `${name}=${shown}: ${issue.message.replace(/^Invalid option: expected/, 'must be')}. ${settings[name as keyof typeof settings]?.description ?? ''}`
}

function readSecretFile(name: string, file: string): string {
  try { return readFileSync(file, 'utf8') }
  catch (error) { throw new ConfigError(`${name}_FILE=${file}: the file cannot be read (${(error as NodeJS.ErrnoException).code}).`) }
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
