// What a named scenario of the rig looks like. Each lives in scenarios/<id>-<name>.ts and exports `scenario`.

export type Tier = 'ci' | 'nightly'

export interface Scenario {
  /** As in the reliability plan: R01 … R37. */
  id: string
  /** For `npm run rig -- --scenario <name>`. */
  name: string
  /** The fault and what must hold, in one sentence. */
  about: string
  /** Where it runs by itself; `--scenario` runs any. */
  tiers: readonly Tier[]
  /** What this machine must have; without it the scenario is skipped with a line. */
  needs?: readonly Need[]
  /** After so many minutes it is ended and has failed. Default: 4 in the CI tier, 10 in the nightly one. */
  mostMinutes?: number
  /** Its files are as good as gone with a crash, and it makes very many (a database for each try): in memory, where the machine has room there. */
  inMemory?: boolean
  /**
   * When the nightly tier runs it. `beside`: from the beginning, beside all others, for it mostly waits. `first`: before the others,
   * for it needs one core only and so leaves the other to those beside. `alone`: last, when nothing else runs, for its marks are
   * ratios of speed. Left out: one after another.
   */
  when?: 'beside' | 'first' | 'alone'
  /** Several runs in one tier, each a line of the table: other seeds, numbers or settings. Left out: one run. */
  rounds?(tier: Tier, seed: number): readonly Round[]
  run(settings: Settings): Promise<Verdict>
}

export type Need = 'root' | 'mail-servers' | 'tmpfs'
export interface Round { seed: number; n?: number; set?: Readonly<Record<string, string>> }

export interface Settings {
  tier: Tier
  seed: number
  /** How many of whatever it counts (`--n`); each scenario knows its own number for each tier. */
  n?: number
  /** Settings of the scenario's own, as `--set name=value`. */
  set?: Readonly<Record<string, string>>
  say(line: string): void
}

export interface Verdict {
  passed: boolean
  /** What is printed in the table: duplicates, lost, ghosts, settled, p99 … */
  figures: Record<string, number | string | null>
  /** Each pass mark that was missed, and by how much. */
  missed?: string[]
  skipped?: string
}

/** Passed when nothing was missed. `marks`: what must hold, each with the sentence to print when it does not. */
export function verdict(figures: Verdict['figures'], marks: readonly (readonly [holds: boolean, missed: string])[]): Verdict {
  const missed = marks.filter(([holds]) => !holds).map(([, sentence]) => sentence)
  return { passed: missed.length === 0, figures, missed }
}
