insert into claimd.schema_migration (version, name, sha256)
values (:'version'::integer, :'name', :'sha256');
