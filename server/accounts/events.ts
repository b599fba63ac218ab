import { fact } from '#platform/events'

export const memberJoined = fact<{ userId: string; role: string }>('member.joined')
export const memberChanged = fact<{ userId: string; role: string; disabled: boolean }>('member.changed')
export const memberInvited = fact<{ email: string; role: string }>('member.invited')
export const signedIn = fact<{ userId: string }>('session.started')
