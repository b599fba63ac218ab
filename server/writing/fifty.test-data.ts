// Fifty leads of a believable campaign: every kind of fact, thin briefs and none, odd names. Used by the tests that
// measure sameness.
import type { Company, Fact, FactKind, Offer, Recipient } from './mail.ts'

export const offer: Offer = {
  name: 'Tidewater',
  oneLiner: 'We help growing companies get their quotes out the same day.',
  pains: [
    { id: 'p1', text: 'new sales reps take months until their first good quote' },
    { id: 'p2', text: 'slow quotes' },
    { id: 'p3', text: 'Quotes wait for one person who knows the prices' },
    { id: 'p4', text: 'losing deals to whoever answers first' },
  ],
  proofs: [
    { id: 'r1', text: 'Northwind cut its quoting time from four days to three hours.' },
    { id: 'r2', text: 'Used by 140 manufacturers and wholesalers' },
    { id: 'r3', text: 'Baker Tools won 22% more of its offers in the first year' },
  ],
  links: [{ label: 'How it works', url: 'https://tidewater.example/how' }],
  ask: '',
  senderName: 'Sam Porter',
  senderRole: 'Account Executive',
  website: 'https://tidewater.example',
}

type Row = [first: string | null, last: string | null, title: string | null, company: string, industry: string | null, city: string | null, kind: FactKind | null, claim: string, dated: string | null]

const rows: Row[] = [
  ['Dana', 'Miller', 'Head of Sales', 'Acme GmbH', 'Machinery', 'Leeds', 'hiring', 'Acme is hiring three account executives in Leeds.', null],
  ['Mo', 'Hassan', 'CFO', 'Brightwell Ltd', 'Logistics', 'Porto', 'funding', 'Brightwell raised a $12M Series A led by Northzone.', '2026-10-02'],
  ['Ines', 'Costa', 'COO', 'Cordoba Foods S.A.', 'Food', 'Cordoba', 'expansion', 'Cordoba Foods opened a second warehouse in Porto.', '2026-09-11'],
  ['Jan', 'Novak', 'Managing Director', 'Delta Pumps s.r.o.', 'Pumps', 'Brno', 'launch', 'Delta Pumps launched the AquaLine 5, a pump for small farms.', '2026-08-20'],
  ['Dr. Anna', 'Müller-Lüdenscheid', 'VP Operations', 'Eder Technik GmbH & Co. KG', 'Engineering', 'Graz', 'new_leader', 'Eder Technik appointed Peter Lang as Chief Operating Officer.', '2026-10-15'],
  ['juan', 'DE LA CRUZ', 'SALES DIRECTOR', 'FERROSOL S.L.', 'Steel', 'Bilbao', 'award', 'Ferrosol won the Basque Export Award 2026.', '2026-06-01'],
  ['小龙', '李', 'Founder', 'Golden Reed', 'Trading', 'Singapore', 'partnership', 'Golden Reed partnered with Maersk to offer cold storage.', '2026-07-07'],
  ['Ruth', 'Okafor', 'Compliance Manager', 'Harbour Bank plc', 'Banking', 'Dublin', 'regulation', 'Harbour Bank is preparing for DORA.', null],
  ['Tim', 'Bauer', 'RevOps Manager', 'Isar Cloud AG', 'Software', 'Munich', 'tool_in_use', 'Isar Cloud uses HubSpot for its sales team.', null],
  ['Lea', 'Schmid', 'Key Account Manager', 'Jura Plast', 'Plastics', 'Bern', 'customer_named', 'Customers include Siemens, Bosch and Miele.', null],
  ['Karl', 'Berg', 'Owner', 'Klippan Möbler AB', 'Furniture', 'Malmö', 'pricing_change', 'Klippan raised its list prices by 4 % in May.', '2026-05-04'],
  ['Mia', 'Larsen', 'Marketing Lead', 'Lagoon Media', 'Media', 'Oslo', 'content_published', 'Lagoon published a guide on measuring podcast reach.', '2026-09-01'],
  ['Omar', 'Aziz', 'Plant Manager', 'Minaret Textiles', 'Textiles', 'Izmir', 'location', 'Minaret Textiles is based in Izmir.', null],
  ['Eva', 'Horn', 'HR Director', 'Nordlicht Pflege gGmbH', 'Health care', 'Kiel', 'size', 'Nordlicht has 240 employees.', null],
  ['Ben', 'Carter', 'Director', 'Oakridge Tools Inc.', 'Tools', 'Ohio', 'description', 'Oakridge makes cutting tools for furniture makers.', null],
  [null, null, null, 'Pelican Freight', 'Freight', 'Rotterdam', null, '', null],
  ['Sofia', 'Rossi', 'Export Manager', 'Quattro Vini S.r.l.', 'Wine', 'Verona', 'expansion', 'Quattro Vini is expanding into the Danish market.', '2026-10-01'],
  ['Tom', 'Ward', 'Sales Manager', 'Redwood Timber', 'Timber', 'Inverness', 'hiring', 'Redwood Timber is looking for a Sales Coordinator.', null],
  ['Nora', 'Lind', 'CEO', 'Sirius Light AB', 'Lighting', 'Uppsala', 'funding', 'Sirius Light closed a seed round of €2.5 million.', '2026-11-01'],
  ['Paul', 'Meyer', 'Head of IT', 'Taunus Glas', 'Glass', 'Mainz', 'tool_in_use', 'Taunus Glas migrated to SAP last year.', null],
  ['Grace', 'Kim', 'Founder', 'Umbra Studio', 'Design', 'Seoul', 'award', 'Umbra Studio was named one of the ten best new studios.', '2026-04-20'],
  ['Leo', 'Fischer', 'Head of Sales', 'Vogtland Maschinen', 'Machinery', 'Plauen', 'new_leader', 'Leo Fischer has joined Vogtland Maschinen as Head of Sales.', '2026-10-20'],
  ['Ada', 'Nwosu', 'Operations', 'Westgate Clinics', 'Clinics', 'Lagos', 'expansion', 'Westgate opened a new clinic in Abuja.', '2026-08-08'],
  ['Max', 'Klein', 'Buyer', 'Xaver Brot', 'Bakery', 'Linz', 'description', 'We bake bread for hotels and canteens.', null],
  ['Yara', 'Haddad', 'Partner', 'Yarrow Legal LLP', 'Law', 'London', 'content_published', 'Blog: "Five clauses every reseller forgets"', '2026-10-10'],
  ['Zoe', 'Papas', 'Sales', 'Zephyr Sails', 'Yachts', 'Athens', 'customer_named', 'Trusted by Sunseeker and Bavaria', null],
  ['Ali', 'Demir', 'CEO', 'Anatolia Stone', 'Stone', 'Afyon', 'launch', 'Anatolia Stone introduced its online sample shop.', '2026-09-25'],
  ['Bea', 'Vogel', 'CFO', 'Bodan Boote GmbH', 'Boats', 'Konstanz', 'size', 'Bodan Boote employs 85 people.', null],
  ['Carl', 'Dahl', 'COO', 'Cirrus Air ApS', 'Ventilation', 'Aarhus', 'partnership', 'Cirrus Air teamed up with Danfoss.', '2026-07-30'],
  ['Dee', 'Brown', 'Director of Sales', 'Dover Doors Ltd', 'Doors', 'Dover', 'hiring', 'Dover Doors is hiring a Regional Sales Manager and two estimators.', null],
  ['Emil', 'Krog', null, 'Elbe Kran', 'Cranes', 'Hamburg', null, '', null],
  ['Fay', 'Lewis', 'Head of Quality', 'Fenland Foods', 'Food', 'Ely', 'regulation', 'Fenland Foods is ISO 22000 certified.', null],
  ['Gus', 'Olsen', 'Owner', 'Gjensidig Graving', 'Construction', 'Bergen', 'location', 'The company is based in Bergen.', null],
  ['Hana', 'Sato', 'Manager', 'Hikari Optics KK', 'Optics', 'Osaka', 'launch', 'Hikari Optics released the Kumo lens series.', '2026-06-15'],
  ['Ian', 'Reid', 'Commercial Director', 'Inver Marine', 'Marine', 'Oban', 'expansion', 'Inver Marine opened an office in Stavanger.', '2026-03-03'],
  ['Jo', 'Park', 'VP Sales', 'Juniper Labs', 'Laboratory', 'Austin', 'funding', 'Juniper Labs raised $30 million.', '2026-09-18'],
  ['Kim', 'Vries', 'Sales', 'Kanaal Fietsen BV', 'Bicycles', 'Utrecht', 'description', 'Kanaal Fietsen builds cargo bikes for craftsmen.', null],
  ['Lou', 'Martin', 'Gérant', 'Lumière Sarl', 'Lighting', 'Lyon', 'customer_named', 'Lumière works with Decathlon on store lighting.', null],
  ['May', 'Wong', 'Operations Manager', 'Mandarin Print', 'Printing', 'Hong Kong', 'tool_in_use', 'Their shop runs on Shopify.', null],
  ['Ned', 'Stark', 'Head of Procurement', 'Northgate Steel', 'Steel', 'Sheffield', 'hiring', 'Open position: Pricing Analyst', null],
  ['Olga', 'Petrova', 'CMO', 'Onyx Games', 'Games', 'Riga', 'pricing_change', 'Onyx Games introduced monthly pricing.', '2026-10-05'],
  ['Pia', 'Holm', 'Sales Lead', 'Polar Heat Oy', 'Heating', 'Oulu', null, '', null],
  ['Quinn', 'Adams', 'CTO', 'Quay Robotics', 'Robotics', 'Boston', 'new_leader', 'Quay Robotics named Sarah Bell VP Sales.', '2026-11-03'],
  ['Rosa', 'Diaz', 'Gerente', 'Ronda Aceites', 'Olive oil', 'Ronda', 'award', 'Ronda Aceites received a gold medal.', '2026-05-30'],
  ['Sven', 'Falk', 'Export', 'Skagen Fisk A/S', 'Fish', 'Skagen', 'expansion', 'Skagen Fisk entered the Polish market.', '2026-02-02'],
  ['Tess', 'Hall', 'Partner', 'Tamar Surveyors', 'Surveying', 'Plymouth', 'size', 'Tamar has 32 surveyors and 40 staff in all.', null],
  ['Uwe', 'Kurz', 'Vertriebsleiter', 'Ulmer Pumpen GmbH', 'Pumps', 'Ulm', 'content_published', 'Ulmer Pumpen published a white paper about pump maintenance.', '2026-08-12'],
  ['Vera', 'Silva', 'Head of Sales', 'Vela Solar', 'Solar', 'Faro', 'partnership', 'Vela Solar signed a partnership with Galp.', '2026-10-28'],
  ['Will', 'Grant', 'Director', 'Wold Bricks', 'Bricks', 'Hull', 'description', 'Wold Bricks is a family-owned brick maker.', null],
  ['Xenia', 'Roth', 'Assistant', 'Xylo Holz e.K.', 'Wood', 'Passau', null, '', null],
]

export interface Case {
  recipient: Recipient
  company: Company
  facts: Fact[]
}

export const fifty: Case[] = rows.map(([firstName, lastName, title, name, industry, city, kind, claim, dated], at) => {
  const domain = `${name.toLowerCase().replace(/[^a-z]/g, '')}.example`
  return {
    recipient: { id: `lead-${at}`, firstName, lastName, email: `x${at}@${domain}`, title, city: null, country: null, language: null },
    company: { name, domain, industry, size: null, city, country: null, description: null },
    facts: kind ? [{ id: `fact-${at}`, kind, claim, quote: claim, url: `https://${domain}/news`, dated, confidence: 0.8, about: 'company' as const }] : [],
  }
})
