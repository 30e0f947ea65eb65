CREATE FUNCTION released.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% are never changed: record a correction', TG_TABLE_NAME; END $$;
CREATE TABLE released.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE released.batches (
    id integer NOT NULL,
    recorded text NOT NULL COLLATE pg_catalog."C",
    received text COLLATE pg_catalog."C",
    by text NOT NULL,
    note text,
    source text,
    source_sha256 text
);
CREATE TABLE released.events (
    id integer NOT NULL,
    batch integer NOT NULL,
    work integer NOT NULL,
    version integer NOT NULL,
    field text NOT NULL COLLATE pg_catalog."C",
    old text,
    new text,
    happened text NOT NULL COLLATE pg_catalog."C",
    note text,
    broke text,
    override text,
    attachment text,
    attachment_sha256 text
);
CREATE TABLE released.store (
    one integer NOT NULL,
    id text NOT NULL,
    county text NOT NULL,
    utc_offset text NOT NULL,
    created text NOT NULL COLLATE pg_catalog."C",
    last_event integer NOT NULL,
    last_batch integer NOT NULL,
    parent text,
    parent_event integer,
    CONSTRAINT store_has_one_row CHECK ((one = 1))
);
CREATE TABLE released.works (
    id integer NOT NULL,
    kind text NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL
);
INSERT INTO released.alembic_version VALUES ('0002');
INSERT INTO released.batches VALUES (1, '2019-07-01T01:00:02.000000Z', NULL, '王', '首次登记', NULL, NULL);
INSERT INTO released.batches VALUES (2, '2019-07-01T01:00:03.000000Z', NULL, '王', NULL, NULL, NULL);
INSERT INTO released.batches VALUES (3, '2019-07-01T01:00:05.000000Z', NULL, '李; DROP TABLE works; --', '核实''人数''
第二行', NULL, NULL);
INSERT INTO released.batches VALUES (4, '2019-07-01T01:00:07.000000Z', NULL, '李', NULL, NULL, NULL);
INSERT INTO released.events VALUES (1, 1, 1, 1, 'listed', NULL, 'yes', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (2, 1, 1, 2, 'name', NULL, '仁和村饮水安全工程', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (3, 1, 1, 3, 'category', NULL, 'poor', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (4, 1, 1, 4, 'people', NULL, '120', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (5, 1, 1, 5, 'due', NULL, '2019-06-30', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (6, 1, 1, 6, 'km', NULL, '5.5', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (7, 1, 1, 7, 'villages', NULL, '610728111209', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (8, 1, 1, 8, 'town', NULL, '青水镇', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (9, 2, 2, 1, 'listed', NULL, 'yes', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (10, 2, 2, 2, 'name', NULL, '通组路', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (11, 2, 2, 3, 'programme', NULL, 'group_road', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (12, 2, 2, 4, 'km', NULL, '3.2', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (13, 2, 2, 5, 'due', NULL, '2019-12-31', '0001-01-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (14, 3, 1, 9, 'people', '120', '121', '2019-07-01', NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (15, 4, 1, 10, 'people', '121', '122', '2019-07-01', NULL, NULL, NULL, '验收单.pdf', 'abababababababababababababababababababababababababababababababab');
INSERT INTO released.store VALUES (1, '01dacd2b-6f23-44f5-9b5d-1a200607831b', '610728', '+08:00', '2019-07-01T01:00:01.000000Z', 15, 4, NULL, NULL);
INSERT INTO released.works VALUES (2, 'road', 'R', 5);
INSERT INTO released.works VALUES (1, 'water', 'A', 10);
ALTER TABLE ONLY released.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY released.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_work_version UNIQUE (work, version);
ALTER TABLE ONLY released.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (one);
ALTER TABLE ONLY released.works
    ADD CONSTRAINT works_kind_code UNIQUE (kind, code);
ALTER TABLE ONLY released.works
    ADD CONSTRAINT works_pkey PRIMARY KEY (id);
CREATE INDEX events_by_field ON released.events USING btree (work, field, id);
CREATE TRIGGER batches_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON released.batches FOR EACH STATEMENT EXECUTE FUNCTION released.refuse_change();
CREATE TRIGGER events_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON released.events FOR EACH STATEMENT EXECUTE FUNCTION released.refuse_change();
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_batch FOREIGN KEY (batch) REFERENCES released.batches(id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_work FOREIGN KEY (work) REFERENCES released.works(id);
