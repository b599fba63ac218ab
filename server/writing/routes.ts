import * as say from '#contract/writing'
import { route } from '#platform/route'
import { approveDraft, approvePassing, skipDraft, undoApproval, unskipDraft } from './approving.ts'
import { editDraft, regenerate, setTone, writeMissing } from './editing.ts'
import { mergeTags, previewTemplate } from './previewing.ts'
import { checkText, counts, queue, showDraft } from './showing.ts'

const drafts = (n: number): string => `${n} ${n === 1 ? 'draft' : 'drafts'}`

export const routes = [
  route(say.listDrafts, ({ tx, query }) => queue(tx, query)),
  route(say.countDrafts, ({ tx, query }) => counts(tx, query.campaignId ?? null)),
  route(say.readDraft, ({ tx, params }) => showDraft(tx, params.id)),
  route(say.editDraft, async ({ tx, params, body }) => {
    await editDraft(tx, params.id, body)
    return showDraft(tx, params.id)
  }),
  route(say.approveDraft, async ({ tx, params }) => {
    await approveDraft(tx, params.id)
    return showDraft(tx, params.id)
  }),
  route(say.undoApproval, async ({ tx, params }) => {
    await undoApproval(tx, params.id)
    return showDraft(tx, params.id)
  }),
  route(say.skipDraft, async ({ tx, params }) => {
    await skipDraft(tx, params.id)
    return showDraft(tx, params.id)
  }),
  route(say.unskipDraft, async ({ tx, params }) => {
    await unskipDraft(tx, params.id)
    return showDraft(tx, params.id)
  }),
  route(say.regenerateDraft, async ({ tx, params, body }) => {
    await regenerate(tx, params.id, body.replaceEdits)
    return showDraft(tx, params.id)
  }),
  route(say.approvePassing, async ({ tx, body }) => {
    const done = await approvePassing(tx, body.campaignId ?? null)
    return { ...done, sentence: `${drafts(done.approved)} approved${done.left ? `; ${done.left} ${done.left === 1 ? 'waits' : 'wait'} for a look` : ''}.` }
  }),
  route(say.setTone, async ({ tx, body }) => {
    const done = await setTone(tx, body.campaignId, body.tone)
    return { ...done, sentence: `${drafts(done.changed)} changed${done.kept ? `; ${done.kept} approved, skipped or edited by hand stay as they are` : ''}.` }
  }),
  route(say.rewriteFailed, async ({ tx, body }) => {
    const asked = await writeMissing(tx, body.campaignId)
    return { asked, sentence: asked ? `${drafts(asked)} will be written again.` : 'Nothing is missing.' }
  }),
  route(say.checkText, ({ tx, params, body }) => checkText(tx, params.id, body)),
  route(say.previewTemplate, ({ tx, body }) => previewTemplate(tx, body)),
  route(say.listMergeTags, async () => mergeTags()),
]
