// Countries with one usual time zone and language, and cities that decide where a country has several. Compact on purpose:
// code | names | time zone | language | dialling code | top-level domain when it is not the code.
const countryLines = `
AT|austria,österreich,autriche|Europe/Vienna|de|43
AU|australia,australien|Australia/Sydney|en|61
AE|united arab emirates,uae,vae|Asia/Dubai|en|971
AR|argentina,argentinien|America/Argentina/Buenos_Aires|es|54
BE|belgium,belgien,belgië,belgique|Europe/Brussels|nl|32
BG|bulgaria,bulgarien|Europe/Sofia|bg|359
BR|brazil,brasil,brasilien|America/Sao_Paulo|pt|55
CA|canada,kanada|America/Toronto|en|
CH|switzerland,schweiz,suisse,svizzera|Europe/Zurich|de|41
CL|chile|America/Santiago|es|56
CN|china,volksrepublik china,prc|Asia/Shanghai|zh|86
CO|colombia,kolumbien|America/Bogota|es|57|com.co
CR|costa rica|America/Costa_Rica|es|506
CY|cyprus,zypern|Asia/Nicosia|el|357
CZ|czechia,czech republic,tschechien,česko|Europe/Prague|cs|420
DE|germany,deutschland,allemagne,alemania|Europe/Berlin|de|49
DK|denmark,dänemark,danmark|Europe/Copenhagen|da|45
EE|estonia,estland|Europe/Tallinn|et|372
EG|egypt,ägypten|Africa/Cairo|ar|20
ES|spain,spanien,españa,espagne|Europe/Madrid|es|34
FI|finland,finnland,suomi|Europe/Helsinki|fi|358
FR|france,frankreich|Europe/Paris|fr|33
GB|united kingdom,uk,great britain,england,scotland,wales,großbritannien,vereinigtes königreich|Europe/London|en|44|uk
GR|greece,griechenland|Europe/Athens|el|30
HK|hong kong|Asia/Hong_Kong|en|852
HR|croatia,kroatien,hrvatska|Europe/Zagreb|hr|385
HU|hungary,ungarn,magyarország|Europe/Budapest|hu|36
ID|indonesia,indonesien|Asia/Jakarta|id|62
IE|ireland,irland|Europe/Dublin|en|353
IL|israel|Asia/Jerusalem|he|972
IN|india,indien|Asia/Kolkata|en|91
IS|iceland,island|Atlantic/Reykjavik|is|354
IT|italy,italien,italia|Europe/Rome|it|39
JP|japan|Asia/Tokyo|ja|81
KE|kenya,kenia|Africa/Nairobi|en|254
KR|south korea,korea,südkorea|Asia/Seoul|ko|82
LT|lithuania,litauen,lietuva|Europe/Vilnius|lt|370
LU|luxembourg,luxemburg|Europe/Luxembourg|fr|352
LV|latvia,lettland,latvija|Europe/Riga|lv|371
MA|morocco,marokko,maroc|Africa/Casablanca|fr|212
MT|malta|Europe/Malta|en|356
MX|mexico,méxico,mexiko|America/Mexico_City|es|52
MY|malaysia|Asia/Kuala_Lumpur|en|60
NG|nigeria|Africa/Lagos|en|234
NL|netherlands,niederlande,nederland,holland,the netherlands,pays-bas|Europe/Amsterdam|nl|31
NO|norway,norwegen,norge|Europe/Oslo|no|47
NZ|new zealand,neuseeland|Pacific/Auckland|en|64
PE|peru,perú|America/Lima|es|51
PH|philippines,philippinen|Asia/Manila|en|63
PK|pakistan|Asia/Karachi|en|92
PL|poland,polen,polska|Europe/Warsaw|pl|48
PT|portugal|Europe/Lisbon|pt|351
RO|romania,rumänien,românia|Europe/Bucharest|ro|40
RS|serbia,serbien,srbija|Europe/Belgrade|sr|381
RU|russia,russland,russian federation|Europe/Moscow|ru|7
SA|saudi arabia,saudi-arabien|Asia/Riyadh|ar|966
SE|sweden,schweden,sverige|Europe/Stockholm|sv|46
SG|singapore,singapur|Asia/Singapore|en|65
SI|slovenia,slowenien,slovenija|Europe/Ljubljana|sl|386
SK|slovakia,slowakei,slovensko|Europe/Bratislava|sk|421
TH|thailand|Asia/Bangkok|th|66
TR|turkey,türkiye,türkei|Europe/Istanbul|tr|90
TW|taiwan|Asia/Taipei|zh|886
UA|ukraine|Europe/Kyiv|uk|380
US|united states,usa,u.s.,u.s.a.,united states of america,america,vereinigte staaten|America/New_York|en|
VN|vietnam|Asia/Ho_Chi_Minh|vi|84
ZA|south africa,südafrika|Africa/Johannesburg|en|27`

export interface Country { code: string; names: string[]; timeZone: string; language: string; dial: string; tld: string }
export const countries: readonly Country[] = countryLines.trim().split('\n').map((line) => {
  const [code = '', names = '', timeZone = '', language = '', dial = '', tld] = line.split('|')
  return { code, names: names.split(','), timeZone, language, dial, tld: tld ?? code.toLowerCase() }
})

/** A country with several time zones: its name alone does not tell the hour well. */
export const wide = new Set(['US', 'CA', 'AU', 'BR', 'RU', 'MX', 'ID'])

/** city → country and time zone; names that mean one well-known place. */
export const cities: ReadonlyMap<string, { country: string; timeZone: string }> = new Map(Object.entries({
  'US America/New_York': 'new york,new york city,nyc,brooklyn,boston,philadelphia,washington dc,washington d.c.,miami,atlanta,charlotte,orlando,tampa,pittsburgh,detroit,columbus,cleveland,baltimore,raleigh,buffalo',
  'US America/Chicago': 'chicago,houston,dallas,austin,san antonio,minneapolis,st. louis,kansas city,new orleans,nashville,memphis,milwaukee,oklahoma city,omaha,fort worth,madison',
  'US America/Denver': 'denver,boulder,salt lake city,albuquerque,colorado springs', 'US America/Phoenix': 'phoenix,tucson,scottsdale',
  'US America/Los_Angeles': 'los angeles,san francisco,san diego,san jose,seattle,portland,las vegas,sacramento,oakland,palo alto,mountain view,bellevue,irvine',
  'CA America/Toronto': 'toronto,ottawa,montreal,montréal,quebec city,mississauga,waterloo', 'CA America/Vancouver': 'vancouver,victoria bc,burnaby', 'CA America/Edmonton': 'calgary,edmonton', 'CA America/Winnipeg': 'winnipeg', 'CA America/Halifax': 'halifax',
  'AU Australia/Sydney': 'sydney,canberra', 'AU Australia/Melbourne': 'melbourne', 'AU Australia/Brisbane': 'brisbane,gold coast', 'AU Australia/Perth': 'perth', 'AU Australia/Adelaide': 'adelaide',
  'BR America/Sao_Paulo': 'são paulo,sao paulo,rio de janeiro,brasília,curitiba,belo horizonte,porto alegre', 'BR America/Manaus': 'manaus', 'MX America/Mexico_City': 'mexico city,ciudad de méxico,guadalajara', 'MX America/Monterrey': 'monterrey', 'MX America/Tijuana': 'tijuana',
  'RU Europe/Moscow': 'moscow,saint petersburg,moskau', 'RU Asia/Novosibirsk': 'novosibirsk', 'ID Asia/Jakarta': 'jakarta,bandung',
  'DE Europe/Berlin': 'berlin,hamburg,munich,münchen,cologne,köln,frankfurt,frankfurt am main,stuttgart,düsseldorf,leipzig,dortmund,essen,bremen,dresden,hannover,nürnberg,nuremberg,duisburg,bochum,bonn,münster,karlsruhe,mannheim,augsburg,kiel',
  'AT Europe/Vienna': 'vienna,wien,graz,linz,salzburg,innsbruck', 'CH Europe/Zurich': 'zurich,zürich,geneva,genève,genf,basel,bern,lausanne,zug,winterthur',
  'GB Europe/London': 'london,manchester,birmingham,leeds,glasgow,edinburgh,bristol,liverpool,sheffield,cardiff,belfast,nottingham,brighton,oxford', 'IE Europe/Dublin': 'dublin,cork,galway',
  'FR Europe/Paris': 'paris,lyon,marseille,toulouse,nice,nantes,bordeaux,lille,strasbourg,rennes,grenoble,montpellier', 'ES Europe/Madrid': 'madrid,barcelona,valencia,seville,sevilla,bilbao,málaga', 'PT Europe/Lisbon': 'lisbon,lisboa,porto,braga',
  'IT Europe/Rome': 'rome,roma,milan,milano,turin,torino,naples,bologna,florence,firenze,genoa', 'NL Europe/Amsterdam': 'amsterdam,rotterdam,utrecht,eindhoven,the hague,den haag,groningen', 'BE Europe/Brussels': 'brussels,bruxelles,antwerp,antwerpen,ghent,gent,leuven',
  'SE Europe/Stockholm': 'stockholm,gothenburg,göteborg,malmö,uppsala', 'NO Europe/Oslo': 'oslo,bergen,trondheim,stavanger', 'DK Europe/Copenhagen': 'copenhagen,københavn,aarhus,odense', 'FI Europe/Helsinki': 'helsinki,espoo,tampere,turku',
  'PL Europe/Warsaw': 'warsaw,warszawa,kraków,krakow,wrocław,poznań,gdańsk,łódź', 'CZ Europe/Prague': 'prague,praha,brno,ostrava', 'HU Europe/Budapest': 'budapest', 'RO Europe/Bucharest': 'bucharest,cluj-napoca,timișoara', 'GR Europe/Athens': 'athens,thessaloniki', 'BG Europe/Sofia': 'sofia',
  'TR Europe/Istanbul': 'istanbul,ankara,izmir', 'UA Europe/Kyiv': 'kyiv,kiev,lviv,kharkiv', 'IL Asia/Jerusalem': 'tel aviv,jerusalem,haifa', 'AE Asia/Dubai': 'dubai,abu dhabi', 'SA Asia/Riyadh': 'riyadh,jeddah',
  'IN Asia/Kolkata': 'mumbai,bangalore,bengaluru,delhi,new delhi,hyderabad,chennai,pune,kolkata,gurgaon,noida', 'SG Asia/Singapore': 'singapore', 'HK Asia/Hong_Kong': 'hong kong', 'CN Asia/Shanghai': 'shanghai,beijing,shenzhen,guangzhou,hangzhou', 'JP Asia/Tokyo': 'tokyo,osaka,kyoto,nagoya,fukuoka', 'KR Asia/Seoul': 'seoul,busan', 'TW Asia/Taipei': 'taipei',
  'ZA Africa/Johannesburg': 'cape town,johannesburg,durban,pretoria', 'NG Africa/Lagos': 'lagos,abuja', 'KE Africa/Nairobi': 'nairobi', 'EG Africa/Cairo': 'cairo', 'NZ Pacific/Auckland': 'auckland,wellington,christchurch', 'AR America/Argentina/Buenos_Aires': 'buenos aires', 'CL America/Santiago': 'santiago de chile', 'CO America/Bogota': 'bogota,bogotá,medellín,medellin',
}).flatMap(([where, names]) => { const [country = '', timeZone = ''] = where.split(' '); return names.split(',').map((name) => [name, { country, timeZone }] as const) }))

/** US states and Canadian provinces, as they stand behind a city: "Austin, TX". */
export const states: ReadonlyMap<string, { country: string; timeZone: string }> = new Map(Object.entries({
  'US America/New_York': 'CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV', 'US America/Chicago': 'AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI',
  'US America/Denver': 'CO ID MT NM UT WY', 'US America/Phoenix': 'AZ', 'US America/Los_Angeles': 'CA NV OR WA', 'US America/Anchorage': 'AK', 'US Pacific/Honolulu': 'HI',
  'CA America/Toronto': 'ON QC', 'CA America/Vancouver': 'BC', 'CA America/Edmonton': 'AB', 'CA America/Winnipeg': 'MB', 'CA America/Regina': 'SK', 'CA America/Halifax': 'NS NB PE', 'CA America/St_Johns': 'NL',
}).flatMap(([where, names]) => { const [country = '', timeZone = ''] = where.split(' '); return names.split(' ').map((name) => [name, { country, timeZone }] as const) }))

/** North American area codes of the large cities; the rest of +1 only says "North America". */
export const areaCodes: ReadonlyMap<string, { country: string; timeZone: string }> = new Map(Object.entries({
  'US America/New_York': '201 202 203 212 215 216 240 267 301 305 313 315 321 336 347 404 407 410 412 443 484 508 513 516 518 551 561 585 603 609 610 614 617 631 646 678 703 704 706 716 718 732 734 754 770 772 781 786 804 813 845 856 857 860 862 904 908 914 917 919 929 941 954 973 980 984',
  'US America/Chicago': '205 210 214 217 224 225 281 309 312 314 316 319 331 346 402 405 414 469 501 504 512 515 608 612 615 630 651 682 708 713 726 737 763 773 815 816 817 832 847 872 901 913 918 952 972',
  'US America/Denver': '303 307 385 406 505 719 720 801 970', 'US America/Phoenix': '480 520 602 623 928', 'US America/Los_Angeles': '206 209 213 253 310 323 360 408 415 424 425 442 458 503 510 530 541 559 562 619 626 628 650 657 661 669 702 707 714 725 747 760 775 805 818 831 858 909 916 925 949 951 971',
  'CA America/Toronto': '226 289 343 416 418 437 438 450 514 519 579 581 613 647 705 819 905', 'CA America/Vancouver': '236 250 604 778', 'CA America/Edmonton': '403 587 780 825', 'CA America/Winnipeg': '204 431', 'CA America/Halifax': '506 902',
}).flatMap(([where, codes]) => { const [country = '', timeZone = ''] = where.split(' '); return codes.split(' ').map((code) => [code, { country, timeZone }] as const) }))
