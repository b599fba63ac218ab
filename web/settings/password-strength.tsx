/** How far a password is from long enough: length is what counts, so length is what is said. */
export function PasswordStrength({ password, error }: { password: string; error?: string | undefined }) {
  if (error) return null
  const missing = 12 - [...password].length
  const words = missing > 0 ? (password ? `${missing} more ${missing === 1 ? 'character' : 'characters'}` : 'At least 12 characters; a short sentence is easiest to keep') : [...password].length < 16 ? 'Long enough' : 'Long enough, and strong'
  return <div className="o-muted" style={{ marginTop: 4, fontSize: 12 }} aria-live="polite">{words}</div>
}
