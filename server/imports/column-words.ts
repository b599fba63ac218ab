// How people and programs call their columns, in the languages our users export in. Compared without case, accents, blanks
// and punctuation, so that one spelling stands for many.
import type { leadTargets } from '#contract/imports'

type Target = (typeof leadTargets)[number] | 'ignore'

const words: Record<Target, string> = {
  email: `email, mail, email address, mail address, work email, business email, email 1, email 1 value, primary email, contact email, person email, lead email, email adresse, mailadresse, correo, correo electrónico,
    dirección de correo, adresse email, adresse mail, courriel, adresse électronique, posta elettronica, indirizzo email, indirizzo e-mail, endereço de email, emailadres, mailadres, epostadress, epost, sähköposti, adres email, adres e-mail, poczta`,
  firstName: `first name, first, given name, forename, vorname, rufname, prénom, nombre, nome, primeiro nome, voornaam, förnamn, fornavn, etunimi, imię, contact first name, person first name, lead first name, firstname`,
  lastName: `last name, last, surname, family name, second name, nachname, familienname, zuname, nom, nom de famille, apellido, apellidos, cognome, sobrenome, apelido, achternaam, efternamn, etternavn, efternavn, sukunimi, nazwisko, contact last name, person last name, lead last name`,
  fullName: `name, full name, contact, contact name, name person, person, person name, lead, lead name, ansprechpartner, kontakt, kontaktperson, kontaktname, vollständiger name, vor- und nachname, vorname nachname, nom complet, nom et prénom, prénom nom,
    nombre completo, nombre y apellidos, nome completo, nome e cognome, volledige naam, naam, fullständigt namn, namn, navn, nimi, imię i nazwisko, display name`,
  title: `title, job title, position, role, job, function, occupation, designation, job role, current position, titel, jobtitel, funktion, stelle, berufsbezeichnung, rolle, beruf, fonction, poste, titre, intitulé du poste, cargo, puesto, posición,
    ruolo, qualifica, posizione, mansione, functie, functietitel, befattning, tittel, stilling, stanowisko`,
  companyName: `company, company name, organization, organisation, organization name, organisation name, account, account name, employer, business, business name, firm, current company, company name for emails, firma, firmenname, unternehmen, unternehmensname,
    gesellschaft, arbeitgeber, entreprise, société, nom de l'entreprise, empresa, compañía, nombre de la empresa, azienda, società, ragione sociale, bedrijf, bedrijfsnaam, organisatie, företag, firmanavn, virksomhed, yritys`,
  companyDomain: `website, domain, company domain, web, url, company website, company url, homepage, home page, web site, site, internet, webseite, internetseite, firmenwebsite, site web, site internet, sitio web, página web, sito, sito web, strona www, hemsida, hjemmeside, webbplats, email domain`,
  phone: `phone, phone number, telephone, tel, mobile, mobile phone, cell, cell phone, direct dial, work phone, work direct phone, corporate phone, contact number, phone 1, phone 1 value, telefon, telefonnummer, tel nr, mobil, mobiltelefon, mobilnummer, handy, handynummer, rufnummer,
    téléphone, téléphone portable, portable, numéro de téléphone, teléfono, móvil, telefono, cellulare, telefone, celular, telefoon, telefoonnummer, mobiel, puhelin`,
  linkedinUrl: `linkedin, linkedin url, linkedin profile, linkedin profile url, linkedin profil, linkedin link, person linkedin url, person linkedin, contact linkedin profile url, profile url, li url`,
  city: `city, town, location, locality, person city, ort, stadt, wohnort, ville, ciudad, città, cidade, plaats, stad, woonplaats, by, kaupunki, miasto`,
  country: `country, country name, nation, country code, country region, person country, land, staat, pays, país, paese, maa, kraj`,
  timeZone: `time zone, tz, zeitzone, fuseau horaire, zona horaria, fuso orario, tijdzone`,
  language: `language, lang, locale, preferred language, sprache, langue, idioma, lingua, taal, språk, kieli, język`,
  status: `status, lead status, stage, statut, estado, stato`,
  notes: `notes, note, comment, comments, remark, remarks, notiz, notizen, bemerkung, bemerkungen, kommentar, anmerkung, anmerkungen, remarque, remarques, commentaire, notas, comentarios, observaciones, commenti, opmerkingen, anteckningar, uwagi`,
  tags: `tags, tag, labels, label, keywords, category, categories, schlagwort, schlagworte, schlagwörter, étiquettes, etiquetas, etichette, kategorie, kategorien`,
  industry: `industry, sector, branche, industrie, secteur, industria, settore, bransch, toimiala, branża`,
  companySize: `company size, employees, number of employees, employee count, headcount, # employees, mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, unternehmensgröße, effectif, número de empleados, dipendenti, aantal medewerkers, anställda`,
  ignore: `created at (utc), last activity at (utc), replied at (utc), owner, source, do not contact, error, id, uuid, contact id, record id, lead id, row, created at, created date, updated at, last modified, create date, email status, email confidence`,
}

/** 'E-Mail Adresse' → 'emailadresse'. */
export const plain = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').replace(/[øØ]/g, 'o').replace(/[łŁ]/g, 'l').toLowerCase().replace(/[^\p{L}\p{N}#]/gu, '')

const dictionary = new Map<string, Target>()
for (const [target, list] of Object.entries(words))
  for (const word of list.split(',')) if (!dictionary.has(plain(word))) dictionary.set(plain(word), target as Target)

/** Is a column of this name taken for one of ours? */
export const isColumnWord = (name: string): boolean => wordOf(name) !== undefined || wordIn(name) !== undefined || /^own field:/i.test(name)

/** What a column of this name is for, where the name says it outright. */
export const wordOf = (name: string): Target | undefined => dictionary.get(plain(name))

/** The same for a longer name that holds a known word: 'Email (verified)', 'Telefon geschäftlich'. */
export function wordIn(name: string): Target | undefined {
  const parts = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}#]+/u).filter(Boolean)
  for (let length = Math.min(3, parts.length); length > 0; length--)
    for (let at = 0; at + length <= parts.length; at++) {
      const word = parts.slice(at, at + length).join('')
      const found = word.length >= 4 ? dictionary.get(word) : undefined
      if (found && found !== 'ignore' && found !== 'fullName') return found
    }
  return undefined
}
