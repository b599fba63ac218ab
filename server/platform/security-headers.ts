// The headers of every answer, errors and files included.
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'

export const contentPolicy = (nonce?: string): string => [
  `default-src 'none'`, `script-src 'self'`, `style-src 'self'${nonce ? ` 'nonce-${nonce}'` : ''}`, `style-src-attr 'unsafe-inline'`,
  `img-src 'self' data: blob:`, `font-src 'self'`, `connect-src 'self'`, `frame-src 'self'`, `manifest-src 'self'`, `worker-src 'self'`,
  `form-action 'self'`, `base-uri 'none'`, `object-src 'none'`, `frame-ancestors 'none'`,
].join('; ')

export const freshNonce = (): string => randomBytes(16).toString('base64')

const still: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

const usualPolicy = contentPolicy()

export function securityHeaders(config: Config, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(still).header('content-security-policy', usualPolicy).header('x-request-id', request.id)
  if (config.baseUrl.startsWith('https:')) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
}
