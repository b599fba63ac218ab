// Lists that go by what is commonly known: services that give out addresses for minutes, and names before the @ that are a post
// and not a person (RFC 2142 and what companies use).
const words = (text: string): Set<string> => new Set(text.split(/\s+/).filter(Boolean))

export const disposable = words(`
  10minutemail.com 10minutemail.net 20minutemail.com 33mail.com anonaddy.me anonbox.net burnermail.io byom.de deadaddress.com discard.email discardmail.com discardmail.de
  dispostable.com dropmail.me e4ward.com easytrashmail.com emailondeck.com emailtemporanea.net eyepaste.com fakeinbox.com fakemail.net fakemailgenerator.com getairmail.com getnada.com
  grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com inboxbear.com inboxkitten.com incognitomail.org
  jetable.org kasmail.com mail-temporaire.fr mail7.io mailcatch.com maildrop.cc maildu.de maileater.com mailexpire.com mailforspam.com mailinator.com mailinator.net mailinator2.com mailme.lv
  mailmetrash.com mailmoat.com mailnator.com mailnesia.com mailnull.com mailpoof.com mailsac.com mailtemp.net mailtothis.com meltmail.com mintemail.com moakt.com mohmal.com mvrht.net mytemp.email
  mytrashmail.com nada.email nospamfor.us nwytg.net onewaymail.com opayq.com pokemail.net safetymail.info sharklasers.com shieldemail.com sneakemail.com sofimail.com spam4.me spamavert.com spambog.com
  spambog.de spambox.us spamdecoy.net spamex.com spamfree24.org spamgourmet.com spamhole.com spamify.com spaml.de spammotel.com spamspot.com tempail.com tempemail.co tempemail.net tempinbox.com
  tempm.com tempmail.de tempmail.dev tempmail.email tempmail.net tempmail.plus tempmailaddress.com tempmailo.com tempomail.fr temporarily.de temporaryemail.net temporaryinbox.com temp-mail.io temp-mail.org
  temp-mail.ru thankyou2010.com throwawayemailaddress.com throwawaymail.com tmail.io tmailinator.com tmpmail.net tmpmail.org trash-mail.com trash-mail.de trashmail.com trashmail.de trashmail.me trashmail.net trashmail.ws
  trbvm.com wegwerfadresse.de wegwerfemail.com wegwerfemail.de wegwerfmail.de wegwerfmail.info wegwerfmail.net wegwerfmail.org yopmail.com yopmail.fr yopmail.net zehnminutenmail.de zoemail.net`)

export const roleNames = words(`
  abuse accounting accounts ads admin administration admissions affiliate all anfrage anfragen ap ar assistance banking bestellung bewerbung billing board bookings booking buchhaltung business buero careers
  cs comercial commercial compliance contact contacto contactus contato contatti contabilidad customer customercare customerservice customersupport datenschutz dev developers devops direction direktion ecommerce
  einkauf email empfang enquiries enquiry events everyone export facturacion feedback finance fraud ftp geschaeftsleitung hello help helpdesk hi hola hostmaster hr import info informacion information
  inquiries inquiry invoice invoices it jobs karriere kontakt kundenservice leads legal list mail mailbox mailer-daemon marketing media newsletter no-reply noc noreply office officemanager operations order
  orders partner partners payroll personal postmaster post press presse privacy procurement purchasing rechnung rechnungen recruiting recruitment rezeption reception redaktion register registration root rrhh sales
  school secretary security sekretariat service services shop sistemas spam staff store studio subscribe support sysadmin team tech technik trouble undisclosed-recipients unsubscribe usenet uucp ventas verkauf
  vertrieb verwaltung webmaster welcome work www zentrale`)
