PRAGMA application_id = 1734964080;
BEGIN TRANSACTION;
CREATE TABLE account_log (
	id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	name TEXT NOT NULL, 
	action TEXT NOT NULL, 
	"by" TEXT, 
	address TEXT, 
	detail TEXT, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "account_log" VALUES(1,'2019-07-01T01:00:09.000000Z','管','added',NULL,NULL,'admin');
INSERT INTO "account_log" VALUES(2,'2019-07-01T01:00:10.000000Z','记','added',NULL,NULL,'clerk');
INSERT INTO "account_log" VALUES(3,'2019-07-01T01:00:11.000000Z','管','in',NULL,'10.0.0.8',NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE attachments (
	id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	work INTEGER NOT NULL, 
	event INTEGER, 
	name TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	original_sha256 TEXT NOT NULL, 
	taken TEXT, 
	place TEXT, 
	stated_by TEXT, 
	PRIMARY KEY (id), 
	CONSTRAINT attachments_batch FOREIGN KEY(batch) REFERENCES batches (id), 
	CONSTRAINT attachments_work FOREIGN KEY(work) REFERENCES works (id), 
	CONSTRAINT attachments_event FOREIGN KEY(event) REFERENCES events (id)
)
 STRICT

;
INSERT INTO "attachments" VALUES(1,4,1,15,'验收单.pdf','d35d184982ceb38305aeededd236e86097eba2d399b10c0e261f6b56ecfcba32',18,'application/pdf','d35d184982ceb38305aeededd236e86097eba2d399b10c0e261f6b56ecfcba32',NULL,NULL,NULL);
CREATE TABLE batches (
	id INTEGER NOT NULL, 
	recorded TEXT NOT NULL, 
	received TEXT, 
	"by" TEXT NOT NULL, 
	note TEXT, source TEXT, source_sha256 TEXT, corrects_first INTEGER, corrects_last INTEGER, corrected_day TEXT, entry TEXT, entry_sha256 TEXT, comment_on INTEGER CONSTRAINT batches_comment_on REFERENCES works (id), 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "batches" VALUES(1,'2019-07-01T01:00:02.000000Z',NULL,'王','首次登记',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "batches" VALUES(2,'2019-07-01T01:00:03.000000Z',NULL,'王',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "batches" VALUES(3,'2019-07-01T01:00:05.000000Z',NULL,'李; DROP TABLE works; --','核实''人数''
第二行',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "batches" VALUES(4,'2019-07-01T01:00:07.000000Z',NULL,'李',NULL,NULL,NULL,NULL,NULL,NULL,'entry-0001','408675c066a375a222453be2ab12bb19cd1184040140f93a9af684adbba13f85',NULL);
INSERT INTO "batches" VALUES(5,'2019-07-01T01:00:08.000000Z',NULL,'王','已开工',NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
CREATE TABLE events (
	id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	work INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	field TEXT NOT NULL, 
	old TEXT, 
	new TEXT, 
	happened TEXT NOT NULL, 
	note TEXT, 
	broke TEXT, 
	override TEXT, attachment TEXT, attachment_sha256 TEXT, undoes INTEGER CONSTRAINT events_undoes REFERENCES events (id), 
	PRIMARY KEY (id), 
	CONSTRAINT events_work_version UNIQUE (work, version), 
	CONSTRAINT events_batch FOREIGN KEY(batch) REFERENCES batches (id), 
	CONSTRAINT events_work FOREIGN KEY(work) REFERENCES works (id)
)
 STRICT

;
INSERT INTO "events" VALUES(1,1,1,1,'listed',NULL,'yes','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(2,1,1,2,'name',NULL,'仁和村饮水安全工程','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(3,1,1,3,'category',NULL,'poor','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(4,1,1,4,'people',NULL,'120','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(5,1,1,5,'due',NULL,'2019-06-30','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(6,1,1,6,'km',NULL,'5.5','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(7,1,1,7,'villages',NULL,'610728111209','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(8,1,1,8,'town',NULL,'青水镇','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(9,2,2,1,'listed',NULL,'yes','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(10,2,2,2,'name',NULL,'通组路','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(11,2,2,3,'programme',NULL,'group_road','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(12,2,2,4,'km',NULL,'3.2','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(13,2,2,5,'due',NULL,'2019-12-31','0001-01-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(14,3,1,9,'people','120','121','2019-07-01',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(15,4,1,10,'people','121','122','2019-07-01',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sessions (
	token_sha256 TEXT NOT NULL, 
	user INTEGER NOT NULL, 
	form_token TEXT NOT NULL, 
	created TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	PRIMARY KEY (token_sha256), 
	CONSTRAINT sessions_user FOREIGN KEY(user) REFERENCES users (id)
)
 STRICT

;
INSERT INTO "sessions" VALUES('59c9163e01381b0dc3e31094bcbbc9bda627ac74fe07bb31eef1cdd44c0fce6a',1,'65Qzat4_Y8kA3yvDPWfDInNbOHIq4kDdlA_4ofL-djM','2019-07-01T01:00:11.000000Z','2019-07-01T01:00:11.000000Z','2019-07-08T01:00:11.000000Z');
CREATE TABLE store (
	one INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	county TEXT NOT NULL, 
	utc_offset TEXT NOT NULL, 
	created TEXT NOT NULL, 
	last_event INTEGER NOT NULL, 
	last_batch INTEGER NOT NULL, parent TEXT, parent_event INTEGER, 
	PRIMARY KEY (one), 
	CONSTRAINT store_has_one_row CHECK (one = 1)
)
 STRICT

;
INSERT INTO "store" VALUES(1,'34c487f0-113f-4468-81b3-907484f3aee1','610728','+08:00','2019-07-01T01:00:01.000000Z',15,5,NULL,NULL);
CREATE TABLE users (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	password TEXT NOT NULL, 
	role TEXT NOT NULL, 
	towns TEXT, 
	programmes TEXT, 
	language TEXT, 
	created TEXT NOT NULL, 
	disabled TEXT, 
	failures INTEGER NOT NULL, 
	locked_until TEXT, 
	PRIMARY KEY (id), 
	CONSTRAINT users_name UNIQUE (name)
)
 STRICT

;
INSERT INTO "users" VALUES(1,'管','$argon2id$v=19$m=65536,t=3,p=4$2KqrwEUntMe5cLwVWNmeyw$3NVenFf82Td3vQVBpaF7CMKx4vsF7KbLS0aSHyEhr4A','admin',NULL,NULL,NULL,'2019-07-01T01:00:09.000000Z',NULL,0,NULL);
INSERT INTO "users" VALUES(2,'记','$argon2id$v=19$m=65536,t=3,p=4$Tp6aTHMVG9W1CH/nhlZ7kA$9Fmxuk5LNNX/775x9CGp504CrfLKZg5gdITBzbx/yVk','clerk','["青水镇"]',NULL,NULL,'2019-07-01T01:00:10.000000Z',NULL,0,NULL);
CREATE TABLE works (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	code TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT works_kind_code UNIQUE (kind, code)
)
 STRICT

;
INSERT INTO "works" VALUES(1,'water','A',10);
INSERT INTO "works" VALUES(2,'road','R',5);
CREATE INDEX events_by_field ON events (work, field, id);
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed: record a correction'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed: record a correction'); END;
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches BEGIN SELECT RAISE(ABORT, 'batches are never changed: record a correction'); END;
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches BEGIN SELECT RAISE(ABORT, 'batches are never changed: record a correction'); END;
CREATE INDEX account_log_by_name ON account_log (name, id);
CREATE UNIQUE INDEX batches_entry ON batches (entry);
CREATE INDEX batches_comment_on ON batches (comment_on);
CREATE INDEX attachments_work ON attachments (work, id);
CREATE TRIGGER attachments_no_update BEFORE UPDATE ON attachments BEGIN SELECT RAISE(ABORT, 'attachments are never changed: record a correction'); END;
CREATE TRIGGER attachments_no_delete BEFORE DELETE ON attachments BEGIN SELECT RAISE(ABORT, 'attachments are never changed: record a correction'); END;
COMMIT;
