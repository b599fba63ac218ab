import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Go elsewhere, once. (The library's Navigate goes again at each render, and the navigation renders it again.) */
export function Redirect({ to }: { to: string }) {
  const router = useRouter()
  useEffect(() => { void router.navigate({ href: to, replace: true }) }, [router, to])
  return null
}

/** To the sign-in page, and back here afterwards. */
export function SignInFirst() {
  const router = useRouter()
  useEffect(() => {
    const here = location.pathname + location.search
    void router.navigate({ href: here === '/' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(here)}`, replace: true })
  }, [router])
  return null
}
