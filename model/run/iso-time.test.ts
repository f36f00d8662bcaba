import fc from 'fast-check';
import { isoTime, timeOfIso } from './run';

describe('times without the platform’s Date', () => {
  it('are written as the platform writes them, and read back', () => {
    const first = Date.UTC(1970, 0, 1);
    const last = Date.UTC(2400, 0, 1);
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (ms) => {
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
        expect(timeOfIso(isoTime(ms))).toBe(ms);
      }),
    );
  });

  it('are right on every day of a leap year, a common one and the turn of four centuries', () => {
    for (const year of [2000, 2023, 2024, 2100])
      for (let day = 0; day < 366; day += 1) {
        const ms = Date.UTC(year, 0, 1 + day, 23, 59, 59, 999);
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
        expect(timeOfIso(new Date(ms).toISOString())).toBe(ms);
      }
  });

  it('may have fewer digits after the second, or none', () => {
    const whole = Date.UTC(2022, 9, 15, 6, 27, 8);

    expect(timeOfIso('2022-10-15T06:27:08Z')).toBe(whole);
    expect(timeOfIso('2022-10-15T06:27:08.5Z')).toBe(whole + 500);
    expect(timeOfIso('2022-10-15T06:27:08.05Z')).toBe(whole + 50);
  });

  it.each([
    '2022-10-15',
    '2022-10-15T06:27:08',
    '2022-10-15T06:27:08+09:00',
    '2022-13-15T06:27:08Z',
    '2022-00-15T06:27:08Z',
    '2022-10-00T06:27:08Z',
    '2022-10-32T06:27:08Z',
    '2022-10-15T24:27:08Z',
    '2022-10-15T06:60:08Z',
    '2022-10-15T06:27:61Z',
    ' 2022-10-15T06:27:08Z',
  ])('are nothing of %p', (text) => {
    expect(timeOfIso(text)).toBeUndefined();
  });

  it('may be the first and the last of each part', () => {
    expect(timeOfIso('2022-01-01T00:00:00Z')).toBe(Date.UTC(2022, 0, 1));
    expect(timeOfIso('2022-12-31T23:59:59Z')).toBe(Date.UTC(2022, 11, 31, 23, 59, 59));
  });
});
