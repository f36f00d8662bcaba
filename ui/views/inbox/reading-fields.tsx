import type { ReactElement } from 'react';
import type { ReadingAsked } from '../../api/types';
import type { Texts } from '../../texts/en';
import { useTexts } from '../../texts/texts';
import type { ReadingDraft } from './answer-bodies';

interface ReadingFieldsProps {
  readonly rule: ReadingAsked;
  readonly draft: ReadingDraft;
  readonly onChange: (draft: ReadingDraft) => void;
}

const MINUTES = [0, 5, 15, 30, 60, 120] as const;

/** A reading taken by hand: its value, and when it was taken. */
export function ReadingFields({ rule, draft, onChange }: ReadingFieldsProps): ReactElement {
  const texts = useTexts();
  const { say } = texts;
  const setValue = (value: string): void => onChange({ ...draft, value });
  return (
    <>
      <label className="field">
        <span className="field-label">
          {rule.id}
          {rule.unit === null ? '' : ` (${rule.unit})`}
        </span>
        <span className="small soft">
          {say.safeRange}: {safeText(rule, texts)}
        </span>
        {rule.values.length > 0 ? (
          <input
            type="text"
            list={`values-${rule.id}`}
            value={draft.value}
            autoComplete="off"
            onChange={(event) => setValue(event.target.value)}
          />
        ) : (
          <input
            type="text"
            inputMode="decimal"
            autoComplete="off"
            value={draft.value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
        {rule.values.length > 0 ? (
          <datalist id={`values-${rule.id}`}>
            {rule.values.map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        ) : null}
      </label>
      {isOutside(rule, draft.value) ? (
        <p className="note note-warn" role="alert">
          {say.outside}
        </p>
      ) : null}
      <label className="field">
        <span className="field-label">{say.takenAt}</span>
        <select
          value={draft.minutesAgo}
          onChange={(event) => onChange({ ...draft, minutesAgo: Number(event.target.value) })}
        >
          {MINUTES.filter((minutes) => minutes * 60_000 <= rule.maxAgeMs).map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutes === 0 ? say.takenNow : say.minutesAgo(minutes)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function safeText({ min, max, values, unit }: ReadingAsked, { say }: Texts): string {
  const withUnit = (value: number): string => (unit === null ? `${value}` : `${value} ${unit}`);
  return [
    ...(min === null ? [] : [say.atLeast(withUnit(min))]),
    ...(max === null ? [] : [say.atMost(withUnit(max))]),
    ...values,
  ].join(', ');
}

function isOutside({ min, max, values }: ReadingAsked, text: string): boolean {
  if (text.trim() === '') return false;
  if (values.length > 0) return !values.includes(text.trim());
  const value = Number(text);
  return !Number.isFinite(value) || (min !== null && value < min) || (max !== null && value > max);
}
