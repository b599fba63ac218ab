// First sentences: something true about them. A line may be used when every {slot} in it is filled; [fresh] asks for
// a fact that is not old news, [site] for one read on their own website, [other] for a person other than the reader.
import type { FactKind, Tone } from '../mail.ts'

type Openings = Record<Tone, string[]>

export const openings: Record<FactKind, Openings> = {
  funding: {
    friendly: [
      '[fresh] Congratulations on the {raise}; I hope there was a moment to celebrate.',
      '[fresh] I saw the news of the {raise}: congratulations to everyone at {co}.',
      '[fresh] The {raise} is good news, and it made me think of you.',
      'I read about the {raise} at {co} and was glad to see it.',
      '[fresh] First of all, congratulations on the {raise}.',
    ],
    direct: [
      'I’m writing because of your {raise}.',
      'With the {raise} done, the work it was meant for begins.',
      'The {raise} gives {co} room for one or two big fixes; I have one to suggest.',
      'Your {raise} is the reason for this mail.',
      'A {raise} comes with a plan, and plans get measured.',
    ],
    curiosity: [
      'Announcements like the one about your {raise} say who invested; what gets fixed first stays inside.',
      'Reading about the {raise}, I wondered what changes first inside {co}.',
      'The {raise} made me curious about the part that no announcement covers.',
      'Most teams plan the spending of a {raise} well and the months right after it less well.',
    ],
  },
  hiring: {
    friendly: [
      'I saw that you’re looking for {roles}; that sounds like a busy and happy season.',
      'It’s good to see {co} growing: {roles}, if your job page is up to date.',
      'I noticed that you’re hiring {roles}, and thought I’d write.',
      'I came across your search for {roles} and thought of what comes after it.',
      '[site] Your careers page says you’re looking for {roles}, which is a nice problem to have.',
      'You’re hiring {roles} in {place}; I hope the right people find you quickly.',
    ],
    direct: [
      'You’re hiring {roles}; that is why I’m writing.',
      '{co} is looking for {roles}, so this may come at the right time.',
      'I saw the search for {roles}, and I’ll come straight to the point.',
      'Your search for {roles} tells me where the pressure is.',
      'You’re adding {many}; each of them has to pay off.',
    ],
    curiosity: [
      'Your search for {roles} says a lot about where {co} is going.',
      'A job post says what people will do; yours for {roles} made me wonder about the weeks before they can.',
      'I read your search for {roles} as a sign that something is working.',
      'When a team looks for {roles}, something is usually full: the diary, the pipeline or the people.',
    ],
  },
  launch: {
    friendly: [
      '[past] [fresh] Congratulations on the launch of {thing}.',
      'I came across {thing} and had a closer look.',
      '[past] [fresh] It’s nice to see {thing} out in the world.',
      'I read about {thing} and thought of you.',
      'I saw {thing}, and it gave me a reason to write.',
    ],
    direct: [
      '[past] You launched {thing}; now it has to find its customers.',
      '[past] {thing} is out, so I’ll keep this short.',
      'I’m writing because of {thing}.',
      'The launch of {thing} is the reason for this mail.',
      '[past] With {thing} on the market, the questions start coming in.',
    ],
    curiosity: [
      '[past] Looking at {thing}, I wondered what you learned in the weeks around the launch.',
      'What I’d like to know about {thing} isn’t on its page.',
      'A launch like {thing} shows the product, and rarely the work around it.',
      'I read about {thing} and got stuck on a question.',
    ],
  },
  expansion: {
    friendly: [
      '[past] [fresh] Congratulations on the {site} in {place}.',
      '[fresh] I read about the step into {place}; that takes some courage.',
      'I read that {place} is the next place for {co}, and thought of you.',
      '[past] Good to see {co} in {place} as well.',
      'I saw that {place} is on your map now: good news for the whole team, I hope.',
      'The news about {place} is a good reason to write to you.',
    ],
    direct: [
      'You’re growing into {place}; that is why I’m writing.',
      'The {site} in {place} is the reason for this mail.',
      '[past] {place} is a new start for {co}, with little time to lose.',
      'A move into {place} has to pay off, and sooner is better.',
      'I saw the step into {place} and have one suggestion for it.',
    ],
    curiosity: [
      '[past] Reading about {place}, I wondered what you brought along and what you started anew.',
      '[past] Your step into {place} is visible from outside; how the work is split is not.',
      'Every team takes a habit too many along to a new place, and I wondered about {co} and {place}.',
      'What interests me about {place} is less the market than the first months there.',
    ],
  },
  new_leader: {
    friendly: [
      '[fresh] Congratulations on becoming {ownRole}.',
      '[fresh] I saw that you’ve started as {ownRole}; I hope the first weeks are kind to you.',
      '[other] I read that {person} is now {newRole} at {co}; a good moment for fresh ideas, I thought.',
      '[other] With {person} as {newRole}, things must be moving at {co}.',
      '[other] I saw the news about {person} joining you as {newRole}.',
      '[other] A new {newRole} usually means new questions, so here is a small one from me.',
    ],
    direct: [
      'You’re new as {ownRole}, so a quick and visible result is worth more now than later.',
      'You’ve taken over as {ownRole}; that is why I’m writing.',
      '[other] {person} has started as {newRole}, and early results count.',
      '[other] {co} has a new {newRole}; that is why I’m writing now.',
      '[other] A new {newRole} brings a list of things to fix, and I’d like to suggest one.',
    ],
    curiosity: [
      'As a new {ownRole} you see things that people stop noticing after a year.',
      'The first months as {ownRole} are the ones in which nobody minds a basic question.',
      '[other] When somebody like {person} starts as {newRole}, old habits come up for discussion.',
      '[other] I read about {person} as your new {newRole} and wondered what will be asked first.',
      '[other] A new {newRole} at {co} made me wonder which habits are up for review.',
    ],
  },
  award: {
    friendly: [
      '[fresh] Congratulations on {award}.',
      '[fresh] I saw that {co} won {award}; I hope you all had a good evening.',
      '[fresh] Being named {honour} is a lovely thing to share with a team, so congratulations.',
      'I came across {award} and wanted to say well done to you and the team.',
      'I read that {co} counts as {honour}, and that made me look closer.',
    ],
    direct: [
      'You won {award}; that brings attention, and attention brings work.',
      'I found {co} through {award} and will be brief.',
      'I noticed {co} because of {award}.',
      '{co} was named {honour}, which is how I found you.',
    ],
    curiosity: [
      'What the jury of {award} can’t see is how the daily work is done, and that’s what interests me.',
      'I read about {award} and wondered what it changed for you, apart from the wall it hangs on.',
      'Being {honour} raises a question that I like to ask people who got there.',
      '{award} says that something at {co} works very well; I wondered what doesn’t yet.',
    ],
  },
  partnership: {
    friendly: [
      '[fresh] I saw that you’re working with {partner} now; a good match, it seems to me.',
      '[fresh] Congratulations on teaming up with {partner}.',
      'The news about {co} and {partner} makes a lot of sense to me.',
      'I read about your partnership with {partner} and was glad to see it.',
    ],
    direct: [
      'Your partnership with {partner} is why I’m writing.',
      'You’re working with {partner}; that opens doors and adds work.',
      'I saw the agreement with {partner}, so I’ll be brief.',
      '{co} and {partner}: two companies, two ways of working, one suggestion from me.',
    ],
    curiosity: [
      'Two companies like {co} and {partner} rarely work in the same way, and that made me curious.',
      'Reading about {partner}, I wondered who adapts to whom.',
      'The part of your work with {partner} that interests me happens after the announcement.',
      'With {partner} at the table, somebody has to explain how things are done at {co}.',
    ],
  },
  regulation: {
    friendly: [
      'I saw that {rule} is on your plate; I hope it leaves you some time for your actual work.',
      '{rule} seems to be keeping a lot of people busy, and you mention it too.',
      'You mention {rule}, and a lot of quiet work sits behind that one word.',
      'I saw that {co} has its {certificate} certificate; that’s a lot of quiet work, so well done.',
      'Your {certificate} certificate caught my eye; it can’t have been little paper.',
    ],
    direct: [
      'I read about {rule} at {co}; that is why I’m writing.',
      '{rule} takes enough of your time, so I’ll keep this to one point.',
      'I saw that {rule} concerns you and have one suggestion.',
      '{co} is certified to {certificate}; keeping it takes work every year.',
      'I’m writing because of your {certificate} certificate.',
    ],
    curiosity: [
      'Everybody explains what {rule} says; hardly anyone says who does the work.',
      'I saw that you deal with {rule} and wondered where it lands in your week.',
      'What interests me about {rule} is what it changes on an ordinary Tuesday.',
      'A {certificate} certificate shows the result; I’m curious about the routine behind it.',
      'You hold {certificate}, and I wondered how much of the work behind it is still done by hand.',
    ],
  },
  tool_in_use: {
    friendly: [
      'I saw that you work with {tool}, and that gave me a reason to write.',
      'You’re using {tool}, if I read it right, and that’s a good place to start from.',
      'I noticed that {co} uses {tool}, so I thought of you.',
      '{tool} at {co}: that was my reason to write.',
    ],
    direct: [
      'You use {tool}; that is why I’m writing.',
      '{co} works with {tool}, so the step I have in mind is a small one.',
      'I saw {tool} at {co} and have one suggestion for what sits beside it.',
      'With {tool} in place, most of the groundwork is done.',
    ],
    curiosity: [
      'I saw {tool} at {co} and wondered what you still do beside it by hand.',
      'Even with {tool} there’s often one spreadsheet left over, and I wondered about yours.',
      'What I never learn from outside is what a team with {tool} still does the old way.',
      'You’re on {tool}, so I can skip the basics and ask the thing that interests me.',
    ],
  },
  customer_named: {
    friendly: [
      'I saw that you work with {oneCustomer}, and nobody gets a customer like that by chance.',
      'You count {customer} among your customers, and that made me look closer.',
      'I noticed {customer} on your list of customers, and it told me more than a brochure would.',
      '[site] Your site names {customer} among your customers, and that made me read on.',
    ],
    direct: [
      'You work for {customer}, so you can’t afford loose ends.',
      '{oneCustomer} is a customer of yours; that is why I’m writing.',
      'I saw {customer} on your customer list and will come to the point.',
      'With customers like {customer}, small delays get noticed.',
    ],
    curiosity: [
      'I saw {customer} on your customer list and wondered what they ask of you that others don’t.',
      'A customer like {oneCustomer} usually changes how a team works, and I wondered how.',
      'What interests me about your work for {customer} is the part that never makes it into a case study.',
      'With {customer} as a customer, {co} must have found its own way of doing this.',
    ],
  },
  pricing_change: {
    friendly: [
      'I noticed that your prices have changed; not the easiest conversation to have, I imagine.',
      'I saw the new prices at {co} and thought of the people who have to explain them.',
      'Your new prices caught my eye, and I hope customers are taking it well.',
      'New prices are never a small thing, so I read yours with interest.',
    ],
    direct: [
      'You changed your prices; that is why I’m writing.',
      '{co} has new prices, so every customer will look twice for a while.',
      'I saw your new prices and have one suggestion for the weeks after.',
      'Your new prices mean more questions for a while.',
    ],
    curiosity: [
      'I saw your new prices and wondered which questions they bring in.',
      'Price changes teach a team something about its customers; I wondered what yours taught you.',
      'What a new price list does to the daily work is rarely talked about.',
      'The new prices at {co} made me curious about what customers ask now.',
    ],
  },
  content_published: {
    friendly: [
      'I came across “{title}”, and it stayed with me.',
      'Thank you for the {format} on {topic}.',
      'I came across your {format} about {topic}, and it stayed with me.',
      '“{title}” is a good title, and it got me reading.',
      'I found your {format} on {topic} and thought I’d write.',
    ],
    direct: [
      'I read “{title}”; that is why I’m writing.',
      'Your {format} on {topic} is how I found you.',
      'I found {co} through “{title}”, so one plain point in return.',
      'You wrote about {topic}; here is one plain point in return.',
      '[fit] Your {format} on {topic} touches the thing we work on.',
      '[fit] You wrote about {topic}, so you know the problem already.',
      '[fit] “{title}” names a problem that we work on.',
    ],
    curiosity: [
      'Your {format} on {topic} left me with one question.',
      'After reading “{title}” I had one question left.',
      'You wrote about {topic}, and I wondered how it looks in your own team.',
      '“{title}” made me wonder how you do it yourselves.',
    ],
  },
  location: {
    friendly: [
      'I was looking at companies around {place} and ended up reading about {co}.',
      'You’re in {place}, and that is how I came across you.',
      'Greetings to {place}, where I came across {co}.',
      '{place} has more interesting companies than people think, and {co} is one I wanted to write to.',
    ],
    direct: [
      'I picked {co} because you’re in {place}, nothing cleverer than that.',
      'You work from {place}; I’ll keep this to the point.',
      'I’m writing to a few teams in {place}, and {co} is one of them.',
      'I looked for companies in {place} for whom this might matter, and chose {co}.',
    ],
    curiosity: [
      'Teams in {place} often do things a little differently, and I wondered about {co}.',
      'Seen from {place} the work may look different, which is why I ask.',
      'I have a question that I’d like to hear answered from {place}.',
      'I wondered whether what I hear elsewhere is also true in {place}.',
    ],
  },
  size: {
    friendly: [
      'With {size}, I imagine not much at {co} runs by itself any more.',
      '{co} has {size}, if I read it right, and that’s why I thought of you.',
      'I read that {co} has {size}, and that gave me a reason to write.',
      'You have {size} to look after, if I read it right, so I’ll be brief.',
    ],
    direct: [
      '{co} has {size}; that is why I’m writing.',
      'With {size}, a small saving isn’t small any more.',
      'I chose {co} for one reason: you have {size}.',
      'You have {size}, so I’ll come to the point.',
    ],
    curiosity: [
      'With {size}, some things can’t be done by shouting across the room any more.',
      'Somewhere around {size} a team stops knowing everything about itself.',
      'I wondered how a company with {size} splits this kind of work.',
      'Among {size} there must be somebody who has an opinion on this.',
    ],
  },
  description: {
    friendly: [
      'You {does}, if I understand it right, and that’s why I thought of you.',
      'I like what you do: you {does}.',
      'As far as I can tell, you {does}, and that’s why I thought of you.',
      'I understand that {co} is {isA}, and that’s why I thought of you.',
      'I read a little about {co}, and as {isA} you’ll know this better than I do.',
      '[site] If I read your site correctly, you {does}.',
    ],
    direct: [
      'You {does}; that is why I’m writing.',
      'I’m writing because you {does}.',
      'You {does}, so you can tell quickly whether this matters.',
      '{co} is {isA}; that is why I’m writing.',
      'As {isA}, {co} is the kind of company we work with.',
    ],
    curiosity: [
      'You {does}, and from outside I can’t see how the work behind it is organised.',
      'Companies that {does} all seem to solve one thing in their own way.',
      'I’d like to understand how people who {does} really work.',
      'As {isA}, you must have found your own way of doing this.',
      'I wondered how {isA} deals with something that I hear about everywhere.',
    ],
  },
}

/** When no slot could be cut out of a fact: the claim or the source's own words, whole. */
export const quoting: Openings = {
  friendly: [
    'I read that {claim}, and it made me think of you.',
    'I came across a line about {co} that I liked: “{quote}”.',
    '[site] A line on your site made me stop: “{quote}”.',
    '[site] I read your site and liked this line: “{quote}”.',
    'One line about {co} stayed with me: “{quote}”.',
  ],
  direct: [
    'I read that {claim}; that is why I’m writing.',
    '[site] Your site says it plainly: “{quote}”.',
    'This is why I’m writing to you: “{quote}”.',
    'I read one thing about {co} that matters here: “{quote}”.',
    'I read that {claim}, so this may come at the right time.',
  ],
  curiosity: [
    'I read that {claim}, and wondered what it means for the daily work.',
    '[site] One line on your site left me with a question: “{quote}”.',
    'I stopped at this line about {co}: “{quote}”.',
    'Behind a line like this there is usually a story: “{quote}”.',
    'I read that {claim}, and one question stayed with me.',
  ],
}

/** When nothing is known of them but what the import says: honest, short, no pretence. */
export const plainOpenings: Openings = {
  friendly: [
    'I don’t know {co} from the inside, so I’ll just say why I thought of you.',
    'I came across {co} while looking at companies in {industry} around {place}, and that’s honestly all I know so far.',
    '{co} is one of the companies in {industry} I’d like to know better.',
    'You’re {role} at {co}, so I thought you might be the right person to ask.',
    'I couldn’t find much about {co} in public, so I’ll keep this short.',
    'I’m writing to a few people in {industry} around {place}, you among them.',
    'We haven’t met, and I know {co} only by name, so I’ll be brief.',
    'We haven’t met, so I’ll be brief and honest about why I’m writing.',
    'I know little about you, so I’ll keep this short.',
  ],
  direct: [
    'Why you: you’re {role} at {co}, and that’s usually where this lands.',
    'I chose {co} for one reason: you work in {industry}.',
    'As {role} you can tell in one line whether this matters at {co}.',
    'I’m writing to {co} because you work in {industry} in {place}, nothing cleverer than that.',
    'I know {co} only from outside, so here is the short version.',
    'I’ll be brief, since I know {co} only by name.',
    'No clever introduction, just the point.',
    'I’ll come straight to the point, since we haven’t met.',
  ],
  curiosity: [
    'From outside, {co} doesn’t give much away, which is why I ask.',
    'I’d like to understand how teams in {industry} do one particular thing, and you’re {role}.',
    'I couldn’t find out how {co} handles this, so I’d rather ask than guess.',
    'I have one question for people in {industry}, and I’d like your answer to it.',
    'As {role} at {co} you’ll know the answer to something I keep wondering about.',
    'I’ve never seen {co} from the inside, so this is a real question.',
    'We haven’t met, and this is a real question.',
    'I’d rather ask you than guess.',
  ],
}
