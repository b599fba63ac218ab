// The structuring call: pages in, typed facts out, no tools. The model copies; code checks that every quote is on its page.
import { z } from 'zod'
import { FactKind } from '#contract/research'
import { dataBlock, dataRule } from '#platform/llm-data'

export const version = 'facts-1'

export const Structured = z.object({
  facts: z.array(z.object({
    kind: FactKind,
    claim: z.string().max(240).describe('One sentence about the company in the third person, saying no more than the quote.'),
    quote: z.string().max(400).describe('Copied from the page letter by letter: one or two sentences.'),
    page: z.number().int().min(1).max(12).describe('Number of the page the quote is on.'),
    date: z.string().max(10).nullable().describe('YYYY-MM-DD, only if the page says when it happened.'),
    sure: z.number().min(0).max(1),
  })).max(20),
})
export type Structured = z.infer<typeof Structured>

export const structureFacts = (company: string, pages: { url: string; text: string }[], today: string) => ({
  system: [
    'You pick facts about one company out of web pages, for a salesperson who may only say what a source says.',
    dataRule,
    'Each fact needs a quote copied exactly from its page. Leave out slogans, anything about other companies, and anything you would have to guess. No facts is a good answer.',
    'Kinds: funding, hiring, launch, expansion, new_leader, award, partnership, regulation, tool_in_use, customer_named, pricing_change, content_published, location, size, description.',
  ].join('\n'),
  prompt: [
    `Company: ${company}. Today is ${today}.`,
    ...pages.map((page, i) => `Page ${i + 1}:\n${dataBlock(page.url, page.text.slice(0, 5_000))}`),
  ].join('\n\n'),
})
