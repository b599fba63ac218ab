import { fact } from '#platform/events'

/** Somebody handed in a form, or a program did for them; the lead is there by now. */
export const formSubmitted = fact<{ leadId: string; formId: string; name: string; via: 'page' | 'api' }>('form.submitted')
