// A refusal is a sentence for the user. Written where the rule is; HTTP turns it into a 4xx.

export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly field: string | undefined
  readonly details: unknown
  constructor(code: string, sentence: string, more: { status?: number; field?: string; details?: unknown } = {}) {
    super(sentence)
    this.name = 'Refusal'
    this.code = code
    this.status = more.status ?? 422
    this.field = more.field
    this.details = more.details
  }
}

/** `throw refuse('lead_suppressed', 'Dana asked not to be contacted.')`; 422 unless `status` says otherwise. */
export const refuse = (code: string, sentence: string, more?: { status?: number; field?: string; details?: unknown }): Refusal => new Refusal(code, sentence, more)

export const notFound = (what: string): Refusal => new Refusal('not_found', `This ${what} does not exist, or you may not see it.`, { status: 404 })
