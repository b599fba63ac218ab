// The file rivals were measured with, made anew: the same names, companies and shapes, from a seed.
const list = (text: string): string[] => text.split(/[\s,]+/)
export const first = list('James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Karen Lisa Nancy Betty Sandra Ashley Emily Kimberly Anna Olga Ivan Wei Mei Yuki Aisha Omar Fatima Carlos Lucia Pierre Chloe Lars')
export const last = list('Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts')
export const firms = list('Acme Globex Initech Umbrella Hooli Stark Wayne Wonka Soylent Cyberdyne Tyrell Aperture Vandelay Dunder Pied Massive Oscorp Gringotts Nakatomi Monsters')
export const forms = list('Inc GmbH Ltd LLC')
export const titles = 'CEO,CTO,VP Sales,Head of Marketing,SDR,Account Executive,Engineer,Product Manager,Founder,Buyer'.split(',')
export const cities = 'Berlin,Paris,London,New York,Austin,Tokyo,Madrid,Oslo,Delhi,Lagos'.split(',')
/** Beside the cities. */
export const countries = 'DE,FR,GB,US,US,JP,ES,NO,IN,NG'.split(',')

/** Whole numbers below n, the same ones for the same seed. */
export function seeded(seed: number): (n: number) => number {
  let state = seed
  return (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 2 ** 32) * n) }
}

/** email,first_name,last_name,company,job_title,city. "garcia" is in about 2 % of the rows. */
export function contacts(rows: number, seed = 42): string {
  const below = seeded(seed)
  const one = (from: string[]) => from[below(from.length)]!
  const lines = ['email,first_name,last_name,company,job_title,city']
  for (let i = 0; i < rows; i++) {
    const [f, l] = [one(first), one(last)]
    lines.push(`${f}.${l}.${i}@example${i % 977}.test,${f},${l},${one(firms)} ${one(forms)} ${below(500)},${one(titles)},${one(cities)}`.replace(/^[^,]+/, (email) => email.toLowerCase()))
  }
  return `${lines.join('\n')}\n`
}
