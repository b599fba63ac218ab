// Writing: drafts in three tones, the checks they pass, and a person's approval. Campaigns ask for a draft per lead and
// step; a job writes it, with a model where there is one and with the built-in writer where there is none; what is ready,
// approved or skipped is announced. Nothing here sends.
export type { Draft } from './draft.ts'
export { rotate as toneAt, type Tone } from './mail.ts'
export { draftApproved, draftFailed, draftReady, draftReopened, draftSkipped, draftUnskipped } from './events.ts'
export { approveDraft, approvePassing, skipDraft, undoApproval } from './approving.ts'
export { requestDraft, supersedeDrafts, type Request as DraftRequest } from './requesting.ts'
export { draftCountsOfSteps, draftsOfEnrollments, draftsOfLead, findDraft, linksOfDrafts, markSent as markDraftSent, skippedDrafts, variantsSent } from './store.ts'
export { greetingName } from './spoken.ts'
export { previewTemplate } from './previewing.ts'
export { lint as lintTemplate, tagMeanings } from './templates.ts'
