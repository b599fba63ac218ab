// Tracking: opens, clicks and the way out. Off unless a campaign turns it on. Tokens are signed and opaque, targets are
// stored, a GET changes nothing for the recipient, and machines are told from people as far as that can be done; so no open
// or click ever moves a campaign by itself.
export { linkClicked, messageOpened, unsubscribed, unsubscribeTakenBack } from './events.ts'
export { instrument, type Dressed, type ToDress } from './instrument.ts'
export { visitInside } from './inside.ts'
export { settingsOf as trackingSettingsOf } from './settings-store.ts'
export { tellSettled } from './telling.ts'
