// accounts: users, workspaces, members and their roles, sessions, invitations.
// A user belongs to the installation and may work in several workspaces; a session works in one of them at a time.
// (API keys, sign-in through other providers, a second factor and resets by mail will have their doors here.)
export { findWorkspace, workspaceSettings, type Workspace } from './workspace.ts'
export { memberName } from './members.ts'
export { memberRows as members, type MemberRow as Member } from './store.ts'
export { addMemberWithoutSignIn, hasAccount, placeInTeam, removeUnusedMembers, teamNamed } from './without-sign-in.ts'
export { createWorkspace } from './setting-up.ts'
