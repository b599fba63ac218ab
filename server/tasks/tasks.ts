// Tasks: what people are to do, and what they wrote down of what they did. Calls and LinkedIn steps of campaigns are tasks, too;
// campaigns open and withdraw them here, and hear when they are settled.
export { activityLogged, personReached, taskCreated, taskReminded, taskReopened, taskSettled } from './events.ts'
export { askOnce } from './asking.ts'
export { createTask } from './keeping.ts'
export { logActivity } from './logging.ts'
export { keepStepTasks, stepTasksEnded, withdrawStepTasks, type StepTask } from './step-tasks.ts'
export { tasksForCalendar } from './store.ts'
