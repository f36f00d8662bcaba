import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { planQuery, recoveryQuery } from '../../api/queries';
import { PageTitle } from '../../app/page-title';
import { Loaded } from '../../parts/loaded';
import { ModeBand } from '../../parts/mode';
import { useTexts } from '../../texts/texts';
import { PlanBody } from './plan-body';

/** The plan that a recovery was run by. */
export default function PlanPage({ id }: { readonly id: string }): ReactElement {
  const { plan: texts, inbox } = useTexts();
  const view = useQuery(recoveryQuery(id));
  const plan = useQuery(planQuery(id));
  return (
    <Loaded query={view}>
      {({ title, mode, simulated, speed }) => (
        <>
          <PageTitle title={`${texts.title} · ${title}`} mode={mode} />
          <ModeBand mode={mode} simulated={simulated} speed={speed} />
          <div className="page page-wide">
            <div className="page-head">
              <h1>
                {texts.title}: {title}
              </h1>
              <Link className="button" href={`/recoveries/${encodeURIComponent(id)}`}>
                {inbox.openRecovery}
              </Link>
            </div>
            <Loaded query={plan}>{(known) => <PlanBody plan={known} warnings={[]} />}</Loaded>
          </div>
        </>
      )}
    </Loaded>
  );
}
