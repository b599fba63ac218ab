-- What the rooms ai and research keep beside 0003_mind.sql.

-- How fast a key may be used: one row a key, shared by all processes and workspaces that use it. The key is a keyed hash.
create table llm_buckets (
  key           text primary key,
  tokens        double precision not null,      -- may be in debt: places reserved in the queue
  at            timestamptz not null default clock_timestamp(),
  blocked_until timestamptz,                    -- the provider asked us to wait, or the breaker is open
  failures      int not null default 0          -- in a row
);
grant select, insert, update, delete on llm_buckets to overture_app;

-- No provider of its own: the server's credential is in force. Own prices, where our table does not know the model.
alter table ai_settings alter column provider drop not null;
alter table ai_settings add column price_in numeric(10, 4), add column price_out numeric(10, 4);

alter table ai_calls
  add column tokens_cached int not null default 0,
  add column searches int not null default 0,
  add column price_version text;

alter table briefs
  add column started_at timestamptz,            -- while running: a claim older than ten minutes may be taken over
  add column refresh boolean not null default false,
  add column pages jsonb not null default '[]', -- what was read: [{ url, title }]
  add column notes text;                        -- what colleagues pasted, whole

alter table facts add column source text not null default 'website' check (source in ('website', 'search', 'note'));
create index briefs_by_status on briefs (workspace_id, status) where status in ('waiting', 'running');
