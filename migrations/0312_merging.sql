-- Who may be the same, and what was made one.

-- Only letters and digits, small, without accents: what is left of a name when two people write it down.
create function name_key(t text) returns text language sql immutable parallel safe as $$
  select regexp_replace(translate(replace(lower(t), 'ß', 'ss'), 'áàâäãåāéèêëēěęíìîïīóòôöõøōőúùûüūůűñńňçćčšśžźżýÿřłğđ', 'aaaaaaaeeeeeeeiiiiioooooooouuuuuuunnncccsszzzyyrlgd'), '[^[:alnum:]]+', '', 'g')
$$;
-- 'd.ana+news@googlemail.com' → 'dana@gmail.com': the mailbox behind an address.
create function address_key(email text) returns text language sql immutable strict parallel safe as $$
  select case when split_part(email, '@', 2) in ('gmail.com', 'googlemail.com') then replace(split_part(split_part(email, '@', 1), '+', 1), '.', '') || '@gmail.com'
              else split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) end
$$;
-- The last nine digits, where there are seven at least: with or without the country, the zero, the blanks.
create function phone_key(phone text) returns text language sql immutable strict parallel safe as $$
  select case when length(d) >= 7 then right(d, 9) end from regexp_replace(phone, '[^0-9]', '', 'g') d
$$;
-- 'The Acme Tools GmbH & Co. KG' → 'acmetools'.
create function company_key(name text) returns text language sql immutable strict parallel safe as $$
  select coalesce(nullif(name_key(regexp_replace(lower(name), '\m(the|gmbh|mbh|ag|kg|ohg|ug|se|inc|incorporated|llc|llp|ltd|limited|corp|corporation|co|company|plc|pty|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|holding|holdings|group|gruppe|und|and|cie)\M', ' ', 'g')), ''), name_key(name))
$$;

create table duplicate_pairs (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  subject      text not null check (subject in ('lead', 'company')),
  a_id         uuid not null,                 -- the smaller id of the two
  b_id         uuid not null,
  score        int not null,                  -- 0 to 99: how sure
  reasons      text[] not null,
  state        text not null default 'open' check (state in ('open', 'dismissed', 'merged')),
  found_at     timestamptz not null,
  decided_by   uuid,
  decided_at   timestamptz,
  primary key (workspace_id, id)
);
create unique index duplicate_pairs_once on duplicate_pairs (workspace_id, subject, a_id, b_id);
create index duplicate_pairs_queue on duplicate_pairs (workspace_id, subject, state, score desc, id);
call protect('duplicate_pairs');

create table duplicate_looks (
  workspace_id uuid not null references workspaces on delete cascade,
  looked_at    timestamptz not null,
  primary key (workspace_id)
);
call protect('duplicate_looks');

create table merges (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  subject      text not null check (subject in ('lead', 'company')),
  winner_id    uuid not null,
  loser_id     uuid not null,
  winner_name  text not null,
  loser_name   text not null,
  fields       jsonb not null default '{}',   -- of the winner: field → { before, after }, what the merge changed
  kept         jsonb not null default '{}',   -- what else is needed to take it back
  by           uuid,
  at           timestamptz not null,
  undone_at    timestamptz,
  undone_by    uuid,
  primary key (workspace_id, id)
);
create index merges_newest on merges (workspace_id, at desc, id desc);
create index merges_of on merges (workspace_id, winner_id) where undone_at is null;
create index merges_of_loser on merges (workspace_id, loser_id) where undone_at is null;
call protect('merges');

-- Rows of other tables that went over, by their ids.
create table merge_moves (
  workspace_id uuid not null,
  merge_id     uuid not null,
  what         text not null,                 -- table.column
  ids          text[] not null,
  primary key (workspace_id, merge_id, what),
  foreign key (workspace_id, merge_id) references merges (workspace_id, id) on delete cascade
);
call protect('merge_moves');
