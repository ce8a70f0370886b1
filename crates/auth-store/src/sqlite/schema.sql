-- A removed record leaves its row, so that versions and fences go on counting.
CREATE TABLE slots (
    connection TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    sealed BLOB,                 -- NULL: removed, or only leased so far
    saved_at INTEGER NOT NULL,   -- milliseconds since 1970
    fence INTEGER NOT NULL,
    owner TEXT,                  -- NULL: given back
    leased_boot TEXT NOT NULL,   -- the start of the machine that leased_at counts from
    leased_at INTEGER NOT NULL,  -- milliseconds
    term INTEGER NOT NULL        -- milliseconds
) STRICT, WITHOUT ROWID;
