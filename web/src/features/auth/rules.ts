import type { LogIn, SignUp } from '@/api/models';

/** Named so that each has a text: `fault_required` and so on. */
export type Fault = 'required' | 'email' | 'short';

/** The server refuses shorter ones; length is what makes a password hard to guess. */
export const PASSWORD_MIN = 12;

/** Only what is surely wrong; the server decides. */
const EMAIL = /^\S+@\S+\.\S+$/u;

export function emailFault(email: string): Fault | null {
  if (email.trim() === '') return 'required';
  return EMAIL.test(email.trim()) ? null : 'email';
}

function present(faults: Record<string, Fault | null>): Record<string, Fault> {
  return Object.fromEntries(
    Object.entries(faults).filter((entry): entry is [string, Fault] => entry[1] !== null),
  );
}

export function checkLogIn({ email, password }: LogIn): Record<string, Fault> {
  return present({
    email: emailFault(email),
    password: password === '' ? 'required' : null,
  });
}

/** Counted as a person counts: one letter is one, however it is encoded. */
export function passwordLength(password: string): number {
  return Array.from(password).length;
}

export function checkSignUp(person: Omit<SignUp, 'language'>): Record<string, Fault> {
  return present({
    first_name: person.first_name.trim() === '' ? 'required' : null,
    last_name: person.last_name.trim() === '' ? 'required' : null,
    email: emailFault(person.email),
    password: passwordLength(person.password) < PASSWORD_MIN ? 'short' : null,
  });
}
