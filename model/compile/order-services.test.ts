import fc from 'fast-check';
import type { Server, Service } from '../inventory/site-inventory';
import { orderServices } from './order-services';

const service = (id: string, over: Partial<Service> = {}): [string, Service] => [
  id,
  { id, tier: 1, weight: 1, rto: '1h', needs: [], servers: [], ...over } as unknown as Service,
];
const NO_SERVERS = new Map<string, Server>();

describe('services come back', () => {
  it('by weight for the work that is left, what they need first', () => {
    const services = new Map([
      service('small', { weight: 2 }),
      service('big', { weight: 50, needs: ['base'] }),
      service('base', { weight: 0 }),
    ]);

    expect(orderServices(services, NO_SERVERS)).toEqual(['base', 'big', 'small']);
    expect(orderServices(services, NO_SERVERS, 'rto')).toEqual(['small', 'base', 'big']);
  });

  it('each once and after its needs, whatever the graph', () => {
    const graph = fc.array(
      fc.record({ weight: fc.nat(9), needs: fc.array(fc.nat(20), { maxLength: 3 }) }),
      { minLength: 1, maxLength: 20 },
    );

    fc.assert(
      fc.property(
        graph,
        fc.constantFrom('weighted' as const, 'rto' as const, 'makespan' as const),
        (list, objective) => {
          const services = new Map(
            list.map(({ weight, needs }, i) =>
              service(`s${i}`, {
                weight,
                needs: needs.filter((need) => need < i).map((need) => `s${need}`),
              }),
            ),
          );
          const order = orderServices(services, NO_SERVERS, objective);

          expect(new Set(order).size).toBe(list.length);
          for (const [id, { needs }] of services)
            for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
        },
      ),
    );
  });

  it('soon, and without running out of stack, in a chain of thousands', () => {
    const services = new Map(
      Array.from({ length: 20_000 }, (_, i) => service(`s${i}`, { needs: [`s${i + 1}`] })),
    );

    expect(orderServices(services, NO_SERVERS)[0]).toBe('s19999');
  });
});
