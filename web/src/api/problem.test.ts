import { describe, expect, it } from 'vitest';
import { splitFormErrors } from './formErrors';
import { ApiProblem, isProblem, problemFrom, unwrap } from './problem';

const refused = {
  type: '/problems/validation',
  title: 'Certains champs sont à corriger',
  status: 422,
  detail: '',
  errors: { email: ['Cette adresse est déjà utilisée.'], role: ['Inconnu.'] },
};

describe('a problem', () => {
  it('is read from problem+json', () => {
    const problem = problemFrom(422, refused);
    expect(problem.slug).toBe('validation');
    expect(problem.fields.email).toEqual(['Cette adresse est déjà utilisée.']);
    expect(isProblem(problem, 'validation')).toBe(true);
    expect(isProblem(problem, 'practice-take')).toBe(false);
  });

  it("survives a proxy's page instead of JSON", () => {
    const problem = problemFrom(502, '<html>');
    expect(problem.status).toBe(502);
    expect(problem.fields).toEqual({});
  });
});

describe('unwrap', () => {
  it('gives the data', () => {
    expect(unwrap({ data: 4, response: new Response('4') })).toBe(4);
  });

  it('throws what the server refused', () => {
    const answer = { error: refused, response: new Response('', { status: 422 }) };
    expect(() => unwrap(answer)).toThrow(ApiProblem);
  });
});

describe('splitFormErrors', () => {
  it('gives fields their texts', () => {
    const { fields, rest } = splitFormErrors(problemFrom(422, refused), ['email', 'password']);
    expect(Object.keys(fields)).toEqual(['email']);
    expect(rest).toBeNull();
  });

  it('says the rest above the form', () => {
    const problem = problemFrom(401, { title: 'Identifiants incorrects' });
    expect(splitFormErrors(problem, ['email']).rest).toBe(problem);
  });
});
