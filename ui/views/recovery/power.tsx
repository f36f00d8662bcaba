import { memo, useMemo, type ReactElement } from 'react';
import type { Feed, Plan, Step } from '../../api/types';
import { useLive } from '../../live/live';
import { Meter } from '../../parts/meter';
import { StatusShape } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { Since } from '../../time/times';
import { powerTree, sharesText, type Branch, type FeedLeaf } from './power-tree';
import type { Steering } from './steering';
import './power.css';

interface PowerProps {
  readonly plan: Pick<Plan, 'feeds'>;
  readonly feeds: readonly Feed[];
  readonly steps: readonly Step[];
  readonly onSteer: (steering: Steering) => void;
}

/** The power tree: what hangs under what, load against what it may carry, servers up, trips. */
export function Power({ plan, feeds, steps, onSteer }: PowerProps): ReactElement {
  const { recovery } = useTexts();
  const tree = useMemo(() => powerTree(plan, feeds, steps), [plan, feeds, steps]);
  return (
    <div className="power">
      {tree.map((branch) => (
        <section key={branch.root} className="branch">
          <BranchHead branch={branch} />
          <ul className="leaves">
            {branch.leaves.map((leaf) => (
              <Leaf key={leaf.feed.id} {...leaf} onSteer={onSteer} />
            ))}
          </ul>
        </section>
      ))}
      <p className="small soft">{recovery.loadNote}</p>
    </div>
  );
}

function BranchHead({
  branch: { root, loadKw, usableKw },
}: {
  readonly branch: Branch;
}): ReactElement {
  const { recovery } = useTexts();
  return (
    <h3 className="branch-head">
      {root === '' ? recovery.ownPath : root}
      <span className="small soft">{recovery.loadText(String(loadKw), String(usableKw))}</span>
    </h3>
  );
}

const Leaf = memo(function Leaf({
  feed,
  planned,
  usableKw,
  loadKw,
  isOn,
  gate,
  onSteer,
}: FeedLeaf & { readonly onSteer: (steering: Steering) => void }): ReactElement {
  const { recovery, of } = useTexts();
  const shares = sharesText(planned);
  const wavesDone = feed.waves.filter(({ status }) => status === 'done').length;
  const { servers } = feed;
  const share = usableKw === 0 ? 0 : loadKw / usableKw;
  const isTripped = feed.status === 'tripped';
  return (
    <li className={isTripped ? 'leaf leaf-tripped' : 'leaf'} data-feed={feed.id}>
      <div className="leaf-head">
        <strong>{feed.title}</strong>
        {isTripped ? (
          <strong className="tripped">⚡ {recovery.tripped}</strong>
        ) : (
          <span className={`status small tone-${isOn ? 'good' : 'idle'}`}>
            <StatusShape status={isOn ? 'done' : 'pending'} />
            {isOn ? recovery.feedOn : recovery.feedOff}
          </span>
        )}
      </div>
      <Meter
        label={`${feed.title}: ${recovery.load}`}
        value={loadKw}
        max={usableKw}
        text={recovery.loadText(String(loadKw), String(usableKw))}
        tone={share > 0.9 ? 'warn' : 'busy'}
      />
      <dl className="leaf-facts small">
        <dt>{recovery.load}</dt>
        <dd>{recovery.loadText(String(loadKw), String(usableKw))}</dd>
        <dt>{recovery.serversUp}</dt>
        <dd>
          {of(servers.up, servers.total)}
          {servers.failed > 0 ? (
            <strong className="tone-bad">
              {' '}
              · {servers.failed} {recovery.failed}
            </strong>
          ) : null}
          {servers.slow > 0 ? ` · ${servers.slow} ${recovery.slow}` : ''}
        </dd>
        <dt>{recovery.waves}</dt>
        <dd>{of(wavesDone, feed.waves.length)}</dd>
        {shares === '' ? null : (
          <>
            <dt>{recovery.sharedBy}</dt>
            <dd>{shares}</dd>
          </>
        )}
      </dl>
      <TripNote feed={feed} gate={gate} onSteer={onSteer} />
    </li>
  );
});

function TripNote({
  feed,
  gate,
  onSteer,
}: {
  readonly feed: Feed;
  readonly gate: string;
  readonly onSteer: (steering: Steering) => void;
}): ReactElement | null {
  const { recovery, acts } = useTexts();
  const { canAnswer } = useLive();
  const { trip, id } = feed;
  if (trip === null) return null;
  const { interlock, reason, needs, waits, at } = trip;
  return (
    <div className="note note-bad small">
      <p>
        <strong>{interlock}</strong>: {reason} · <Since at={at} />
      </p>
      {needs.length === 0 ? null : (
        <>
          <p>{recovery.needsBefore}:</p>
          <ol className="numbered">
            {needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ol>
        </>
      )}
      {waits.length === 0 ? null : (
        <p>{recovery.waitsFor(waits.map(({ feed: other }) => other).join(', '))}</p>
      )}
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={!canAnswer}
          onClick={() => onSteer({ act: 'resume', step: '', feed: id })}
        >
          {recovery.resumeFeed(id)}
        </button>
        <button
          type="button"
          className="button"
          disabled={!canAnswer}
          onClick={() => onSteer({ act: 'waive', step: gate, feed: id, interlock })}
        >
          {acts.waive} {interlock}
        </button>
      </div>
    </div>
  );
}
