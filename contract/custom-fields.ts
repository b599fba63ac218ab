// Fields of one's own: what a workspace wants to know of its leads and companies beside what everybody knows of theirs.
import { z } from 'zod'

/** What a record carries, by the field's key. Null and '' take a value away. */
export const CustomValues = z.record(z.string().min(1).max(80), z.union([z.string().max(4000), z.number(), z.boolean(), z.array(z.string().max(200)).max(100), z.null()]))
