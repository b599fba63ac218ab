// Second sentences: why it matters to them, in the user's own words for the pain. A pain written as a clause ("new
// reps take months") fills {painThat}; one written as a thing ("slow quotes", "losing deals") fills {painThing};
// {pain} takes both, after a colon.
import type { FactKind, Tone } from '../mail.ts'

export const bridges: Record<Tone, string[]> = {
  friendly: [
    'Teams in a similar spot often tell us that {painThat}.',
    'The reason I write is a plain one: {pain}.',
    'What brings me to you is an everyday thing: {pain}.',
    '[event] What we hear most at that point: {pain}.',
    'If you’re like most teams we talk to, {painThat}.',
    '[event] It’s usually around then that somebody says it out loud: {pain}.',
    'One thing comes up again and again when we talk to teams: {pain}.',
    'From teams in a similar spot we mostly hear about {painThing}.',
    '[event] Around that time, people often tell us about {painThing}.',
    'It may not be your case, but others like you struggle with {painThing}.',
    'When I ask people in your place what bothers them, they mention {painThing}.',
    'Tell me if I’m wrong, but I’d guess that {painThat}.',
  ],
  direct: [
    '[event] The usual problem at this point: {pain}.',
    'The problem I have in mind: {pain}.',
    'My subject is one problem: {pain}.',
    'What slows many teams down: {pain}.',
    '[event] For most teams that means one thing: {pain}.',
    '[event] That is usually when it starts to cost: {pain}.',
    'In most teams we see, {painThat}.',
    '[event] It usually comes with {painThing}.',
    '[event] What gets in the way is mostly {painThing}.',
    '[event] It rarely fails on the idea; it fails on {painThing}.',
    'The part worth fixing first is often {painThing}.',
    'The pattern we see: {pain}.',
  ],
  curiosity: [
    '[event] What most people miss at that stage: {pain}.',
    'My question is about something most people stop noticing: {pain}.',
    'The thing I’m curious about is an everyday one: {pain}.',
    '[event] The less visible side of it is that {painThat}.',
    'Nobody puts it on a website, but {painThat}.',
    'You can’t see it from outside, yet in most teams {painThat}.',
    'One observation from others in your place: {pain}.',
    'What nobody can see from outside is {painThing}.',
    '[event] Most plans leave one thing out: {pain}.',
    '[event] The quiet side of it is often {painThing}.',
    'People in your place keep coming back to {painThing}.',
    'There is a thing that teams notice late: {pain}.',
  ],
}

export const kindBridges: Partial<Record<FactKind | 'none', string[]>> = {
  funding: [
    'Fresh money speeds up whatever is already there, this included: {pain}.',
    'Growth is what a round is for, and growth tends to meet this first: {pain}.',
    'A round buys time, though by itself it doesn’t change this: {pain}.',
    'The plan for the money is clear; what eats into it is often {painThing}.',
  ],
  hiring: [
    'New people bring energy and, for a while, more of this: {pain}.',
    'Every new colleague makes one old problem a little louder: {pain}.',
    'More hands help, but they rarely change this: {pain}.',
    'By the time everyone has started, it shows: {pain}.',
    'Hiring solves one bottleneck and moves you to the next, often {painThing}.',
  ],
  launch: [
    'After a launch the attention is there and the time isn’t, and then this bites: {pain}.',
    '[fit] A launch brings new questions from customers, and with them this: {pain}.',
    'A launch moves attention outwards, and this stays inside: {pain}.',
    'The first weeks after a launch show it best: {pain}.',
    'What takes the shine off a launch is often {painThing}.',
  ],
  expansion: [
    'A new place means starting some things from zero, and then it shows: {pain}.',
    'What worked at home often meets this somewhere new: {pain}.',
    'One place more makes an old problem bigger: {pain}.',
    'The hard part of a new place is seldom the place; more often it’s {painThing}.',
  ],
  new_leader: [
    'The first hundred days go fast, and one visible win would be to end this: {pain}.',
    'Somebody new usually asks about this within the first month: {pain}.',
    'A fresh pair of eyes tends to spot it early: {pain}.',
    'A good early win, in our experience, is ending {painThing}.',
  ],
  award: [
    'Being good at the work doesn’t protect anyone from this: {pain}.',
    '[fit] Recognition brings more requests, and with them this: {pain}.',
    'Even the best teams we meet aren’t free of {painThing}.',
  ],
  partnership: [
    'Working with a partner puts two ways of working side by side, and then such things show: {pain}.',
    '[fit] Joint work often trips over something small: {pain}.',
    '[fit] More partners mean more hand-overs, and with them {painThing}.',
  ],
  regulation: [
    '[fit] The rule itself is clear enough; the daily work behind it less so: {pain}.',
    '[fit] Preparing for such things uncovers it sooner or later: {pain}.',
    '[fit] The paper is one half of it; the other half is {painThing}.',
    'I can’t take that off your plate, but perhaps something else: {pain}.',
    'That one nobody can take off your hands; this one perhaps: {pain}.',
  ],
  tool_in_use: [
    '{tool} does a lot; beside it there is often one gap left: {pain}.',
    'Even with a tool like that, we often hear the same thing: {pain}.',
    '{tool} is good at its own job, and next to it this tends to stay: {pain}.',
  ],
  customer_named: [
    'Customers like that expect a lot, and this gets in the way: {pain}.',
    'The bigger the customer, the more it hurts: {pain}.',
    'Good customers forgive many things, but hardly {painThing}.',
  ],
  pricing_change: [
    '[fit] New prices bring new conversations, and with them this: {pain}.',
    'When prices move, it gets noticed faster: {pain}.',
    'Customers who pay more have less patience with {painThing}.',
  ],
  content_published: [
    '[fit] It touches something we hear a lot: {pain}.',
    'It made me think of something else that we hear a lot: {pain}.',
    '[fit] It reminded me of what others tell us about {painThing}.',
  ],
  location: ['One thing doesn’t change with the place: {pain}.', 'Some things are the same everywhere: {pain}.'],
  size: [
    'At that size one thing becomes hard to ignore: {pain}.',
    'With that many people small things multiply, this one too: {pain}.',
    'Companies of that size tell us most about {painThing}.',
  ],
  description: [
    'Most teams of that kind tell us the same: {pain}.',
    'In that line of work we keep hearing it: {pain}.',
    'Others who do that mention it first: {pain}.',
    'People in that business tell us most about {painThing}.',
  ],
  none: [
    'What I hear most from teams in {industry}: {pain}.',
    'People in your role often tell us the same: {pain}.',
    'I can’t know whether it’s true for you, but we often hear that {painThat}.',
    'I can’t know whether you have it too, but we hear a lot about {painThing}.',
  ],
}

/** Without any pain in the offer. General remarks, no claims about them. */
export const painless: Record<Tone, string[]> = {
  friendly: ['It made me think that we might be useful to you.', 'That’s a moment at which we’ve been of use to others.', 'I thought it might be a good time to say hello.', 'That’s the kind of team we like to work with.'],
  direct: ['That’s where we come in.', 'We work with teams at exactly that point.', 'It’s a good time to look at this.', 'There is one thing we can take off your list.'],
  curiosity: ['It made me curious how you go about it.', 'How teams handle that varies more than one would think.', 'There are two or three ways to go about it, and I’m curious about yours.', 'I’d guess there’s a story behind it.'],
}
