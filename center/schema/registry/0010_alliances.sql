-- 名师工作室: a named team whose lessons are a library of their own, and the school whose box answers for it.
CREATE TABLE studios (
  library TEXT NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL,
  seat    TEXT REFERENCES schools(id)  -- NULL: the county answers what it is asked
) STRICT, WITHOUT ROWID;

-- 结对帮扶: which school or studio helps which school, and how long.
CREATE TABLE pairings (
  school   TEXT    NOT NULL REFERENCES schools(id),
  kind     TEXT    NOT NULL,            -- school, studio
  helper   TEXT    NOT NULL,            -- a school's id or a studio's library
  from_ms  INTEGER NOT NULL,            -- by the wall clock, since 1970
  until_ms INTEGER NOT NULL DEFAULT 0,  -- 0: nobody said
  PRIMARY KEY (school, kind, helper)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairings_by_helper ON pairings(kind, helper);

-- 网络联校: a central school and those that share its lessons. The central school is a member.
CREATE TABLE alliances (
  id      TEXT NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL,
  central TEXT NOT NULL REFERENCES schools(id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alliance_members (
  alliance TEXT NOT NULL REFERENCES alliances(id),
  school   TEXT NOT NULL REFERENCES schools(id),
  PRIMARY KEY (alliance, school)
) STRICT, WITHOUT ROWID;
CREATE INDEX alliance_members_by_school ON alliance_members(school);
