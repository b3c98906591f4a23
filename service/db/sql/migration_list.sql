-- What was applied, in order.
select version, name, sha256, applied_at, applied_by
  from claimd.schema_migration
 order by version;
