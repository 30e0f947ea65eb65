PRAGMA application_id = 1734964080;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE batches (
	id INTEGER NOT NULL, 
	recorded TEXT NOT NULL, 
	received TEXT, 
	"by" TEXT NOT NULL, 
	note TEXT, source TEXT, source_sha256 TEXT, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "batches" VALUES(1,'2019-07-01T01:00:02.000000Z',NULL,'王','首次登记',NULL,NULL);
INSERT INTO "batches" VALUES(2,'2019-07-01T01:00:03.000000Z',NULL,'王',NULL,NULL,NULL);
INSERT INTO "batches" VALUES(3,'2019-07-01T01:00:05.000000Z',NULL,'李; DROP TABLE works; --','核实''人数''
第二行',NULL,NULL);
INSERT INTO "batches" VALUES(4,'2019-07-01T01:00:07.000000Z',NULL,'李',NULL,NULL,NULL);
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
	override TEXT, attachment TEXT, attachment_sha256 TEXT, 
	PRIMARY KEY (id), 
	CONSTRAINT events_work_version UNIQUE (work, version), 
	CONSTRAINT events_batch FOREIGN KEY(batch) REFERENCES batches (id), 
	CONSTRAINT events_work FOREIGN KEY(work) REFERENCES works (id)
)
 STRICT

;
INSERT INTO "events" VALUES(1,1,1,1,'listed',NULL,'yes','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(2,1,1,2,'name',NULL,'仁和村饮水安全工程','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(3,1,1,3,'category',NULL,'poor','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(4,1,1,4,'people',NULL,'120','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(5,1,1,5,'due',NULL,'2019-06-30','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(6,1,1,6,'km',NULL,'5.5','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(7,1,1,7,'villages',NULL,'610728111209','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(8,1,1,8,'town',NULL,'青水镇','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(9,2,2,1,'listed',NULL,'yes','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(10,2,2,2,'name',NULL,'通组路','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(11,2,2,3,'programme',NULL,'group_road','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(12,2,2,4,'km',NULL,'3.2','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(13,2,2,5,'due',NULL,'2019-12-31','0001-01-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(14,3,1,9,'people','120','121','2019-07-01',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(15,4,1,10,'people','121','122','2019-07-01',NULL,NULL,NULL,'验收单.pdf','abababababababababababababababababababababababababababababababab');
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
INSERT INTO "store" VALUES(1,'89208b4a-0c0a-4034-b764-87b4627668d2','610728','+08:00','2019-07-01T01:00:01.000000Z',15,4,NULL,NULL);
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
COMMIT;
