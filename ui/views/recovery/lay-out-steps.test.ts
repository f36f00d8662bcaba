import type { Plan } from '../../api/types';
import { layOutSteps } from './lay-out-steps';

type Shape = Pick<Plan, 'steps' | 'nodes'>;

/** A plan of steps with one node each; `needs` names steps. */
function planOf(
  steps: readonly { id: string; needs?: readonly string[]; group?: string; kind?: string }[],
): Shape {
  return {
    steps: steps.map(({ id, group, kind }) => ({
      id,
      kind: (kind ?? 'action') as Plan['steps'][number]['kind'],
      title: id,
      group: group ?? null,
      nodeIds: [id],
      servers: null,
    })),
    nodes: steps.map(({ id, needs }, index) => ({
      index,
      id,
      step: id,
      kind: 'action',
      title: id,
      feed: null,
      service: null,
      needs: [...(needs ?? [])],
      needsAny: [],
      servers: null,
      skip: null,
      isJoin: false,
      work: 'phases',
    })),
  };
}

describe('layOutSteps', () => {
  it('puts each step below all that it needs, and side by side what needs nothing of each other', () => {
    const { rows } = layOutSteps(
      planOf([{ id: 'a' }, { id: 'b' }, { id: 'c', needs: ['a', 'b'] }]),
    );

    expect(rows.map((row) => (row.type === 'steps' ? row.steps.map(({ id }) => id) : []))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
  });

  it('draws no line that others already imply', () => {
    const { edges } = layOutSteps(
      planOf([{ id: 'a' }, { id: 'b', needs: ['a'] }, { id: 'c', needs: ['a', 'b'] }]),
    );

    expect(edges.map(({ from, to }) => `${from}-${to}`)).toEqual(['a-b', 'b-c']);
  });

  it('sends a line that passes other steps through a lane beside them', () => {
    const { edges } = layOutSteps(
      planOf([
        { id: 'a' },
        { id: 'b' },
        { id: 'c', needs: ['b'] },
        { id: 'd', needs: ['c'] },
        { id: 'e', needs: ['a', 'd'] },
      ]),
    );

    expect(edges.find(({ from, to }) => from === 'a' && to === 'e')?.lane).toBe(0);
    expect(edges.find(({ from, to }) => from === 'b' && to === 'c')?.lane).toBeNull();
  });

  it('puts a group round the steps that are in it', () => {
    const { rows } = layOutSteps(
      planOf([
        { id: 'g', kind: 'group' },
        { id: 'a', group: 'g' },
        { id: 'b', group: 'g', needs: ['a'] },
        { id: 'c', needs: ['g'] },
      ]),
    );

    const [head, ...others] = rows;
    const last = others.at(-1);
    expect(head?.type).toBe('group');
    expect(head?.type === 'group' && last !== undefined && head.bottom <= last.top).toBe(true);
  });

  it('takes a need of a group for a need of all that is in it', () => {
    const { needs } = layOutSteps(
      planOf([
        { id: 'g', kind: 'group' },
        { id: 'a', group: 'g' },
        { id: 'c', needs: ['g'] },
      ]),
    );

    expect(needs.get('c')).toEqual(['a']);
  });
});
