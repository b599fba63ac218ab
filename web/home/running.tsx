// Running campaigns, a line each.
import type { CampaignCounters } from '#contract/analytics'
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { NumberLink } from '../numbers/number-link.tsx'
import { StatusBadge, type Tone } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Num, When } from '../ui/values.tsx'
import css from './home.module.css'

const tones: Record<string, Tone> = { active: 'good', paused: 'warning', draft: 'neutral', completed: 'info', archived: 'neutral' }
const words: Record<string, string> = { active: 'Active', paused: 'Paused', draft: 'Draft', completed: 'Completed', archived: 'Archived' }

export function Running({ campaigns, zone }: { campaigns: z.output<typeof CampaignCounters>[]; zone: string }) {
  if (campaigns.length === 0) return null
  return (
    <Card title="Campaigns" flush beside={<Anchor component={Link} to="/campaigns" size="sm">All campaigns</Anchor>}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Campaign</th><th scope="col" className={css.wide}>State</th><th scope="col" className={css.wide}>Still to go</th>
            <th scope="col">Reached</th><th scope="col">Answered</th><th scope="col">Positive</th><th scope="col" className={css.wide}>Next mail</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((c) => (
            <tr key={c.id}>
              <td><Link to={`/campaigns/${c.id}`}>{c.name}</Link></td>
              <td className={css.wide}><StatusBadge tone={tones[c.status] ?? 'neutral'}>{words[c.status] ?? c.status}</StatusBadge></td>
              <td className={css.wide}><Num of={c.waiting} /></td>
              <td><NumberLink of={c.sent} label={`sent, ${c.name}`} /></td>
              <td><NumberLink of={c.replied} label={`answered, ${c.name}`} /></td>
              <td><NumberLink of={c.positive} label={`positive, ${c.name}`} /></td>
              <td className={css.wide}><When at={c.nextAt} zone={zone} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
