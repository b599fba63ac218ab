import { fact } from '#platform/events'

export const memberJoined = fact<{ userId: string; role: string }>('member.joined')
export const memberChanged = fact<{ userId: string; role: string; disabled: boolean; teamId?: string | null }>('member.changed')
export const memberInvited = fact<{ email: string; role: string }>('member.invited')
export const rightsChanged = fact<{ role: string; kind: string; sees: string; changes: string }>('rights.changed')
export const teamChanged = fact<{ teamId: string; name: string; what: 'made' | 'renamed' | 'deleted' }>('team.changed')
export const signedIn = fact<{ userId: string }>('session.started')
