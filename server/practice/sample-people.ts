// The two hundred people of the sample data, at the companies that do not exist. The same every time.
import { chanceOf } from './chance.ts'
import { fictionalCompanies, type FictionalCompany } from './companies.ts'

export interface SamplePerson { firstName: string; lastName: string; email: string; title: string; linkedinUrl: string; company: FictionalCompany }

const first: Record<FictionalCompany['language'], string> = {
  en: 'Ada Alfie Beatrix Callum Clara Declan Edith Ewan Fern Finlay Greta Harvey Imogen Jasper Kit Lola Marnie Niall Orla Percy Quincy Rosalind Saoirse Tobias Una Victor Wren Yasmin Zara Amir Priya Kenji Naledi Luca',
  de: 'Annika Bastian Carlotta Dominik Elif Florian Greta Hannes Ida Jonas Katharina Lennart Mareike Nils Ottilie Philipp Ronja Sören Theresa Ulrich Viola Yannick Zeynep Jürgen Käthe',
  fr: 'Agathe Bastien Camille Damien Élodie Fabrice Gaëlle Hugo Inès Julien Léa Maëlle Noé Océane Pascal Rémi Solène Thibault Yvonne Zoé',
  es: 'Álvaro Beatriz Carlos Dolores Elena Fermín Gala Hugo Irene Javier Lucía Marcos Nuria Óscar Pilar Raúl Sofía Tomás Úrsula Xavier',
}
const last: Record<FictionalCompany['language'], string> = {
  en: 'Ashdown Birch Calloway Dunmore Eastwick Fairbrook Glenister Hawthorne Ingleby Jessop Kirkwall Lockhart Merriweather Northcote Oakes Pemberley Ravenhill Stapleton Thornbury Underhill Whitlock Yardley Okonkwo Haddad Tanaka Moreau',
  de: 'Ahrens Brandstätter Czerny Dorn Eichinger Fuchsberger Gruber Hohlweg Iversen Jungmann Kestenholz Lindenau Mühlbach Nachtigall Oberholzer Pfannenstiel Quandt Rosenkranz Sommerfeld Tiefenbach Uhland Vogelsang Wiesengrund Zumthor Yıldız',
  fr: 'Aubertin Beaulieu Chastel Delacourt Escoffier Fontaine Girardot Hautefeuille Joubert Lavandier Montclair Noirot Peyrac Rochefort Sauvageot Tessier Valmont Dubreuil',
  es: 'Alcántara Benavides Cifuentes Domínguez Escribano Fonseca Galindo Herranz Izquierdo Jurado Lozano Montoya Navarrete Olmedo Peñalver Quiroga Robledo Santacruz Valverde',
}
const titles = ['Head of Sales', 'Sales Director', 'Managing Director', 'Head of Operations', 'Chief Operating Officer', 'Head of Marketing', 'Revenue Operations Manager', 'Regional Sales Manager', 'Head of Customer Success', 'Founder', 'Head of People', 'Commercial Director']

export const samplePeople = (howMany = 200): SamplePerson[] => {
  const taken = new Set<string>()
  return Array.from({ length: howMany }, (_, i) => {
    const company = fictionalCompanies[i % fictionalCompanies.length]!
    for (let attempt = 0; ; attempt++) {
      const chance = chanceOf('person', company.domain, i, attempt)
      const firstName = chance.pick(first[company.language].split(' ')), lastName = chance.pick(last[company.language].split(' '))
      const email = `${plain(firstName)}.${plain(lastName)}@${company.domain}`
      // No name twice: two of one name would be taken for one person by the finder of duplicates.
      if (taken.has(`${firstName} ${lastName}`)) continue
      taken.add(`${firstName} ${lastName}`)
      return { firstName, lastName, email, title: chance.pick(titles), linkedinUrl: `https://www.linkedin.com/in/${plain(firstName)}-${plain(lastName)}-does-not-exist`, company }
    }
  })
}

/** For addresses: letters without their marks. */
export const plain = (name: string): string => name.replace(/ß/g, 'ss').replace(/ı/g, 'i').normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase()
