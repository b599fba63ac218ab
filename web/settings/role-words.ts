import type { Role } from '#contract/roles'

export const roleWords: Record<Role, { label: string; says: string }> = {
  owner: { label: 'Owner', says: 'Everything, the workspace itself included.' },
  admin: { label: 'Admin', says: 'Everything but the ownership: people, roles, models, budgets, taking addresses off the list.' },
  manager: { label: 'Manager', says: 'Launches campaigns, manages all mailboxes, writes down what you sell, deletes leads.' },
  rep: { label: 'Rep', says: 'Works with leads, writes and approves mails, answers, connects an own mailbox.' },
  viewer: { label: 'Viewer', says: 'Looks at everything, changes nothing.' },
}
