// Providers where private people have their mailboxes: a domain of these names no employer.
const worldwide = `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com yahoo.com ymail.com rocketmail.com
  aol.com aim.com icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com
  mail.com email.com usa.com post.com europe.com consultant.com gmx.com gmx.us fastmail.com fastmail.fm hushmail.com zohomail.com zohomail.eu
  hey.com duck.com inbox.com mailbox.org posteo.net posteo.de runbox.com startmail.com lycos.com excite.com juno.com netzero.net`
const german = `gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de online.de mail.de email.de 1und1.de vodafone.de kabelmail.de
  unitybox.de ewetel.net alice-dsl.net versanet.de bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net`
const french = `orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr cegetel.net club-internet.fr aliceadsl.fr skynet.be telenet.be proximus.be voo.be`
const southern = `libero.it virgilio.it tiscali.it tin.it alice.it fastwebnet.it inwind.it iol.it email.it telefonica.net terra.es ono.com orange.es
  sapo.pt clix.pt netcabo.pt mail.telepac.pt uol.com.br bol.com.br terra.com.br ig.com.br globo.com r7.com prodigy.net.mx`
const northern = `telia.com spray.se bredband.net comhem.se online.no broadpark.no mail.dk jubii.dk ofir.dk suomi24.fi luukku.com kolumbus.fi
  ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl home.nl xs4all.nl casema.nl upcmail.nl chello.nl quicknet.nl`
const eastern = `mail.ru bk.ru list.ru inbox.ru internet.ru rambler.ru ya.ru yandex.ru yandex.com yandex.ua yandex.by ukr.net i.ua meta.ua bigmir.net
  wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu gazeta.pl tlen.pl poczta.fm vp.pl seznam.cz centrum.cz email.cz post.cz volny.cz
  azet.sk zoznam.sk centrum.sk freemail.hu citromail.hu t-online.hu abv.bg mail.bg dir.bg inbox.lv inbox.lt mail.ee`
const british = `btinternet.com btopenworld.com bt.com virginmedia.com blueyonder.co.uk ntlworld.com sky.com talktalk.net tiscali.co.uk plus.com plusnet.com o2.co.uk eircom.net`
const american = `comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net roadrunner.com frontier.com
  windstream.net centurylink.net shaw.ca rogers.com sympatico.ca bell.net videotron.ca telus.net cogeco.ca`
const asian = `qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com tom.com naver.com hanmail.net daum.net nate.com kakao.com
  docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp rediffmail.com indiatimes.com vsnl.net sify.com singnet.com.sg`
const pacific = `bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au internode.on.net xtra.co.nz slingshot.co.nz webmail.co.za telkomsa.net mweb.co.za`
const families = {
  hotmail: 'de fr it es nl be se no dk fi co.uk ch at gr co.jp co.th com.br com.ar ca',
  live: 'de fr it nl be se no dk co.uk ca com.au com.mx at ie jp',
  outlook: 'de fr it es pt be dk at ie com.br com.au jp in cl',
  yahoo: 'de fr it es nl be se no dk co.uk ie gr pl ro co.jp co.in in com.br com.ar com.mx com.au com.sg com.ph com.vn com.tw com.hk co.id co.th ca at ch',
}

export const freeMail: ReadonlySet<string> = new Set([
  ...[worldwide, german, french, southern, northern, eastern, british, american, asian, pacific].flatMap((names) => names.split(/\s+/)),
  ...Object.entries(families).flatMap(([name, endings]) => endings.split(' ').map((ending) => `${name}.${ending}`)),
])
