-- What was applied, in order.
select version, name, sha256
  from claimd.schema_migration
 order by version;
