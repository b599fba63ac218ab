/** Our sign: an O that opens. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" aria-hidden="true">
      <path d="M20.2 9.2A8.7 8.7 0 1 1 14.8 3.8" /><path d="M17.2 6.8 21 3" />
    </svg>
  )
}
