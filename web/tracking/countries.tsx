// Countries by their names, chosen from all there are; the API says them in two letters.
import { Button, MultiSelect } from '@mantine/core'

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const notCountries = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ'])
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
export const countryName = (code: string): string => names.of(code) ?? code
/** Codes of countries that are no more, and second codes of others, lead elsewhere when a locale is written properly. */
const inUse = (code: string): boolean => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
const countries = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => !notCountries.has(code) && names.of(code) && inUse(code))
  .map((code) => ({ value: code, label: countryName(code) })).sort((a, b) => a.label.localeCompare(b.label))

/** Where the law asks for consent before opens and clicks of one person are watched: the EU, the EEA, the United Kingdom, Switzerland. */
const consentAsked = ['AT', 'BE', 'BG', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IE', 'IS', 'IT', 'LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK']

export function Countries({ label, description, value, onChange, disabled, error }: { label: string; description?: string; value: readonly string[]; onChange: (codes: string[]) => void; disabled?: boolean; error?: string | undefined }) {
  const missing = consentAsked.filter((code) => !value.includes(code))
  return (
    <div>
      <MultiSelect searchable clearable label={label} description={description} disabled={disabled ?? false} placeholder={value.length ? '' : 'None'} data={countries} value={[...value]} onChange={(all) => onChange(all.toSorted())} error={error} />
      {!disabled && missing.length > 0 && <Button mt={6} size="compact-xs" variant="subtle" onClick={() => onChange([...value, ...missing].toSorted())}>Add the EU, the EEA, the UK and Switzerland</Button>}
    </div>
  )
}
