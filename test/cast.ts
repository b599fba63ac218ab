// The same few people in every story. Sam sells; Dana is a lead at Acme GmbH; Mo replies; Ines unsubscribes.
import { sql } from '#platform/db'
import type { House } from './house.ts'

export interface Person { id: string; email: string; firstName: string; lastName: string; companyId: string }
export interface Cast { dana: Person; mo: Person; ines: Person; acme: string; globex: string }

export async function cast(h: House, inWorld = h.world): Promise<Cast> {
  return inWorld.write(async (tx) => {
    const company = async (name: string, domain: string) => (await tx.one<{ id: string }>(sql`
      insert into companies (workspace_id, name, domain, website) values (${tx.workspaceId}, ${name}, ${domain}, ${`https://${domain}`}) returning id`)).id
    const person = async (firstName: string, lastName: string, email: string, title: string, companyId: string, companyName: string): Promise<Person> => ({
      id: (await tx.one<{ id: string }>(sql`
        insert into leads (workspace_id, email, first_name, last_name, title, company_id, company_name, time_zone, country)
        values (${tx.workspaceId}, ${email}, ${firstName}, ${lastName}, ${title}, ${companyId}, ${companyName}, 'Europe/Berlin', 'DE') returning id`)).id,
      email, firstName, lastName, companyId,
    })
    const acme = await company('Acme GmbH', 'acme.example'), globex = await company('Globex', 'globex.example')
    return {
      acme, globex,
      dana: await person('Dana', 'Okafor', 'dana@acme.example', 'Head of Sales', acme, 'Acme GmbH'),
      mo: await person('Mo', 'Lindqvist', 'mo@globex.example', 'COO', globex, 'Globex'),
      ines: await person('Ines', 'Duarte', 'ines@globex.example', 'Operations Lead', globex, 'Globex'),
    }
  })
}
