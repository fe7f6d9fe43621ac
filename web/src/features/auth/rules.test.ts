import { expect, it } from 'vitest';
import { checkLogIn, checkSignUp } from './rules';

const person = {
  first_name: 'Salma',
  last_name: 'Idrissi',
  email: 'salma@exemple.ma',
  password: 'le vent du large',
};

it('lets a whole form through', () => {
  expect(checkSignUp(person)).toEqual({});
  expect(checkLogIn(person)).toEqual({});
});

it('names what is missing', () => {
  expect(checkSignUp({ ...person, first_name: '  ', email: '' })).toEqual({
    first_name: 'required',
    email: 'required',
  });
});

it('wants twelve characters, in any script', () => {
  expect(checkSignUp({ ...person, password: 'onze lettre' })).toEqual({ password: 'short' });
  expect(checkSignUp({ ...person, password: 'البحر والسماء' })).toEqual({});
});

it('does not judge an old password at log-in', () => {
  expect(checkLogIn({ email: 'salma@exemple.ma', password: 'court' })).toEqual({});
});

it('sees an address that cannot be one', () => {
  expect(checkLogIn({ email: 'salma.exemple.ma', password: 'x' })).toEqual({ email: 'email' });
});
