// Who is signed in, and what they may do.
import { signOut, whoAmI, type SessionView } from '#contract/accounts'
import type { Permission } from '#contract/roles'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { useCall, useSend } from './call.ts'

const Current = createContext<SessionView | null>(null)
export const SessionProvider = Current.Provider

/** The session in force; only inside the shell, where there always is one. */
export function useSession(): SessionView {
  const session = use(Current)
  if (!session) throw new Error('useSession is for pages inside the shell')
  return session
}

/** `const may = useMay(); may('leads.write')` */
export function useMay(): (permission: Permission) => boolean {
  const session = use(Current)
  return (permission) => session?.permissions.includes(permission) ?? false
}

export const useWhoAmI = () => useCall(whoAmI, undefined, { staleMs: 60_000 })

export function useSignOut() {
  const queries = useQueryClient()
  return useSend(signOut, {
    onDone: () => {
      queries.clear()
      location.assign('/sign-in')
    },
  })
}

/** Where to go back to after signing in: a path of this site, whatever the address says. */
export function safeBack(back: unknown): string {
  if (typeof back !== 'string' || !/^\/(?![/\\])/.test(back)) return '/'
  const url = new URL(back, location.origin)
  return url.origin === location.origin ? url.pathname + url.search : '/'
}
