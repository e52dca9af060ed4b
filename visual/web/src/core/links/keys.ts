import type { LinkState } from './types'

export type Act = 'propose' | 'accept' | 'refuse'

/** What a key may do in a state; what a state forbids is greyed with its reason. */
export function mayDo(act: Act, state: LinkState): boolean {
  switch (act) {
    case 'propose':
      return state === 'RECOMMENDED' || state === 'DECLINED_PENDING' || state === 'COMPLETED'
    case 'accept':
      return state === 'RECOMMENDED' || state === 'PROPOSED' || state === 'WAITLISTED'
    case 'refuse':
      return state === 'RECOMMENDED' || state === 'PROPOSED' || state === 'WAITLISTED'
  }
}

/** Reasons by digit: of the sender who does not take a recommendation, and of the target who declines. */
export const dismissReasons = [
  'HOUSEHOLD_DECLINES',
  'BETTER_OPTION',
  'NOT_SUITABLE',
  'ALREADY_SERVED',
  'WRONG_FACTS',
  'TOO_FAR',
  'OTHER',
] as const

export const declineReasons = [
  'NO_CAPACITY',
  'NOT_ELIGIBLE',
  'OUT_OF_AREA',
  'CANNOT_CONTACT',
  'UNSAFE',
  'RECIPIENT_REFUSED',
  'DUPLICATE',
  'WRONG_NEED',
  'OTHER',
] as const
