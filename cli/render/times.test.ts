import { plainStyle } from './style';
import { clock, dateTime, spanText } from './times';

test('times are shown in the zone asked for', () => {
  const style = plainStyle(80, 'Asia/Seoul');

  expect(clock('2022-10-15T06:30:02.000Z', style)).toBe('15:30:02');
  expect(dateTime('2022-10-15T15:30:02.000Z', style)).toBe('2022-10-16 00:30:02');
});

test('spans read like a clock', () => {
  expect(spanText(7)).toBe('0:07');
  expect(spanText(760.9)).toBe('12:40');
  expect(spanText(8405)).toBe('2:20:05');
  expect(spanText(459_180)).toBe('5d 7:33:00');
});
