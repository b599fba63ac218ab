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
  needs?: readonly ('root' | 'mail-servers' | 'tmpfs')[]
  run(settings: Settings): Promise<Verdict>
}

export interface Settings {
  tier: Tier
  seed: number
  /** How many of whatever it counts (`--n`); each scenario knows its own number for each tier. */
  n?: number
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
