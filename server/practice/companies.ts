// Eighty companies that do not exist, at domains that cannot exist (RFC 2606 keeps .example free for that).

export interface FictionalCompany {
  name: string
  domain: string
  industry: Industry
  city: string
  country: string
  timeZone: string
  language: 'en' | 'de' | 'fr' | 'es'
  employees: number
  /** As it follows the name: "makes soups for canteens". */
  does: string
}

export const industries = {
  software: 'Software', logistics: 'Logistics', food: 'Food', manufacturing: 'Manufacturing', health: 'Health care',
  energy: 'Energy', retail: 'Retail', services: 'Professional services', education: 'Education', media: 'Media',
} as const
export type Industry = keyof typeof industries

const places: Record<string, [city: string, country: string, timeZone: string, language: FictionalCompany['language']]> = {
  ber: ['Berlin', 'DE', 'Europe/Berlin', 'de'], muc: ['Munich', 'DE', 'Europe/Berlin', 'de'], ham: ['Hamburg', 'DE', 'Europe/Berlin', 'de'],
  vie: ['Vienna', 'AT', 'Europe/Vienna', 'de'], zrh: ['Zurich', 'CH', 'Europe/Zurich', 'de'],
  par: ['Paris', 'FR', 'Europe/Paris', 'fr'], lyo: ['Lyon', 'FR', 'Europe/Paris', 'fr'],
  mad: ['Madrid', 'ES', 'Europe/Madrid', 'es'], bcn: ['Barcelona', 'ES', 'Europe/Madrid', 'es'],
  lon: ['London', 'GB', 'Europe/London', 'en'], man: ['Manchester', 'GB', 'Europe/London', 'en'], edi: ['Edinburgh', 'GB', 'Europe/London', 'en'],
  dub: ['Dublin', 'IE', 'Europe/Dublin', 'en'], lis: ['Lisbon', 'PT', 'Europe/Lisbon', 'en'], ams: ['Amsterdam', 'NL', 'Europe/Amsterdam', 'en'],
  nyc: ['New York', 'US', 'America/New_York', 'en'], aus: ['Austin', 'US', 'America/Chicago', 'en'], den: ['Denver', 'US', 'America/Denver', 'en'],
  sea: ['Seattle', 'US', 'America/Los_Angeles', 'en'], tor: ['Toronto', 'CA', 'America/Toronto', 'en'],
}

// name | industry | place | people | what it does
const list = `
Quillfeather Freight|logistics|ham|340|moves refrigerated goods overnight between northern ports
Bramblewick Foods|food|man|120|makes soups for canteens and hospitals
Lanternpine Software|software|ber|85|builds planning software for joineries
Copperkettle Brewing|food|den|48|brews small batches for mountain restaurants
Halfmoon Instruments|manufacturing|muc|410|makes measuring instruments for machine builders
Saltmarsh Energy|energy|edi|230|stores tidal power for coastal towns
Thistledown Health|health|lon|190|runs evening clinics near railway stations
Wobbly Giraffe Games|media|aus|36|makes games that families finish together
Ninefold Analytics|software|lon|150|turns the spreadsheets of sales teams into forecasts
Marzipan & Daughters|retail|vie|75|sells hand-made sweets from nine shops
Driftglass Studios|media|lis|28|produces short films for museums
Pebbleford Bank Systems|software|zrh|320|keeps the ledgers of small banks in order
Owlbarrow Schools|education|dub|140|runs six bilingual schools
Tinderbox Robotics|manufacturing|muc|95|builds robots that pack fragile goods
Hollyhock Pharmacies|health|ham|600|runs forty pharmacies with a delivery round
Skylark Couriers|logistics|bcn|210|delivers for city shops on the same day
Figtree Payroll|services|mad|66|runs payroll for growing companies
Umbrafield Solar|energy|aus|110|puts solar roofs on warehouses
Velvet Anvil Tools|manufacturing|den|180|forges hand tools that last a working life
Moonquarry Stone|manufacturing|lyo|240|cuts stone for kitchens and town squares
Peregrine Oats|food|edi|55|makes breakfast for hotels and offices
Clockwork Orchard|food|par|130|presses juice from old apple varieties
Dandelion Clinics|health|ber|270|looks after children with long waiting lists
Farthing & Rook Legal|services|lon|90|writes contracts for people who hate contracts
Gingerline Railcare|logistics|zrh|420|keeps rail wagons on the track and on time
Harrowgate Paperworks|manufacturing|man|160|makes paper from hotel linen
Inkwell Academy|education|par|58|teaches adults to read balance sheets
Juniper Loop Cycling|retail|ams|44|sells city bicycles and keeps them running
Kestrel & Moss Interiors|retail|nyc|39|furnishes offices that people like to come back to
Larkspur Insurance Desk|services|tor|280|insures workshops and their machines
Mistletoe Telecoms|software|mad|510|connects villages that the cable forgot
Nutmeg Mobility|logistics|ams|72|shares electric vans between neighbours
Otterbank Fisheries|food|sea|88|brings line-caught fish to inland kitchens
Plumstone Architects|services|vie|61|turns empty department stores into homes
Quartzwing Drones|manufacturing|lyo|54|builds drones that inspect bridges
Ravenscroft Archives|media|edi|31|digitises family and company archives
Sundial Scheduling|software|tor|47|plans shifts for hospitals
Turnpike Tyres|retail|man|350|changes tyres at the customer's gate
Undertow Surfwear|retail|lis|41|sews surfwear from fishing nets
Vesper Lighting|manufacturing|bcn|115|makes lights for workshops and stages
Willowharp Hearing|health|nyc|77|fits hearing aids at home
Xylo Sound Systems|manufacturing|ber|63|makes loudspeakers for small theatres
Yarrow Veterinary|health|dub|98|cares for animals and calms their people
Zephyr Kite Logistics|logistics|sea|135|ships bulky sports gear across the coast
Amberfold Textiles|manufacturing|bcn|220|weaves blinds for glass buildings
Bluebottle Water|energy|mad|145|cleans water for swimming lakes and spas
Cinderhill Heating|energy|ham|170|looks after the heating of twelve thousand flats
Doverlace Events|services|lon|34|plans conferences for medical societies
Elderbrook Homes|services|tor|310|manages homes for owners who live abroad
Foxglove Dental Group|health|par|205|runs thirty dental practices
Greenmantle Farms|food|lyo|165|grows salad under glass all year
Hearthstone Bakers|food|ber|52|bakes with grain from forty neighbouring farms
Ivorygate Press|media|nyc|46|prints small editions of large ideas
Jackdaw Security|software|ams|118|watches over the networks of law firms
Kingfisher Marine|logistics|lis|83|repairs ferries while they sail
Lemonwood Learning|education|aus|69|sends science kits to classrooms
Mockingbird Radio|media|sea|27|makes local radio for three valleys
Northlantern Travel|retail|zrh|92|plans slow journeys by night train
Opaline Cosmetics|retail|par|260|makes skin care for people who work outdoors
Pinwheel Toys|retail|ham|58|sells toys made to be repaired
Quicksilver Couriers|logistics|nyc|190|carries laboratory samples through the city
Rosehip Kitchens|food|vie|74|cooks lunch for a hundred schools
Stonecrop Mining Services|energy|den|390|brings old quarries back to nature
Tanglewood Furniture|manufacturing|vie|128|makes tables from storm-felled trees
Umberline Colours|manufacturing|muc|86|mixes paint for listed buildings
Violet Turbine|energy|dub|57|maintains small wind parks
Whistledown Rail|logistics|man|440|runs branch lines that others gave up
Yellowhammer Press|media|aus|33|publishes a weekly for gardeners
Zinnia Seeds|food|ams|101|breeds flowers that feed bees
Acornstead Credit|services|edi|67|collects late invoices without bad feelings
Bellwether Forecasts|software|den|43|forecasts demand for bakeries and breweries
Candlewick Theatre Tech|media|lon|29|rents stage technology to touring companies
Duskfall Observatory Kits|education|sea|24|sells telescopes that schools can build
Emberglow Stoves|manufacturing|dub|79|makes stoves for very small rooms
Fernhollow Spas|health|zrh|112|runs thermal baths in six towns
Gullwing Charters|logistics|bcn|38|charters seaplanes to island hotels
Honeycomb Lending|software|nyc|175|lends to bakeries, cafés and beekeepers
Inkberry Labels|manufacturing|lyo|91|prints labels for wine growers
Jasperstone Consulting|services|muc|124|advises family firms on succession
Kettlebridge Tea|food|lon|50|blends tea for railway companies
`

export const slugOf = (name: string) => name.toLowerCase().replace(/&/g, 'and').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')

export const fictionalCompanies: readonly FictionalCompany[] = list.trim().split('\n').map((line) => {
  const [name = '', industry = '', place = '', people = '', does = ''] = line.split('|')
  const [city, country, timeZone, language] = places[place]!
  return { name, domain: `${slugOf(name)}.example`, industry: industry as Industry, city, country, timeZone, language, employees: Number(people), does }
})

const byDomain = new Map(fictionalCompanies.map((company) => [company.domain, company]))

export const companyAt = (domain: string): FictionalCompany | undefined => byDomain.get(domain.toLowerCase().replace(/^www\./, ''))
