-- Who else gets an answer: [{kind: 'cc' | 'bcc', name, address, refused?}], where `refused` holds the server's words when it did not
-- take that one. Null for mails to one person, which are nearly all: they pay nothing for it.
alter table messages add column copies jsonb;
