-- The inbox as people work in it: whose turn it is, who has it, what they said to each other, and how to take it back.

-- Text as it is searched: small letters without accents. Nothing but built-in functions, so that it may stand in an index.
create function folded(words text) returns text language sql immutable parallel safe strict as
$$ select translate(regexp_replace(normalize(lower(words), NFD), '[\u0300-\u036f]', '', 'g'), 'ßøłđæœı', 'soldaoi') $$;

alter table threads
  add column assignee_id     uuid,
  add column brought_in      uuid[] not null default '{}',  -- people who were given or shown this thread
  add column labels          text[] not null default '{}',
  add column next_step       text,
  add column last_in_at      timestamptz,                   -- the newest mail of a person from outside
  add column last_out_at     timestamptz,                   -- our newest answer: sent, on its way, or written elsewhere
  add column first_in_at     timestamptz,
  add column first_answer_at timestamptz;                   -- our first answer after that
create index threads_of_assignee on threads (workspace_id, assignee_id) where assignee_id is not null;

-- Whose turn it is follows from the mails of the thread. Kept by the rows themselves, whoever writes them.
create function thread_turns(workspace uuid, thread uuid) returns void language sql as $$
  update threads t
     set last_in_at = x.last_in, first_in_at = x.first_in, last_out_at = greatest(x.last_own, y.last_answer),
         first_answer_at = (select min(at) from (
           select i.received_at as at from inbox_messages i where i.workspace_id = workspace and i.thread_id = thread and i.outgoing and i.received_at > x.first_in
           union all
           select coalesce(m.accepted_at, m.handed_at) from messages m
            where m.workspace_id = workspace and m.thread_id = thread and m.origin = 'reply' and coalesce(m.accepted_at, m.handed_at) > x.first_in) answered)
    from (select max(i.received_at) filter (where not i.outgoing and i.kind in ('reply', 'opt_out')) as last_in,
                 min(i.received_at) filter (where not i.outgoing and i.kind in ('reply', 'opt_out')) as first_in,
                 max(i.received_at) filter (where i.outgoing) as last_own
            from inbox_messages i where i.workspace_id = workspace and i.thread_id = thread) x,
         (select max(coalesce(m.accepted_at, m.handed_at, m.planned_at)) as last_answer
            from messages m where m.workspace_id = workspace and m.thread_id = thread and m.origin = 'reply' and m.state not in ('cancelled', 'failed')) y
   where t.workspace_id = workspace and t.id = thread
$$;
create index messages_of_thread on messages (workspace_id, thread_id) where origin = 'reply' and thread_id is not null;

create function keep_thread_turns() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.thread_id is distinct from new.thread_id and old.thread_id is not null then perform thread_turns(old.workspace_id, old.thread_id); end if;
  if new.thread_id is not null then perform thread_turns(new.workspace_id, new.thread_id); end if;
  return null;
end $$;
create trigger inbox_messages_turn_new after insert on inbox_messages for each row when (new.thread_id is not null) execute function keep_thread_turns();
create trigger inbox_messages_turn after update of thread_id on inbox_messages for each row when (old.thread_id is distinct from new.thread_id) execute function keep_thread_turns();
create trigger messages_turn_new after insert on messages for each row when (new.origin = 'reply' and new.thread_id is not null) execute function keep_thread_turns();
create trigger messages_turn after update of state on messages for each row when (new.origin = 'reply' and new.thread_id is not null and old.state <> new.state) execute function keep_thread_turns();

-- Everything one may look for in a mail, attachment names included.
create function mail_words(from_name text, from_address text, to_addresses text[], subject text, body text, attachments jsonb) returns tsvector language sql immutable parallel safe as $$
  select setweight(to_tsvector('simple', folded(from_name || ' ' || translate(from_address, '@.-_+', '     '))), 'A')
      || setweight(to_tsvector('simple', folded(subject)), 'B')
      || setweight(to_tsvector('simple', folded(translate(coalesce(jsonb_path_query_array(attachments, '$[*].name')::text, ''), '[]",._-', '       '))), 'B')
      || to_tsvector('simple', folded(translate(coalesce(array_to_string(to_addresses[1:20], ' '), ''), '@.-_+', '     ') || ' ' || left(body, 60000)))
$$;
alter table inbox_messages add column words tsvector;
create function keep_mail_words() returns trigger language plpgsql as $$
begin
  new.words := mail_words(new.from_name, new.from_address, new.to_addresses, new.subject, new.full_text, new.attachments);
  return new;
end $$;
create trigger inbox_messages_words before insert or update of from_name, from_address, to_addresses, subject, full_text, attachments on inbox_messages for each row execute function keep_mail_words();
create index inbox_messages_words on inbox_messages using gin (words);

-- Who may read the mail of a mailbox besides its owner: 'participants' nobody but people brought into a thread; 'managers' they
-- read all; 'metadata' who and when; 'subject' that and the subject; 'full' everything, for the whole workspace.
alter table mailboxes add column sharing text not null default 'managers' check (sharing in ('participants', 'managers', 'metadata', 'subject', 'full'));
create function mail_level(sharing text, owner_id uuid, brought_in uuid[], reader uuid, manager boolean) returns text language sql immutable parallel safe as $$
  select case
    when reader is null or owner_id is null or owner_id = reader or reader = any(coalesce(brought_in, '{}')) or sharing = 'full' then 'full'
    when sharing = 'managers' and manager then 'full'
    when sharing in ('subject', 'metadata') then sharing
    else 'none' end
$$;

-- Mail that is nobody's business here: never stored, unless it answers a mail of ours.
create table mail_blocks (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  kind         text not null check (kind in ('address', 'domain')),
  value        text not null,                 -- lower case
  created_by   uuid,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, kind, value)
);
call protect('mail_blocks');

create table thread_notes (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  thread_id    uuid not null,
  author_id    uuid not null,
  text         text not null,
  mentions     uuid[] not null default '{}',
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade
);
create index thread_notes_of_thread on thread_notes (workspace_id, thread_id, created_at);
call protect('thread_notes');

-- "Anna is replying": a hint for a minute, no lock.
create table thread_presence (
  workspace_id uuid not null,
  thread_id    uuid not null,
  user_id      uuid not null,
  until        timestamptz not null,
  primary key (workspace_id, thread_id, user_id),
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade
);
call protect('thread_presence');

-- What was changed in one stroke, and how it was before, so that it can be taken back.
create table thread_changes (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  by_user      uuid,
  at           timestamptz not null,
  was          jsonb not null,                -- [{ id, before, after }]
  undone_at    timestamptz,
  primary key (workspace_id, id)
);
create index thread_changes_by_age on thread_changes (workspace_id, at);
call protect('thread_changes');

create table snippets (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  shortcut     text not null,                 -- typed after a semicolon: ;price
  title        text not null,
  text         text not null,
  created_by   uuid,
  updated_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, shortcut)
);
call protect('snippets');

-- An answer written ahead, for the newest mail of a thread.
create table reply_drafts (
  workspace_id uuid not null,
  thread_id    uuid not null,
  answers      uuid not null,                 -- the inbox message it answers
  variant      int not null,
  text         text not null,
  sources      jsonb not null default '[]',   -- [{ label, quote, url }]
  written_by   text not null check (written_by in ('built_in', 'model')),
  sentence     text not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, thread_id, answers, variant),
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade
);
call protect('reply_drafts');

-- What is there already. The owner of a table is held back by its wall too, unless that is lowered for a moment.
alter table inbox_messages no force row level security;
alter table threads no force row level security;
alter table messages no force row level security;
update inbox_messages set words = mail_words(from_name, from_address, to_addresses, subject, full_text, attachments);
select thread_turns(workspace_id, id) from threads;
alter table inbox_messages force row level security;
alter table threads force row level security;
alter table messages force row level security;
