-- Was anything ever applied here?
select to_regclass('claimd.schema_migration') is not null as present;
