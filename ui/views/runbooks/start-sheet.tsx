import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type SyntheticEvent, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { answered, api } from '../../api/client';
import type { Runbook } from '../../api/types';
import { useLive } from '../../live/live';
import { ModeBand } from '../../parts/mode';
import { ProblemNote } from '../../parts/problem-note';
import { Sheet } from '../../parts/sheet';
import { freshKey } from '../../say/use-say';
import { useTexts } from '../../texts/texts';

interface StartSheetProps {
  readonly runbook: Runbook;
  readonly drill: Runbook['drills'][number];
  readonly onClose: () => void;
}

/** Starting takes as long as compiling and a lab take. */
const START_MS = 60_000;

/** What a drill is started with, before it is started. */
export function StartSheet({ runbook, drill, onClose }: StartSheetProps): ReactElement {
  const { runbooks, cancel } = useTexts();
  const { canAnswer } = useLive();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const [speed, setSpeed] = useState(String(drill.speed));
  const last = useRef({ content: '', key: '' });
  const start = useMutation({
    mutationFn: () => {
      const body = {
        mode: 'drill' as const,
        runbook: runbook.id,
        drill: drill.id,
        ask: isAsking,
        inputs: {},
        ...(drill.environment === 'lab' ? { speed: Number(speed) } : {}),
      };
      const content = JSON.stringify(body);
      if (last.current.content !== content) last.current = { content, key: freshKey() };
      return answered(
        api.POST('/api/v1/recoveries', {
          params: { header: { 'Idempotency-Key': last.current.key } },
          body,
          signal: AbortSignal.timeout(START_MS),
        }),
      );
    },
    onSuccess: ({ id }) => navigate(`/recoveries/${encodeURIComponent(id)}`),
  });
  const isSpeedGood = drill.environment !== 'lab' || (Number(speed) >= 1 && Number(speed) <= 1000);
  const isReady = canAnswer && isSpeedGood && !start.isPending;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isReady) start.mutate();
  };
  return (
    <Sheet
      title={runbooks.startTitle(drill.title)}
      onClose={onClose}
      head={<ModeBand mode="drill" />}
    >
      <form onSubmit={submit}>
        <div className="sheet-body">
          <p>{runbooks.startWhy}</p>
          <dl className="facts">
            <dt>{runbooks.title}</dt>
            <dd>{runbook.title}</dd>
            <dt>{runbooks.environments}</dt>
            <dd>{drill.environment}</dd>
            <dt>{runbooks.seed}</dt>
            <dd>{drill.seed}</dd>
          </dl>
          <label className="check">
            <input
              type="checkbox"
              checked={isAsking}
              onChange={(event) => setAsking(event.target.checked)}
            />
            <span>
              <strong>{runbooks.ask}</strong>
              <br />
              <span className="small soft">{runbooks.askWhy}</span>
            </span>
          </label>
          {drill.environment === 'lab' ? (
            <label className="field">
              <span className="field-label">{runbooks.speed}</span>
              <span className="small soft">{runbooks.speedWhy}</span>
              <input
                type="number"
                min={1}
                max={1000}
                step="any"
                value={speed}
                onChange={(event) => setSpeed(event.target.value)}
              />
            </label>
          ) : null}
          {start.error === null ? null : <ProblemNote error={start.error} />}
        </div>
        <div className="sheet-actions">
          <button type="button" className="button" onClick={onClose}>
            {cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={!isReady}>
            {start.isPending ? runbooks.starting : runbooks.start}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
