-- A role for the service on PostgreSQL that cannot write, whatever it is asked to run. Run as the owner of the database's tables,
-- who may make roles, in that database, once 'snhr-api migrate' has run:
--   psql -v ON_ERROR_STOP=1 -f docs/reader-role.sql NAME
-- then give it a password with \password snhr_reader, and the service SNHR_READ_DATABASE_URL=postgresql+psycopg://snhr_reader:...@HOST/NAME
BEGIN;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'snhr_reader') THEN
    CREATE ROLE snhr_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
  END IF;
  -- Temporary tables are writing too; PUBLIC, of which every role is part, may make them where nobody says otherwise.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO snhr_reader', current_database());
END
$$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO snhr_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO snhr_reader;
-- Tables of later migrations too.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO snhr_reader;
-- Large objects and files would be another place to write to.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_import(text), lo_import(text, oid) FROM PUBLIC;
-- What the service asks for by itself, for whoever else connects with this role.
ALTER ROLE snhr_reader SET default_transaction_read_only = on;
ALTER ROLE snhr_reader SET statement_timeout = '2s';
ALTER ROLE snhr_reader SET idle_in_transaction_session_timeout = '10s';
COMMIT;
