import type { MeetingStatus } from '#contract/meetings'
import type { Tone } from '../ui/badge.tsx'

export const statusOf: Record<MeetingStatus, { tone: Tone; words: string }> = {
  booked: { tone: 'info', words: 'Booked' }, held: { tone: 'good', words: 'Took place' }, no_show: { tone: 'warning', words: 'They did not come' }, cancelled: { tone: 'neutral', words: 'Cancelled' },
}

/** Only what a browser may open. */
export const linkIn = (place: string): string | null => { const url = /https?:\/\/\S+/.exec(place)?.[0]; return url && URL.canParse(url) ? url : null }
