// Health of the installation, as far as a signed-in person may see it.
import { z } from 'zod'
import { endpoint, When } from './contract.ts'

export const HealthView = z
  .object({
    version: z.string(),
    database: z.object({ kind: z.enum(['embedded', 'external']), version: z.string(), where: z.string() }),
    processes: z.array(z.object({ id: z.string(), role: z.string(), seenAt: When })),
    readers: z.array(z.object({ name: z.string(), behind: z.number().int() })),
    failedEvents: z.number().int(),
    jobs: z.array(z.object({ queue: z.string(), waiting: z.number().int(), active: z.number().int(), failed: z.number().int() })),
  })
  .meta({ id: 'Health' })
export const health = endpoint('GET', '/health', { summary: 'How this installation is doing', can: 'workspace.manage', returns: HealthView })

export const SelfCheckView = z
  .object({
    newest: z.object({
      id: z.uuid(), at: When, by: z.string().describe('Who asked; overture: the nightly run'), tookMs: z.number().int(), checked: z.number().int().describe('How many sentences were tried'),
      findings: z.array(z.object({
        name: z.string(), holds: z.string().describe('The sentence that should hold and does not'), count: z.number().int().describe('At most 200 are counted'),
        examples: z.array(z.object({ id: z.string(), says: z.string() })),
      })),
    }).nullable(),
  })
  .meta({ id: 'SelfCheck' })
export const selfCheck = endpoint('GET', '/self-check', { summary: 'What the last self-check found', can: 'workspace.manage', returns: SelfCheckView })
export const runSelfCheck = endpoint('POST', '/self-check', { summary: 'Check now that nothing is as it must never be', can: 'workspace.manage', repeat: 'key', returns: SelfCheckView })
