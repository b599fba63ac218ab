-- Who looks at what at this moment: a hint for colleagues. Renewed every twenty seconds by open pages; old rows mean nothing.
create unlogged table presence (
  workspace_id uuid not null references workspaces on delete cascade,
  kind         text not null check (kind in ('lead', 'company', 'deal', 'thread', 'campaign')),
  record_id    uuid not null,
  user_id      uuid not null,
  doing        text not null check (doing in ('looking', 'editing', 'replying')),
  since        timestamptz not null,
  seen_at      timestamptz not null,
  primary key (workspace_id, kind, record_id, user_id)
);
call protect('presence');
