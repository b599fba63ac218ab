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
