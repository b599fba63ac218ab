// Structured lines on stdout; pretty ones in a terminal. Secrets never pass: names that smell of one are redacted.
import { pino, type Logger as Pino } from 'pino'

export type Logger = Pino

const secretNames = ['password', 'secret', 'token', 'apiKey', 'authorization', 'cookie', 'key', 'smtpPassword', 'imapPassword', 'pass']
const paths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

export function createLog(level: string, where: 'pretty' | 'json' = process.stdout.isTTY ? 'pretty' : 'json'): Logger {
  return pino({
    level,
    base: undefined,
    redact: { paths: [...paths, 'req.headers.cookie', 'req.headers.authorization'], censor: '[redacted]' },
    ...(where === 'pretty' && { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }),
  })
}
