import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { peopleQuery, recoveriesQuery, sessionQuery } from '../../api/queries';
import type { People } from '../../api/types';
import { PageTitle } from '../../app/page-title';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import './people.css';

/** Who there is, in which roles, and how to reach them. */
export default function PeoplePage(): ReactElement {
  const { people: texts } = useTexts();
  const runs = useQuery(recoveriesQuery);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const rows = runs.data?.recoveries ?? [];
  const recovery = chosen ?? rows[0]?.id ?? '';
  const query = useQuery({
    ...peopleQuery(recovery === '' ? undefined : recovery),
    enabled: !runs.isPending,
  });
  return (
    <div className="page">
      <PageTitle title={texts.title} />
      <div className="page-head">
        <h1>{texts.title}</h1>
        <label className="field people-which">
          <span className="field-label small">{texts.which}</span>
          <select value={recovery} onChange={(event) => setChosen(event.target.value)}>
            <option value="">{texts.ofRosters}</option>
            {rows.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={query}>{(found) => <Lists found={found} />}</Loaded>
    </div>
  );
}

function Lists({ found }: { readonly found: People }): ReactElement {
  const { people: texts } = useTexts();
  const { data: session } = useQuery(sessionQuery);
  return (
    <>
      <ul className="people">
        {found.people.map(({ id, name, roles, contact, reachedBy }) => (
          <li key={id} className="panel people-one">
            <p>
              <strong>{name}</strong>{' '}
              {session?.person === id ? <span className="tone-busy">({texts.you})</span> : null}
            </p>
            <p className="small">{roles.join(', ')}</p>
            {contact === '' ? null : <Contact text={contact} />}
            {reachedBy.length === 0 ? null : (
              <p className="small soft">
                {texts.reachedBy} {reachedBy.join(', ')}
              </p>
            )}
            <p className="small soft">
              <code>{id}</code>
            </p>
          </li>
        ))}
      </ul>
      {found.roles.length === 0 ? null : (
        <section className="panel" aria-labelledby="roles">
          <div className="panel-head">
            <h2 id="roles">{texts.rolesTitle}</h2>
          </div>
          <ul className="panel-body roles">
            {found.roles.map(({ id, title, qualification, may }) => (
              <li key={id}>
                <p>
                  <strong>{title}</strong> <code className="soft">{id}</code>
                </p>
                <p className="small">
                  {texts.may}: {may.length === 0 ? '–' : may.join(', ')}
                </p>
                {qualification === null ? null : (
                  <p className="small soft">
                    {texts.qualification}: {qualification}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Contact({ text }: { readonly text: string }): ReactElement {
  const number = /\+\d[\d-]{6,}/.exec(text)?.[0];
  return (
    <p className="small">{number === undefined ? text : <a href={`tel:${number}`}>{text}</a>}</p>
  );
}
