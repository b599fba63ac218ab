// Multinomial logistic regression over hashed words, pairs of words and pieces of words. Small on purpose: trained in seconds,
// asked in a fraction of a millisecond, and the same bytes always give the same answer.
//
// Weights are whole numbers of one byte, times one scale. A workspace's corrections are trained on top of them.

export const buckets = 4096

export interface Example { label: number; text: string }
export interface Model { labels: readonly string[]; scale: number; weights: Int8Array | Float32Array; bias: Float32Array; idf: Float32Array }

/** Feature numbers with their strength, of length 1 together. Pure. */
export function features(text: string, idf?: Float32Array): Map<number, number> {
  const plain = text.slice(0, 600).normalize('NFKC').toLowerCase().replace(/https?:\S+|\S+@\S+/g, ' @ ').replace(/[’‘`´]/g, "'").replace(/\d+/g, '0')
  const words = plain.match(/[\p{L}\p{M}']+|@|0|[?!¿]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.slice(0, 80) ?? []
  const found = new Map<number, number>()
  const add = (piece: string, weight: number) => { const b = hash(piece); found.set(b, (found.get(b) ?? 0) + weight) }
  for (let i = 0; i < words.length; i++) {
    add(`w${words[i]}`, 1)
    if (i > 0) add(`p${words[i - 1]} ${words[i]}`, 1)
    const word = `<${words[i]}>`
    for (let n = 3; n <= 5; n++) for (let k = 0; k + n <= word.length && n < word.length; k++) add(word.slice(k, k + n), 0.4)
  }
  let sum = 0
  for (const [b, n] of found) { const v = Math.sqrt(n) * (idf ? idf[b]! : 1); found.set(b, v); sum += v * v }
  const length = Math.sqrt(sum) || 1
  for (const [b, v] of found) found.set(b, v / length)
  return found
}

/** FNV-1a, folded. */
function hash(piece: string): number {
  let h = 2166136261
  for (let i = 0; i < piece.length; i++) h = Math.imul(h ^ piece.charCodeAt(i), 16777619)
  return ((h >>> 16) ^ h) & (buckets - 1)
}

/** A share for each label; together 1. */
export function shares(model: Model, found: Map<number, number>): number[] {
  const k = model.labels.length
  const scores = Array.from(model.bias)
  for (const [b, v] of found) for (let c = 0; c < k; c++) scores[c]! += v * model.weights[b * k + c]! * model.scale
  return softmax(scores)
}

function softmax(scores: number[]): number[] {
  const top = Math.max(...scores)
  const e = scores.map((s) => Math.exp(s - top))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / sum)
}

/** From nothing, or on top of a model. Deterministic: the order of examples is shuffled by a fixed seed. */
export function train(labels: readonly string[], examples: readonly Example[], options: { rounds: number; rate: number; decay?: number; from?: Model }): Model {
  const k = labels.length, from = options.from
  const idf = from?.idf ?? idfOf(examples)
  const weights = from ? Float32Array.from(from.weights, (w) => w * from.scale) : new Float32Array(buckets * k)
  const bias = from ? from.bias.slice() : new Float32Array(k)
  const seen = examples.map((e) => ({ label: e.label, found: [...features(e.text, idf)] }))
  const squares = new Float32Array(buckets * k).fill(0.1)
  const model: Model = { labels, scale: 1, weights, bias, idf }
  let s = 7
  const chance = (n: number) => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor((s / 2 ** 32) * n) }
  for (let round = 0; round < options.rounds; round++) {
    for (let i = seen.length - 1; i > 0; i--) { const j = chance(i + 1); [seen[i], seen[j]] = [seen[j]!, seen[i]!] }
    for (const { label, found } of seen) {
      const p = shares(model, new Map(found))
      for (let c = 0; c < k; c++) {
        const error = p[c]! - (c === label ? 1 : 0)
        bias[c]! -= 0.02 * options.rate * error
        for (const [b, v] of found) {
          const at = b * k + c, g = error * v + (options.decay ?? 0) * weights[at]!
          squares[at]! += g * g
          weights[at]! -= (options.rate * g) / Math.sqrt(squares[at]!)
        }
      }
    }
  }
  return model
}

function idfOf(examples: readonly Example[]): Float32Array {
  const n = new Float32Array(buckets)
  for (const e of examples) for (const b of features(e.text).keys()) n[b]!++
  return n.map((m) => Math.log((examples.length + 1) / (m + 1)) + 1)
}

export interface Packed { corpus: string; labels: readonly string[]; scale: number; bias: number[]; weights: string; idf: string }

export function pack(model: Model, corpus: string): Packed {
  let most = 0
  for (const w of model.weights) most = Math.max(most, Math.abs(w))
  most ||= 1
  const scale = most / 127
  return {
    corpus, labels: model.labels, scale, bias: Array.from(model.bias, (b) => Math.round(b * 1e4) / 1e4),
    weights: Buffer.from(Int8Array.from(model.weights, (w) => Math.round(w / scale)).buffer).toString('base64'),
    idf: Buffer.from(Uint8Array.from(model.idf, (v) => Math.round(v * 20))).toString('base64'),
  }
}

export function unpack(packed: Packed): Model {
  const bytes = Buffer.from(packed.weights, 'base64')
  return {
    labels: packed.labels, scale: packed.scale, bias: Float32Array.from(packed.bias), weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    idf: Float32Array.from(Buffer.from(packed.idf, 'base64'), (v) => v / 20),
  }
}
