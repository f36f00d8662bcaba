import type { Inventory } from '../schema/inventory';
import type { Findings } from '../source/findings';
import type { LoadedFile } from '../source/loaded-file';

/** Missing services that are named one by one. */
const MOST_TOLD = 5;

/** Whether every inventory of a scenario has the same services; a drill proves nothing of one it does not have. */
export function checkServices(
  inventories: readonly LoadedFile<Inventory>[],
  findings: Findings,
): void {
  const homes = new Map<string, { readonly file: LoadedFile<Inventory>; readonly i: number }>();
  for (const file of inventories)
    file.value.services.forEach(({ id }, i) => {
      if (!homes.has(id)) homes.set(id, { file, i });
    });
  for (const file of inventories) {
    const own = new Set(file.value.services.map((service) => service.id));
    const missing = [...homes].filter(([id]) => !own.has(id));
    for (const [id, home] of missing.slice(0, MOST_TOLD)) {
      const place = home.file.locate(['services', home.i, 'id']);
      const more = missing.length - MOST_TOLD;
      const rest =
        id === missing[MOST_TOLD - 1]?.[0] && more > 0 ? `, nor ${String(more)} more` : '';
      findings.add(
        'SERVICES_DIFFER',
        file,
        file.value.services.length === 0 ? ['kind'] : ['services'],
        `service '${id}' of ${home.file.file}:${String(place.line)} is not in this inventory${rest}`,
        { severity: 'warning' },
      );
    }
  }
}
