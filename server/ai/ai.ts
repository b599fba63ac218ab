// Which model works for a workspace, with whose key, how fast, and for how much a day. Rooms that want a model ask here and
// get an answer or a reason in a sentence; they never see a key. A workspace's own choice comes first, then the server's
// credential (AI_PROVIDER …), then none, and everything must work with none.
//
// Money: every call reserves the most it can cost before it leaves and settles what it did cost afterwards, so that twenty calls
// at once cannot spend a budget twice. Pace: a bucket per key in the database, shared by all processes.
export { askModel, searchWeb, type Answer, type Question, type Reason } from './asking.ts'
export { modelInForce, type InForce } from './in-force.ts'
export { aiSpending } from './spending.ts'
