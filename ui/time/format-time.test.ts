import { en } from '../texts/en';
import { clockText, clockTime, durationText } from './format-time';

describe('clockTime', () => {
  it('shows a moment as the clocks of a zone do, with the offset of that zone then', () => {
    const winter = clockTime('2022-10-15T06:30:00Z', 'Asia/Seoul', 'en-GB');

    expect(winter.text).toContain('15:30:00');
    expect(winter.offset).toBe('UTC+9');
    expect(clockTime('2022-07-01T00:00:00Z', 'Europe/Berlin', 'en-GB').offset).toBe('UTC+2');
  });

  it('takes a zone that nobody knows for UTC', () => {
    expect(clockTime('2022-10-15T06:30:00Z', 'Mars/Olympus', 'en-GB').text).toContain('06:30:00');
  });
});

describe('lengths of time', () => {
  it.each([
    [42_000, '42 s', '0:00:42'],
    [125_000, '2 min', '0:02:05'],
    [3_900_000, '1 h 5 min', '1:05:00'],
    [458_000_000, '5 d 7 h', '127:13:20'],
  ])('%d ms is %s', (ms, words, clock) => {
    expect(durationText(ms, en)).toBe(words);
    expect(clockText(ms)).toBe(clock);
  });
});
