import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { answered, api } from '../api/client';
import { KEYS } from '../api/keys';
import { peopleQuery } from '../api/queries';
import type { People, Session } from '../api/types';
import { Loaded } from '../parts/loaded';
import { ProblemNote } from '../parts/problem-note';
import { useTexts } from '../texts/texts';
import { PageTitle } from './page-title';
import './frame.css';

/** Lets people in: by a link, by a login, or by saying who sits here. */
export function Enter({ session }: { readonly session: Session }): ReactElement {
  const { enter } = useTexts();
  const title = session.isIn ? enter.whoTitle : enter.title;
  return (
    <main className="page page-narrow enter">
      <PageTitle title={title} />
      <h1>{title}</h1>
      {session.isIn ? <Who /> : session.login === 'oidc' ? <Login /> : <ByLink />}
    </main>
  );
}

function Login(): ReactElement {
  const { enter } = useTexts();
  return (
    <a className="button button-primary" href="/login">
      {enter.login}
    </a>
  );
}

function ByLink(): ReactElement {
  const { enter } = useTexts();
  return (
    <div className="note">
      <p>{enter.linkNeeded}</p>
      <p>{enter.linkHow}</p>
      <pre>blackstart page</pre>
      <p>{enter.linkThen}</p>
    </div>
  );
}

function Who(): ReactElement {
  const { enter } = useTexts();
  const people = useQuery(peopleQuery());
  return (
    <>
      <p className="soft">{enter.whoWhy}</p>
      <Loaded query={people}>{(found) => <PersonList people={found.people} />}</Loaded>
    </>
  );
}

function PersonList({ people }: { readonly people: People['people'] }): ReactElement {
  const { enter } = useTexts();
  const [wanted, setWanted] = useState('');
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: (person: string) => answered(api.PUT('/api/v1/session', { body: { person } })),
    onSuccess: (session) => {
      // Nothing that another person was shown is kept.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEYS.session[0] });
      client.setQueryData(KEYS.session, session);
    },
  });
  if (people.length === 0)
    return (
      <div className="note">
        <p>{enter.noPeople}</p>
        <pre>blackstart drill runbooks/hello --ask</pre>
      </div>
    );
  const shown = people.filter(({ id, name, roles }) =>
    [id, name, ...roles].some((text) => text.toLowerCase().includes(wanted.toLowerCase())),
  );
  return (
    <>
      <label className="field">
        <span className="field-label">{enter.search}</span>
        <input type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </label>
      {choose.error === null ? null : <ProblemNote error={choose.error} />}
      <ul className="persons">
        {shown.map(({ id, name, roles }) => (
          <li key={id}>
            <button
              type="button"
              className="person"
              data-person={id}
              disabled={choose.isPending}
              onClick={() => choose.mutate(id)}
            >
              <strong>{name}</strong>
              <span className="soft small">{roles.join(', ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
