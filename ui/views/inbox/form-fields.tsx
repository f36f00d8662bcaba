import type { ReactElement } from 'react';
import type { FormField } from '../../api/types';
import { useTexts } from '../../texts/texts';

type Values = Readonly<Record<string, string>>;

interface FormFieldsProps {
  readonly fields: readonly FormField[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

/** Fields of a manual task. */
export function FormFields({ fields, values, onChange }: FormFieldsProps): ReactElement {
  const { say } = useTexts();
  return (
    <>
      {fields.map((field) => (
        <label key={field.name} className="field">
          <span className="field-label">
            {field.name}
            {field.required ? ` (${say.required})` : ''}
          </span>
          {field.description === null ? null : (
            <span className="small soft">{field.description}</span>
          )}
          <Input
            field={field}
            value={values[field.name] ?? ''}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        </label>
      ))}
    </>
  );
}

function Input({
  field,
  value,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { say } = useTexts();
  const { type, required, values, pattern } = field;
  switch (type) {
    case 'string':
      return (
        <input
          type="text"
          value={value}
          required={required}
          maxLength={2000}
          {...(pattern === null ? {} : { pattern })}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'number':
      return (
        <input
          type="text"
          inputMode="decimal"
          value={value}
          required={required}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'boolean':
    case 'enum': {
      const choices =
        type === 'enum'
          ? values.map((one) => [one, one] as const)
          : ([
              ['true', say.yes],
              ['false', say.no],
            ] as const);
      return (
        <select
          value={value}
          required={required}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="" />
          {choices.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      );
    }
  }
}
