// What a fictional company has been up to lately. Its site tells it (site.ts), and the sample briefs quote it word for word.
import { chanceOf, type Chance } from './chance.ts'
import type { FictionalCompany, Industry } from './companies.ts'

export interface NewsItem {
  /** A kind of fact as the briefs know it. */
  kind: 'hiring' | 'launch' | 'expansion' | 'new_leader' | 'funding' | 'award' | 'partnership' | 'customer_named'
  slug: string
  headline: string
  /** One sentence that stands on the page exactly like this. */
  sentence: string
  more: string
  /** What a reader would note down. */
  claim: string
  daysAgo: number
}

export interface Story {
  tagline: string
  about: string
  description: string
  founded: number
  openings: { role: string; place: string }[]
  news: NewsItem[]
}

const trades: Record<Industry, { product: string[]; roles: string[]; customers: string[] }> = {
  software: { product: ['Forecast Desk', 'Ledger Bridge', 'Audit Trail'], roles: ['Account Executive', 'Customer Success Manager', 'Backend Engineer'], customers: ['regional banks', 'insurance brokers', 'hotel groups'] },
  logistics: { product: ['Night Lane', 'Live Pallet', 'Dock Booking'], roles: ['Fleet Planner', 'Key Account Manager', 'Depot Lead'], customers: ['grocers', 'flower wholesalers', 'machine makers'] },
  food: { product: ['Oat Bar Range', 'Office Breakfast Box', 'Barrel Edition'], roles: ['Area Sales Manager', 'Production Planner', 'Quality Technician'], customers: ['hotel chains', 'canteens', 'delicatessens'] },
  manufacturing: { product: ['Series Nine', 'Quiet Press', 'Field Kit'], roles: ['Regional Sales Manager', 'Process Engineer', 'Service Technician'], customers: ['machine builders', 'joiners', 'shipyards'] },
  health: { product: ['Evening Clinic', 'Home Fitting', 'Care Plan'], roles: ['Practice Manager', 'Patient Coordinator', 'Procurement Lead'], customers: ['employers', 'care homes', 'insurers'] },
  energy: { product: ['Roof Lease', 'Heat Monitor', 'Village Battery'], roles: ['Project Developer', 'Partner Manager', 'Grid Engineer'], customers: ['warehouse owners', 'housing associations', 'town councils'] },
  retail: { product: ['Repair Club', 'Store Pickup', 'Gift Finder'], roles: ['Store Manager', 'E-commerce Manager', 'Buyer'], customers: ['families', 'companies with bicycle schemes', 'hotels'] },
  services: { product: ['Payroll Check', 'Succession Review', 'Delegate Desk'], roles: ['Business Development Manager', 'Senior Consultant', 'Client Partner'], customers: ['family firms', 'clinics', 'manufacturers'] },
  education: { product: ['Evening Certificate', 'Classroom Kit', 'Parent Portal'], roles: ['Admissions Lead', 'Partnerships Manager', 'Course Designer'], customers: ['employers', 'school boards', 'museums'] },
  media: { product: ['Museum Voices', 'Pocket Edition', 'Weekend Quest'], roles: ['Advertising Sales Manager', 'Producer', 'Rights Manager'], customers: ['museums', 'publishers', 'broadcasters'] },
}

const leaders = ['Alma Reyes', 'Jonas Winterfeld', 'Priya Nandakumar', 'Tomasz Brzoza', 'Chloé Vasseur', 'Henrik Aalto', 'Naledi Mokoena', 'Rosa Ferrante', 'Callum Strand', 'Mei Tanaka']
const posts = ['Chief Revenue Officer', 'Head of Sales', 'Chief Operating Officer', 'Head of Marketing', 'Managing Director']
const cities = ['Rotterdam', 'Leipzig', 'Porto', 'Glasgow', 'Valencia', 'Lille', 'Boston', 'Portland', 'Ghent', 'Graz']
const awards = ['Regional Employer of the Year', 'Green Supply Award', 'Customer Choice Award', 'Export Prize']
const numbers = ['two', 'three', 'four', 'five', 'six']

export function storyOf(company: FictionalCompany): Story {
  const chance = chanceOf('story', company.domain)
  const trade = trades[company.industry]
  const founded = chance.between(1961, 2017)
  const news = chance.some([hiring, launch, expansion, newLeader, funding, award, partnership, customer], chance.between(2, 4)).map((tell) => tell(company, chance))
  const hires = news.find((item) => item.kind === 'hiring')
  const openings = chance.some(trade.roles, hires ? 3 : 1).map((role) => ({ role, place: company.city }))
  const what = company.does.charAt(0).toUpperCase() + company.does.slice(1)
  return {
    tagline: `${what}.`,
    about: `${company.name} was founded in ${founded} and ${company.does}. About ${company.employees} people work here, most of them in ${company.city}.`,
    description: `${company.name} ${company.does}.`,
    founded, openings,
    news: news.sort((a, b) => a.daysAgo - b.daysAgo),
  }
}

type Telling = (company: FictionalCompany, chance: Chance) => NewsItem

const hiring: Telling = (company, chance) => {
  const role = chance.pick(trades[company.industry].roles), count = chance.pick(numbers)
  const sentence = `${company.name} is hiring ${count} ${role.toLowerCase()}s in ${company.city} this quarter.`
  return { kind: 'hiring', slug: 'we-are-hiring', headline: `We are hiring: ${role}s in ${company.city}`, sentence, claim: `Hiring ${count} ${role.toLowerCase()}s in ${company.city}`, more: 'Applications are open until the places are filled.', daysAgo: chance.between(4, 30) }
}
const launch: Telling = (company, chance) => {
  const product = chance.pick(trades[company.industry].product)
  const sentence = `${company.name} has launched ${product}, its first new offer in two years.`
  return { kind: 'launch', slug: 'launch', headline: `Introducing ${product}`, sentence, claim: `Launched ${product}`, more: 'The first customers have used it since spring.', daysAgo: chance.between(6, 60) }
}
const expansion: Telling = (company, chance) => {
  const city = chance.pick(cities)
  const sentence = `${company.name} will open a new location in ${city} and expects to start there with ${chance.pick(numbers)} people.`
  return { kind: 'expansion', slug: 'new-location', headline: `Hello, ${city}`, sentence, claim: `Opening a location in ${city}`, more: 'The lease has been signed.', daysAgo: chance.between(8, 75) }
}
const newLeader: Telling = (company, chance) => {
  const name = chance.pick(leaders), post = chance.pick(posts)
  const sentence = `${name} has joined ${company.name} as ${post}.`
  return { kind: 'new_leader', slug: 'welcome', headline: `Welcome, ${name}`, sentence, claim: `${name} is the new ${post}`, more: `Before, ${name.split(' ')[0]} spent nine years with a competitor.`, daysAgo: chance.between(5, 80) }
}
const funding: Telling = (company, chance) => {
  const amount = chance.between(3, 28)
  const sentence = `${company.name} has raised ${amount} million euros to grow its sales team and its service.`
  return { kind: 'funding', slug: 'funding', headline: `${amount} million euros for the next chapter`, sentence, claim: `Raised ${amount} million euros`, more: 'The round was led by existing investors.', daysAgo: chance.between(10, 90) }
}
const award: Telling = (company, chance) => {
  const prize = chance.pick(awards)
  const sentence = `${company.name} has been named ${prize}.`
  return { kind: 'award', slug: 'award', headline: prize, sentence, claim: `Named ${prize}`, more: 'The jury praised the patience of the service desk.', daysAgo: chance.between(12, 120) }
}
const partnership: Telling = (company, chance) => {
  const partner = chance.pick(['the Hanseatic Guild of Carriers', 'the Institute for Quiet Machines', 'the Union of Small Shops', 'the League of Evening Schools'])
  const sentence = `${company.name} and ${partner} have agreed on a partnership for three years.`
  return { kind: 'partnership', slug: 'partnership', headline: 'A partnership for three years', sentence, claim: `Partnership with ${partner}`, more: 'Members get the same terms in every country.', daysAgo: chance.between(15, 100) }
}
const customer: Telling = (company, chance) => {
  const who = chance.pick(trades[company.industry].customers)
  const count = chance.between(12, 90)
  const sentence = `More than ${count} ${who} now work with ${company.name}.`
  return { kind: 'customer_named', slug: 'customers', headline: `${count} ${who} and counting`, sentence, claim: `Serves more than ${count} ${who}`, more: 'The oldest of them has been with us since the first year.', daysAgo: chance.between(9, 110) }
}
