import { describe, expect, it } from 'vitest';
import {
  BLANK_EDUCATION,
  dateFaults,
  drafted,
  educationWords,
  undrafted,
  written,
} from './entries';

const texts = { date: 'date', endMissing: 'missing', endBefore: 'before' };
const entry = { ...BLANK_EDUCATION, institution: 'ENSIAS', end_date: '' };

it('goes to the server as it came, with what the page does not know, in the same order', () => {
  const came = [
    { url: 'https://a.example', ...entry, start_date: '2019', end_date: '' },
    { ...entry, start_date: '', end_date: '', score: '17' },
    { ...entry, start_date: 'jadis', end_date: '2020' },
  ];
  expect(JSON.stringify(undrafted(drafted(came)))).toBe(JSON.stringify(came));
  expect(JSON.stringify(written(drafted(came)))).toBe(JSON.stringify(came));
});

it('says what goes on apart from what has no dates', () => {
  const [goesOn, unsaid] = drafted([{ ...entry, start_date: '2019' }, entry]);
  expect(goesOn?.end_date).toBe('');
  expect(unsaid?.end_date).toBeNull();
});

it('sends dates in the server’s form', () => {
  const [sent] = written([{ ...entry, start_date: '٠٩/٢٠١٩', end_date: '7/2021' }]);
  expect([sent?.start_date, sent?.end_date]).toEqual(['2019-09', '2021-07']);
});

describe('dates', () => {
  it.each([
    ['', null, {}],
    ['2019', '', {}],
    ['', '2019', {}],
    ['2019', '2019-05', {}],
    ['hier', '', { 'education.1.start_date': ['date'] }],
    ['2019', 'demain', { 'education.1.end_date': ['date'] }],
    ['2019', null, { 'education.1.end_date': ['missing'] }],
    ['2019-09', '2019-08', { 'education.1.end_date': ['before'] }],
  ])('from %s to %s', (start_date, end_date, faults) => {
    const entries = [entry, { ...entry, start_date, end_date }];
    expect(dateFaults('education', entries, texts)).toEqual(faults);
  });
});

it('is said in a line, by what there is of it', () => {
  const whole = { ...entry, study_type: 'Master', area: 'Réseaux', start_date: '2019' };
  expect(educationWords(whole, 'today')).toEqual({
    title: 'Master, Réseaux',
    place: 'ENSIAS',
    span: '2019 – today',
  });
  expect(educationWords({ ...entry, end_date: null }, 'today')).toEqual({
    title: 'ENSIAS',
    place: '',
    span: '',
  });
});
