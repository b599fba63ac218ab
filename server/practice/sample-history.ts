// A month that could have been: who was written to when, and what they did. Pure: people, seed and the present in, a story out.
import { DateTime } from 'luxon'
import { chanceOf } from './chance.ts'
import { personOf, reactionOf, type Person, type Reaction } from './people.ts'
import type { SamplePerson } from './sample-people.ts'
import { tones, type Tone } from './sample-texts.ts'

export interface SampleCampaign { key: 'running' | 'paused' | 'draft'; name: string; leads: number; perDay: number; launchedDaysAgo: number | null; pausedDaysAgo: number | null; mails: number; tracked: boolean }

export const sampleCampaigns: readonly SampleCampaign[] = [
  { key: 'running', name: 'New sales teams (sample data)', leads: 96, perDay: 6, launchedDaysAgo: 27, pausedDaysAgo: null, mails: 3, tracked: true },
  { key: 'paused', name: 'New locations (sample data)', leads: 54, perDay: 8, launchedDaysAgo: 13, pausedDaysAgo: 3, mails: 3, tracked: false },
  { key: 'draft', name: 'Next quarter (sample data)', leads: 30, perDay: 0, launchedDaysAgo: null, pausedDaysAgo: null, mails: 2, tracked: false },
]

/** Business days between one mail and the next. */
export const waits = [3, 5] as const

export interface SampleSend { step: number; tone: Tone; at: Date; refused: boolean; opened: Date | null; clicked: Date | null; scanned: Date | null; reaction: Exclude<Reaction, 'nothing'> | null; reactedAt: Date | null }
export interface SampleRun {
  person: SamplePerson
  tone: Tone
  sends: SampleSend[]
  /** When the next mail is due; null when it is over, or nothing was sent yet. */
  nextAt: Date | null
  end: 'replied' | 'bounced' | 'opted_out' | 'finished' | null
}

const next: Record<Tone, Tone> = { friendly: 'curiosity', curiosity: 'direct', direct: 'friendly' }
/** Follow-ups change their tone, as the writers do it. */
export const toneOf = (first: Tone, step: number): Tone => (step <= 1 ? first : toneOf(next[first], step - 1))

export const sampleSeed = 'sample'
/** As lively as the practice world is, a month of real mails is quieter: of those who would write, many do not. */
export function whoIs(person: SamplePerson): Person {
  const who = personOf(sampleSeed, person.email, person.company.language)
  const writes = ['interested', 'question', 'not_now', 'referral', 'not_interested', 'stop'].includes(who.kind)
  return writes && chanceOf('quiet', person.email).next() < 0.5 ? { ...who, kind: 'silent' } : who
}

export function runOf(campaign: SampleCampaign, person: SamplePerson, place: number, now: Date): SampleRun {
  const chance = chanceOf('run', campaign.key, person.email)
  const tone = tones[place % tones.length]!
  const run: SampleRun = { person, tone, sends: [], nextAt: null, end: null }
  if (campaign.launchedDaysAgo === null) return run
  const who = whoIs(person)
  const until = campaign.pausedDaysAgo === null ? now : daysBefore(now, campaign.pausedDaysAgo)
  let at = sendMoment(addBusinessDays(daysBefore(now, campaign.launchedDaysAgo), Math.floor(place / campaign.perDay)), person, chance.between(0, 419))
  for (let step = 1; step <= campaign.mails; step++) {
    if (at > until) { run.nextAt = at; return run }
    const send = sendOf(who, step, toneOf(tone, step), at, campaign.tracked, chance.next())
    if (send.reactedAt && send.reactedAt > now) { send.reaction = null; send.reactedAt = null }
    run.sends.push(send)
    const ends = endOf(send)
    if (ends) { run.end = ends; return run }
    if (step === campaign.mails) { run.end = 'finished'; return run }
    const away = send.reaction === 'out_of_office' ? 6 : 0
    at = sendMoment(addBusinessDays(at, waits[step - 1]! + away), person, chance.between(0, 419))
  }
  return run
}

function sendOf(who: Person, step: number, tone: Tone, at: Date, tracked: boolean, thrown: number): SampleSend {
  const refused = who.kind === 'hard_bounce'
  const reaction = refused ? 'nothing' : reactionOf(who, step, false, 0)
  const later = (ms: number) => new Date(at.getTime() + ms)
  const reactedAt = reaction === 'nothing' ? null : daytime(later(who.waitsMs), reaction)
  const looks = tracked && !refused && who.kind !== 'late_bounce'
  return {
    step, tone, at, refused,
    opened: looks && who.kind !== 'scanner' && who.opens && (reactedAt !== null || thrown < 0.6) ? later(Math.max(240_000, who.waitsMs * 0.8)) : null,
    clicked: looks && who.clicks && reactedAt !== null ? later(Math.max(300_000, who.waitsMs * 0.85)) : null,
    scanned: looks && who.kind === 'scanner' ? later(3_000) : null,
    reaction: reaction === 'nothing' ? null : reaction, reactedAt,
  }
}

function endOf(send: SampleSend): SampleRun['end'] {
  if (send.refused || send.reaction === 'late_bounce') return 'bounced'
  if (send.reaction === 'stop') return 'opted_out'
  return send.reaction && send.reaction !== 'out_of_office' ? 'replied' : null
}

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000)

function addBusinessDays(from: Date, days: number): Date {
  let at = DateTime.fromJSDate(from, { zone: 'utc' })
  for (let left = days; left > 0 || at.weekday > 5; ) {
    at = at.plus({ days: 1 })
    if (at.weekday <= 5) left--
  }
  return at.toJSDate()
}

/** Between nine and four in the afternoon where the lead is. */
const sendMoment = (day: Date, person: SamplePerson, minute: number): Date =>
  DateTime.fromJSDate(day, { zone: person.company.timeZone }).set({ hour: 9, minute: 0, second: minute % 60, millisecond: 0 }).plus({ minutes: minute }).toUTC().toJSDate()

/** People do not write at night; programs do. */
function daytime(at: Date, reaction: Reaction): Date {
  if (reaction === 'out_of_office' || reaction === 'late_bounce') return at
  const there = DateTime.fromJSDate(at, { zone: 'utc' })
  return there.hour >= 6 && there.hour < 19 ? at : there.plus({ hours: 10 }).toJSDate()
}
