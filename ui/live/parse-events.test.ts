import { newsOf } from './news';
import { parseEvents } from './parse-events';

describe('parseEvents', () => {
  it('gives whole events and keeps what is not whole yet', () => {
    const { events, rest } = parseEvents(
      'retry: 1000\n: welcome\n\nid: 7\nevent: entry\ndata: {"a":1}\n\nid: 8\nevent: en',
    );

    expect(events).toEqual([{ id: '7', event: 'entry', data: '{"a":1}' }]);
    expect(rest).toBe('id: 8\nevent: en');
  });

  it('takes comments for signs of life and nothing else', () => {
    expect(parseEvents(': alive\n\n')).toEqual({ events: [], rest: '' });
  });
});

describe('newsOf', () => {
  it('has the view and what was said read anew once somebody said something', () => {
    const data = JSON.stringify({ seq: 3, at: '2026-01-01T00:00:00Z', body: { type: 'said' } });

    const { keys, entries } = newsOf([{ id: '3', event: 'entry', data }], 'night-1');

    expect(entries.map(({ seq }) => seq)).toEqual([3]);
    expect(keys).toContainEqual(['recovery', 'night-1', 'view']);
    expect(keys).toContainEqual(['recovery', 'night-1', 'statements']);
    expect(keys).toContainEqual(['inbox']);
  });

  it('forgets entries that gave way to others', () => {
    const entry = (seq: number): string => JSON.stringify({ seq, at: '', body: { type: 'node' } });

    const { entries, rewoundTo } = newsOf(
      [
        { id: '9', event: 'entry', data: entry(9) },
        { id: '7.1', event: 'rewound', data: '{"to":7}' },
        { id: '8.1', event: 'entry', data: entry(8) },
      ],
      'night-1',
    );

    expect(rewoundTo).toBe(7);
    expect(entries.map(({ seq }) => seq)).toEqual([8]);
  });

  it('knows whether Temporal answers', () => {
    const down = { id: '', event: 'temporal', data: '{"temporal":"down"}' };

    expect(newsOf([down], undefined).temporal).toBe('down');
  });
});
