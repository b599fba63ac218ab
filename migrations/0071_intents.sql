-- What replies want, what people corrected, and threads that were put together or taken apart.

alter table inbox_messages
  add column intent        text,                 -- as it is held to be now
  add column intent_first  text,                 -- as the machine judged it
  add column sentiment     text check (sentiment in ('positive', 'neutral', 'negative')),
  add column confidence    real,
  add column intent_by     text,                 -- rules, classifier, learnt, model, person
  add column intent_reason text;
create index inbox_messages_by_intent on inbox_messages (workspace_id, received_at desc) where intent_first is not null;

create table intent_corrections (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  inbox_message_id uuid not null,
  at           timestamptz not null,
  by_user      uuid,
  text         text not null,                    -- the new text it was judged by
  before       text not null,
  after        text not null,
  confidence   real,                             -- the machine's, when it judged
  primary key (workspace_id, id)
);
create index intent_corrections_newest on intent_corrections (workspace_id, at desc);
call protect('intent_corrections');

alter table threads add column merged_into uuid;
create table thread_moves (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  at           timestamptz not null,
  by_user      uuid,
  kind         text not null check (kind in ('merge', 'split')),
  from_thread  uuid not null,
  to_thread    uuid not null,
  mails        uuid[] not null,                  -- incoming ones that went along
  messages     uuid[] not null,                  -- ours
  primary key (workspace_id, id)
);
create index thread_moves_of on thread_moves (workspace_id, to_thread);
create index thread_moves_from on thread_moves (workspace_id, from_thread);
call protect('thread_moves');
