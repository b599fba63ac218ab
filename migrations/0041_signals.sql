-- Signals: which sign told a machine from a person, and where the request came from (a network, not a device).
alter table tracking_hits add column signal text;
alter table tracking_hits add column network text;

-- What a workspace has decided about links, pictures and the foot of its mails.
create table tracking_settings (
  workspace_id    uuid primary key references workspaces on delete cascade,
  quiet_countries text[] not null default '{}',   -- ISO codes: nothing is tracked for people there, whatever a campaign says
  utm             boolean not null default false, -- links carry the campaign's name
  postal_address  text not null default '',       -- stands under every mail of a campaign
  way_out_line    boolean not null default true   -- a visible line that says how to stop the mails
);
call protect('tracking_settings');

-- Under which host the links of mails from a domain lead: a CNAME of the sender's own domain to this installation.
create table tracking_domains (
  workspace_id uuid not null references workspaces on delete cascade,
  domain       text not null,                     -- of the sending mailbox, lower case
  host         text not null,
  checked_at   timestamptz,
  works        boolean not null default false,    -- used only when it does
  problem      text,                              -- a sentence
  primary key (workspace_id, domain)
);
call protect('tracking_domains');
