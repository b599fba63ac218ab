// Every address of the app, and the file in pages/ that answers it. Pages are loaded when they are first visited,
// or when the pointer rests on a link to them.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, type AnyRoute } from '@tanstack/react-router'
import { Broken, NotFound } from './wrong-turns.tsx'
import { Shell } from './shell.tsx'

const anything = { validateSearch: (search: Record<string, unknown>) => Object.fromEntries(Object.entries(search).map(([k, v]) => [k, v === undefined ? undefined : String(v)])) as Record<string, string | undefined> }

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell, notFoundComponent: NotFound })

const files = import.meta.glob<{ default: () => React.ReactNode }>('../pages/*.tsx')
const page = (parent: AnyRoute, path: string, file: string) => {
  const load = files[`../pages/${file}.tsx`]
  // What was typed, opened or refused on one record is not shown on the next: another id in the path is another page. What is open beside a
  // list is in the query, and changes nothing here.
  return createRoute({ getParentRoute: () => parent, path, ...anything, remountDeps: ({ params }) => params, component: load ? lazyRouteComponent(load) : NotFound })
}

const inside: [path: string, file: string][] = [
  ['/', 'home'],
  ['/inbox', 'inbox'],
  ['/approvals', 'approvals'],
  ['/tasks', 'tasks'],
  ['/meetings', 'meetings'],
  ['/leads', 'leads'],
  ['/leads/$leadId', 'lead'],
  ['/segments', 'segments'],
  ['/companies', 'companies'],
  ['/companies/$companyId', 'company'],
  ['/imports', 'imports'],
  ['/imports/$importId', 'import'],
  ['/campaigns', 'campaigns'],
  ['/campaigns/$campaignId', 'campaign'],
  ['/campaigns/$campaignId/build', 'campaign-builder'],
  ['/campaigns/$campaignId/launch', 'campaign-launch'],
  ['/campaigns/$campaignId/rules', 'campaign-rules'],
  ['/deals', 'deals'],
  ['/deals/$dealId', 'deal'],
  ['/outbox', 'outbox'],
  ['/numbers', 'numbers'],
  ['/notices', 'notices'],
  ['/mailboxes', 'mailboxes'],
  ['/suppression', 'suppression'],
  ['/settings', 'settings'],
  ['/settings/offer', 'settings-offer'],
  ['/settings/ai', 'settings-ai'],
  ['/settings/team', 'settings-team'],
  ['/settings/deals', 'settings-deals'],
  ['/settings/products', 'settings-products'],
  ['/settings/safety', 'settings-safety'],
  ['/settings/tracking', 'settings-tracking'],
  ['/settings/practice', 'settings-practice'],
  ['/settings/health', 'settings-health'],
  ['/settings/you', 'settings-you'],
  ['/settings/answers', 'settings-answers'],
  ['/settings/texts', 'settings-texts'],
  ['/settings/notices', 'settings-notices'],
  ['/settings/statuses', 'settings-statuses'],
  ['/settings/calendar', 'settings-calendar'],
  ['/settings/work', 'settings-work'],
  ['/settings/score', 'settings-score'],
  ['/settings/forms', 'settings-forms'],
  ['/settings/fields', 'settings-fields'],
  ['/settings/tags', 'settings-tags'],
  ['/trash', 'trash'],
  ['/duplicates', 'duplicates'],
  ['/merge/$of/$winner/$loser', 'merge'],
]
const outside: [path: string, file: string][] = [
  ['/setup', 'setup'],
  ['/sign-in', 'sign-in'],
  ['/join/$token', 'join'],
  ['/reconnect/$token', 'reconnect'],
]

const tree = root.addChildren([
  shell.addChildren([...inside.map(([path, file]) => page(shell, path, file)), createRoute({ getParentRoute: () => shell, path: '$', component: NotFound })]),
  ...outside.map(([path, file]) => page(root, path, file)),
])

export const makeRouter = () =>
  createRouter({
    routeTree: tree as AnyRoute, defaultPreload: 'intent', defaultErrorComponent: Broken, defaultNotFoundComponent: NotFound, scrollRestoration: true,
    // Words in the address stay words: ?search=dana, not ?search=%22dana%22.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(Object.entries(search as Record<string, unknown>).filter(([, v]) => v !== undefined && v !== null && v !== '').map(([k, v]) => [k, String(v)])).toString()
      return text ? `?${text}` : ''
    },
  })
