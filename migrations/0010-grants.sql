-- What the service may do: read, stage, and call the write functions. Nothing else.
SET LOCAL search_path = claimd, pg_temp;

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    routine regprocedure;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', service);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'role % is missing and % may not create it', service, current_user
                USING ERRCODE = 'insufficient_privilege', HINT = format(
                    'Let an administrator run: CREATE ROLE %I NOLOGIN; then migrate again.', service);
        WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database's migration was faster: roles belong to the cluster
        END;
    END IF;
    -- Functions of extensions are left as they are: whoever migrates need not own them.
    FOR routine IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace = 'claimd'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass
                            AND deptype = 'e')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', routine, service);
    END LOOP;
    EXECUTE format('REVOKE EXECUTE ON FUNCTION write_begin(), record_mark(uuid, revision_op, text, text, uuid, int), '
        'record_blank(uuid), record_show(uuid), revision_at_hand(uuid, int, int), '
        'withhold_body(uuid, int, text, text, boolean, uuid, int), lift_body(uuid, int, text, text, uuid, int) FROM %I',
        service);
    REVOKE ALL ON SCHEMA claimd FROM PUBLIC;
    EXECUTE format('GRANT USAGE ON SCHEMA claimd TO %I', service);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA claimd TO %I', service);
    EXECUTE format('REVOKE SELECT ON withheld_body FROM %I', service);
    EXECUTE format('GRANT INSERT ON import, import_line, import_ref, import_record, import_fault TO %I', service);
END
$$;
