import { madeUpAsk } from './__fixtures__/made-up-view';
import { answersTo, fieldsOf } from './answers';

test('a lock is answered by its holder, a reading by anyone who may', () => {
  const commands = answersTo(madeUpAsk(), {}).map(({ words }) => words.join(' '));

  expect(commands).toEqual([
    'blackstart lock power-safe/feed-b --as han-jiwoo --lock l-01 --release',
    'blackstart reading power-safe/feed-b --as PERSON --id insulation --value VALUE',
    'blackstart sign-off power-safe/feed-b --as PERSON',
  ]);
});

test('a form is answered field by field', () => {
  const ask = madeUpAsk({
    node: 'released',
    kind: 'manual',
    lines: ['DRILL', 'Released?', 'Answer with: certificate (string, required), floors (number)'],
    open: [{ part: 'form', id: '', who: ['facility-manager'], text: 'done by facility-manager' }],
  });

  const [answer] = answersTo(ask, { recovery: 'r-1' });

  expect(answer?.words.join(' ')).toBe(
    'blackstart done released --as PERSON --set certificate=VALUE --set floors=VALUE --recovery r-1',
  );
  expect(fieldsOf(ask.lines)).toEqual([
    { name: 'certificate', type: 'string', isRequired: true },
    { name: 'floors', type: 'number', isRequired: false },
  ]);
});
