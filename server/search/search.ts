// Search: one box over everything that has a name. Each kind is found by its own index and read behind the wall.
export { find } from './finding.ts'
