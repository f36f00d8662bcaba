import { useQuery } from '@tanstack/react-query';
import { memo, useDeferredValue, useState, type ReactElement, type ReactNode } from 'react';
import { planQuery, recoveryQuery } from '../../api/queries';
import type { Plan, Recovery } from '../../api/types';
import { PageTitle } from '../../app/page-title';
import { useWatched } from '../../live/live';
import { Loaded } from '../../parts/loaded';
import { ModeBand } from '../../parts/mode';
import { useTexts } from '../../texts/texts';
import { Phases, StatusKey } from './phases';
import { Power } from './power';
import { Record } from './record';
import { RecoveryHeader } from './recovery-header';
import { Alerts, Notes } from './run-notes';
import { Services } from './services';
import { Statements } from './statements';
import { SteerSheet } from './steer-sheet';
import type { Steering } from './steering';
import { StepSheet } from './step-sheet';
import { Timeline } from './timeline';
import { Waits } from './waits';
import './recovery.css';

/** One recovery, live. */
export default function RecoveryPage({ id }: { readonly id: string }): ReactElement {
  const { loading } = useTexts();
  const view = useQuery(recoveryQuery(id));
  const plan = useQuery(planQuery(id));
  useWatched(id, view.data?.seq);
  // The state of a large site is drawn in slices, so that the page answers all the while.
  const drawn = useDeferredValue(view.data, undefined);
  return (
    <div className="recovery">
      <Loaded query={view}>
        {(found) => (
          <>
            <PageTitle title={found.title} mode={found.mode} />
            <ModeBand mode={found.mode} simulated={found.simulated} speed={found.speed} />
            <Loaded query={plan}>
              {(known) =>
                drawn === undefined ? (
                  <p className="page soft">{loading}</p>
                ) : (
                  <Room view={drawn} plan={known} />
                )
              }
            </Loaded>
          </>
        )}
      </Loaded>
    </div>
  );
}

const Room = memo(function Room({
  view,
  plan,
}: {
  readonly view: Recovery;
  readonly plan: Plan;
}): ReactElement {
  const { recovery } = useTexts();
  const [node, setNode] = useState<string | undefined>(undefined);
  const [steering, setSteering] = useState<Steering | undefined>(undefined);
  const { id, steps, services, feeds, notes } = view;
  const zone = plan.timezone;
  const step = steps.find((one) => one.id === node || one.parts.some((part) => part.id === node));
  return (
    <>
      <RecoveryHeader view={view} zone={zone} onSteer={setSteering} />
      <nav className="anchors" aria-label={recovery.sections}>
        <a href="#waits">{recovery.waits}</a>
        <a href="#phases">{recovery.phases}</a>
        <a href="#services">{recovery.services}</a>
        <a href="#power">{recovery.power}</a>
        <a href="#timeline">{recovery.timeline}</a>
        <a href="#statements">{recovery.statements}</a>
        <a href="#record">{recovery.record}</a>
      </nav>
      <div className="run-alerts">
        <Alerts view={view} />
      </div>
      <div className="run-grid">
        <Panel id="waits" title={recovery.waits}>
          <Waits id={id} zone={zone} onStep={setNode} onSteer={setSteering} />
        </Panel>
        <div className="run-column">
          <Panel id="phases" title={recovery.phases} end={<StatusKey />}>
            <Phases plan={plan} steps={steps} onChoose={setNode} />
          </Panel>
          {notes.length === 0 ? null : (
            <Panel id="notes" title={recovery.notes}>
              <Notes notes={notes} zone={zone} />
            </Panel>
          )}
          <Panel id="statements" title={recovery.statements}>
            <Statements id={id} zone={zone} />
          </Panel>
        </div>
        <div className="run-column">
          <Panel id="services" title={recovery.services}>
            <Services services={services} clock={view} />
          </Panel>
          <Panel id="power" title={recovery.power}>
            <Power plan={plan} feeds={feeds} steps={steps} onSteer={setSteering} />
          </Panel>
        </div>
        <Panel id="timeline" title={recovery.timeline}>
          <Timeline view={view} />
        </Panel>
        <Panel id="record" title={recovery.record}>
          <Record id={id} seq={view.seq} zone={zone} />
        </Panel>
      </div>
      {step === undefined || node === undefined ? null : (
        <StepSheet
          recovery={view}
          step={step}
          node={node}
          zone={zone}
          onNode={setNode}
          onSteer={setSteering}
          onClose={() => setNode(undefined)}
        />
      )}
      {steering === undefined ? null : (
        <SteerSheet recovery={view} steering={steering} onClose={() => setSteering(undefined)} />
      )}
    </>
  );
});

function Panel({
  id,
  title,
  end,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section id={id} className={`panel run-${id}`} aria-labelledby={`${id}-title`}>
      <div className="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {end}
      </div>
      <div className="panel-body">{children}</div>
    </section>
  );
}
