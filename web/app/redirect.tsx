import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Go elsewhere, once. (The library's Navigate goes again at each render, and the navigation renders it again.) */
export function Redirect({ to }: { to: string }) {
  const router = useRouter()
  useEffect(() => { void router.navigate({ href: to, replace: true }) }, [router, to])
  return null
}
