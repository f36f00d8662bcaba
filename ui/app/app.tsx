import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactElement } from 'react';
import { Link, Route, Switch } from 'wouter';
import { sessionQuery } from '../api/queries';
import { LiveProvider } from '../live/live';
import { Loaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';
import { InboxPage } from '../views/inbox/inbox-page';
import { AnnouncerProvider } from './announcer';
import { Enter } from './enter';
import { Frame } from './frame';
import { PageTitle } from './page-title';

// The inbox is in the first load; everything else comes when it is opened.
const RecoveryPage = lazy(() => import('../views/recovery/recovery-page'));
const PlanPage = lazy(() => import('../views/plan/plan-page'));
const RunsPage = lazy(() => import('../views/runs/runs-page'));
const RunbooksPage = lazy(() => import('../views/runbooks/runbooks-page'));
const RunbookPlanPage = lazy(() => import('../views/runbooks/runbook-plan-page'));
const PeoplePage = lazy(() => import('../views/people/people-page'));

/** The page: who has not said who they are is asked first. */
export function App(): ReactElement {
  const session = useQuery(sessionQuery);
  return (
    <AnnouncerProvider>
      <Loaded query={session}>
        {(found) =>
          found.isIn && found.person !== null ? (
            <LiveProvider key={found.person}>
              <Frame session={found}>
                <Suspense fallback={<Wait />}>
                  <Views />
                </Suspense>
              </Frame>
            </LiveProvider>
          ) : (
            <Enter session={found} />
          )
        }
      </Loaded>
    </AnnouncerProvider>
  );
}

/** Add a view by adding a line. */
function Views(): ReactElement {
  return (
    <Switch>
      <Route path="/">
        <InboxPage />
      </Route>
      <Route path="/inbox/:recovery/*">
        {({ recovery, '*': node }) => <InboxPage recovery={recovery} node={node} />}
      </Route>
      <Route path="/recoveries">
        <RunsPage />
      </Route>
      <Route path="/recoveries/:id/plan">{({ id }) => <PlanPage id={id} />}</Route>
      <Route path="/recoveries/:id">{({ id }) => <RecoveryPage key={id} id={id} />}</Route>
      <Route path="/runbooks">
        <RunbooksPage />
      </Route>
      <Route path="/runbooks/:id/:drill">
        {({ id, drill }) => <RunbookPlanPage id={id} drill={drill} />}
      </Route>
      <Route path="/people">
        <PeoplePage />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

function Wait(): ReactElement {
  return (
    <p className="page soft" role="status">
      {useTexts().loading}
    </p>
  );
}

function NotFound(): ReactElement {
  const { problems } = useTexts();
  return (
    <div className="page">
      <PageTitle title={problems.notFound} />
      <h1>{problems.notFound}</h1>
      <Link href="/">{problems.home}</Link>
    </div>
  );
}
