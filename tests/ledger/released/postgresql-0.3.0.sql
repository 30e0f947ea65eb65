CREATE FUNCTION released.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% are never changed: record a correction', TG_TABLE_NAME; END $$;
CREATE TABLE released.account_log (
    id integer NOT NULL,
    at text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    action text NOT NULL,
    by text,
    address text,
    detail text
);
CREATE SEQUENCE released.account_log_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE released.account_log_id_seq OWNED BY released.account_log.id;
CREATE TABLE released.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE released.attachments (
    id integer NOT NULL,
    batch integer NOT NULL,
    work integer NOT NULL,
    event integer,
    name text NOT NULL,
    sha256 text NOT NULL,
    size integer NOT NULL,
    type text NOT NULL,
    original_sha256 text NOT NULL,
    taken text,
    place text,
    stated_by text
);
CREATE TABLE released.batches (
    id integer NOT NULL,
    recorded text NOT NULL COLLATE pg_catalog."C",
    received text COLLATE pg_catalog."C",
    by text NOT NULL,
    note text,
    source text,
    source_sha256 text,
    corrects_first integer,
    corrects_last integer,
    corrected_day text,
    entry text,
    entry_sha256 text,
    comment_on integer
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
    attachment_sha256 text,
    undoes integer
);
CREATE TABLE released.sessions (
    token_sha256 text NOT NULL,
    "user" integer NOT NULL,
    form_token text NOT NULL,
    created text NOT NULL COLLATE pg_catalog."C",
    seen text NOT NULL COLLATE pg_catalog."C",
    expires text NOT NULL COLLATE pg_catalog."C"
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
CREATE TABLE released.users (
    id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    password text NOT NULL,
    role text NOT NULL,
    towns text,
    programmes text,
    language text,
    created text NOT NULL COLLATE pg_catalog."C",
    disabled text COLLATE pg_catalog."C",
    failures integer NOT NULL,
    locked_until text COLLATE pg_catalog."C"
);
CREATE SEQUENCE released.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE released.users_id_seq OWNED BY released.users.id;
CREATE TABLE released.works (
    id integer NOT NULL,
    kind text NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL
);
ALTER TABLE ONLY released.account_log ALTER COLUMN id SET DEFAULT nextval('released.account_log_id_seq'::regclass);
ALTER TABLE ONLY released.users ALTER COLUMN id SET DEFAULT nextval('released.users_id_seq'::regclass);
INSERT INTO released.account_log VALUES (1, '2019-07-01T01:00:09.000000Z', '管', 'added', NULL, NULL, 'admin');
INSERT INTO released.account_log VALUES (2, '2019-07-01T01:00:10.000000Z', '记', 'added', NULL, NULL, 'clerk');
INSERT INTO released.account_log VALUES (3, '2019-07-01T01:00:11.000000Z', '管', 'in', NULL, '10.0.0.8', NULL);
INSERT INTO released.alembic_version VALUES ('0005');
INSERT INTO released.attachments VALUES (1, 4, 1, 15, '验收单.pdf', 'd35d184982ceb38305aeededd236e86097eba2d399b10c0e261f6b56ecfcba32', 18, 'application/pdf', 'd35d184982ceb38305aeededd236e86097eba2d399b10c0e261f6b56ecfcba32', NULL, NULL, NULL);
INSERT INTO released.batches VALUES (1, '2019-07-01T01:00:02.000000Z', NULL, '王', '首次登记', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.batches VALUES (2, '2019-07-01T01:00:03.000000Z', NULL, '王', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.batches VALUES (3, '2019-07-01T01:00:05.000000Z', NULL, '李; DROP TABLE works; --', '核实''人数''
第二行', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.batches VALUES (4, '2019-07-01T01:00:07.000000Z', NULL, '李', NULL, NULL, NULL, NULL, NULL, NULL, 'entry-0001', '408675c066a375a222453be2ab12bb19cd1184040140f93a9af684adbba13f85', NULL);
INSERT INTO released.batches VALUES (5, '2019-07-01T01:00:08.000000Z', NULL, '王', '已开工', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2);
INSERT INTO released.events VALUES (1, 1, 1, 1, 'listed', NULL, 'yes', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (2, 1, 1, 2, 'name', NULL, '仁和村饮水安全工程', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (3, 1, 1, 3, 'category', NULL, 'poor', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (4, 1, 1, 4, 'people', NULL, '120', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (5, 1, 1, 5, 'due', NULL, '2019-06-30', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (6, 1, 1, 6, 'km', NULL, '5.5', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (7, 1, 1, 7, 'villages', NULL, '610728111209', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (8, 1, 1, 8, 'town', NULL, '青水镇', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (9, 2, 2, 1, 'listed', NULL, 'yes', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (10, 2, 2, 2, 'name', NULL, '通组路', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (11, 2, 2, 3, 'programme', NULL, 'group_road', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (12, 2, 2, 4, 'km', NULL, '3.2', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (13, 2, 2, 5, 'due', NULL, '2019-12-31', '0001-01-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (14, 3, 1, 9, 'people', '120', '121', '2019-07-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.events VALUES (15, 4, 1, 10, 'people', '121', '122', '2019-07-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO released.sessions VALUES ('6f74df125a65ed9a5dde66459bd700343e4a086abea0764df38cf45a150844e6', 1, 'K4Dm3TBlXHKzSCttvBsFZL7gmYq-TgN2pCTJcCQjfN8', '2019-07-01T01:00:11.000000Z', '2019-07-01T01:00:11.000000Z', '2019-07-08T01:00:11.000000Z');
INSERT INTO released.store VALUES (1, 'a523d640-8f57-4ca9-b719-3b22ee3375dd', '610728', '+08:00', '2019-07-01T01:00:01.000000Z', 15, 5, NULL, NULL);
INSERT INTO released.users VALUES (2, '记', '$argon2id$v=19$m=65536,t=3,p=4$YcEOSo88T0XUjl47Uivtmw$8vnTmyzDI9DdljWpR8sr79LWylaFe/VDFvLNB63gKcQ', 'clerk', '["青水镇"]', NULL, NULL, '2019-07-01T01:00:10.000000Z', NULL, 0, NULL);
INSERT INTO released.users VALUES (1, '管', '$argon2id$v=19$m=65536,t=3,p=4$23aGe0Vpg3lek98HG/Tz9g$5IT2h+1l7tRZqY1qwPpZUScz7nQk5MOrsqXHOeV4qsY', 'admin', NULL, NULL, NULL, '2019-07-01T01:00:09.000000Z', NULL, 0, NULL);
INSERT INTO released.works VALUES (2, 'road', 'R', 5);
INSERT INTO released.works VALUES (1, 'water', 'A', 10);
SELECT pg_catalog.setval('released.account_log_id_seq', 3, true);
SELECT pg_catalog.setval('released.users_id_seq', 2, true);
ALTER TABLE ONLY released.account_log
    ADD CONSTRAINT account_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY released.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_work_version UNIQUE (work, version);
ALTER TABLE ONLY released.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_sha256);
ALTER TABLE ONLY released.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (one);
ALTER TABLE ONLY released.users
    ADD CONSTRAINT users_name UNIQUE (name);
ALTER TABLE ONLY released.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY released.works
    ADD CONSTRAINT works_kind_code UNIQUE (kind, code);
ALTER TABLE ONLY released.works
    ADD CONSTRAINT works_pkey PRIMARY KEY (id);
CREATE INDEX account_log_by_name ON released.account_log USING btree (name, id);
CREATE INDEX attachments_work ON released.attachments USING btree (work, id);
CREATE INDEX batches_comment_on ON released.batches USING btree (comment_on);
CREATE UNIQUE INDEX batches_entry ON released.batches USING btree (entry);
CREATE INDEX events_by_field ON released.events USING btree (work, field, id);
CREATE TRIGGER attachments_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON released.attachments FOR EACH STATEMENT EXECUTE FUNCTION released.refuse_change();
CREATE TRIGGER batches_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON released.batches FOR EACH STATEMENT EXECUTE FUNCTION released.refuse_change();
CREATE TRIGGER events_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON released.events FOR EACH STATEMENT EXECUTE FUNCTION released.refuse_change();
ALTER TABLE ONLY released.attachments
    ADD CONSTRAINT attachments_batch FOREIGN KEY (batch) REFERENCES released.batches(id);
ALTER TABLE ONLY released.attachments
    ADD CONSTRAINT attachments_event FOREIGN KEY (event) REFERENCES released.events(id);
ALTER TABLE ONLY released.attachments
    ADD CONSTRAINT attachments_work FOREIGN KEY (work) REFERENCES released.works(id);
ALTER TABLE ONLY released.batches
    ADD CONSTRAINT batches_comment_on FOREIGN KEY (comment_on) REFERENCES released.works(id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_batch FOREIGN KEY (batch) REFERENCES released.batches(id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_undoes FOREIGN KEY (undoes) REFERENCES released.events(id);
ALTER TABLE ONLY released.events
    ADD CONSTRAINT events_work FOREIGN KEY (work) REFERENCES released.works(id);
ALTER TABLE ONLY released.sessions
    ADD CONSTRAINT sessions_user FOREIGN KEY ("user") REFERENCES released.users(id);
