import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { runbookPlanQuery } from '../../api/queries';
import { PageTitle } from '../../app/page-title';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import { PlanBody } from '../plan/plan-body';

/** What a drill of a runbook would do; nothing is started. */
export default function RunbookPlanPage({
  id,
  drill,
}: {
  readonly id: string;
  readonly drill: string;
}): ReactElement {
  const { plan: texts, nav } = useTexts();
  const query = useQuery(runbookPlanQuery(id, drill));
  return (
    <div className="page page-wide">
      <PageTitle title={`${texts.title} · ${id}`} />
      <div className="page-head">
        <h1>
          {texts.title}: {query.data?.plan.title ?? id} · {drill}
        </h1>
        <Link className="button" href="/runbooks">
          {nav.runbooks}
        </Link>
      </div>
      <Loaded query={query}>
        {({ plan, warnings }) => <PlanBody plan={plan} warnings={warnings} />}
      </Loaded>
    </div>
  );
}
