-- A removed record leaves its row, so that versions and fences go on counting.
CREATE TABLE auth_store_slots (
    connection text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    sealed bytea,                -- NULL: removed, or only leased so far
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    fence bigint NOT NULL DEFAULT 0,
    owner text,                  -- NULL: given back
    leased_until timestamptz
);

-- The operations are functions, one round trip each. Each of their statements sees what was committed before it: a single
-- statement that had to wait for another writer would still report what stood there before that one wrote.

CREATE FUNCTION auth_store_lock(id text) RETURNS auth_store_slots LANGUAGE plpgsql AS $$
DECLARE
    slot auth_store_slots;
BEGIN
    SELECT * INTO slot FROM auth_store_slots s WHERE s.connection = id FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO auth_store_slots (connection) VALUES (id) ON CONFLICT DO NOTHING;
        SELECT * INTO slot FROM auth_store_slots s WHERE s.connection = id FOR UPDATE;
    END IF;
    RETURN slot;
END $$;

CREATE FUNCTION auth_store_age(slot auth_store_slots) RETURNS bigint LANGUAGE sql AS $$
    SELECT greatest(0, extract(epoch FROM clock_timestamp() - slot.saved_at) * 1000)::bigint
$$;

-- What is left of a lease in milliseconds; NULL when nobody holds one.
CREATE FUNCTION auth_store_left(slot auth_store_slots) RETURNS bigint LANGUAGE sql AS $$
    SELECT ceil(extract(epoch FROM slot.leased_until - now) * 1000)::bigint
    FROM clock_timestamp() now
    WHERE slot.owner IS NOT NULL AND slot.leased_until > now
$$;

CREATE FUNCTION auth_store_swap(
    id text, holder text, held bigint, expected bigint, new bytea,
    OUT outcome text, OUT now_version bigint, OUT now_sealed bytea, OUT age bigint
) LANGUAGE plpgsql AS $$
DECLARE
    slot auth_store_slots := auth_store_lock(id);
    stands bigint := CASE WHEN slot.sealed IS NOT NULL THEN slot.version END;
BEGIN
    IF holder IS NOT NULL AND (slot.owner IS DISTINCT FROM holder OR slot.fence <> held
                               OR auth_store_left(slot) IS NULL) THEN
        outcome := 'lease lost';
    ELSIF expected IS DISTINCT FROM stands THEN
        outcome := 'conflict';
        now_version := slot.version;
        now_sealed := slot.sealed;
        age := auth_store_age(slot);
    ELSE
        outcome := 'done';
        now_version := slot.version + 1;
        UPDATE auth_store_slots s SET version = now_version, sealed = new, saved_at = clock_timestamp()
        WHERE s.connection = id;
        PERFORM pg_notify('auth_store', id);
    END IF;
END $$;

CREATE FUNCTION auth_store_take(
    id text, taker text, term bigint,
    OUT granted bigint, OUT remaining bigint, OUT now_version bigint, OUT now_sealed bytea, OUT age bigint
) LANGUAGE plpgsql AS $$
DECLARE
    slot auth_store_slots := auth_store_lock(id);
BEGIN
    now_version := slot.version;
    now_sealed := slot.sealed;
    age := auth_store_age(slot);
    remaining := auth_store_left(slot);
    IF remaining IS NULL OR slot.owner = taker THEN
        granted := CASE WHEN remaining IS NULL THEN slot.fence + 1 ELSE slot.fence END;
        UPDATE auth_store_slots s
        SET fence = granted, owner = taker, leased_until = clock_timestamp() + term * interval '1 millisecond'
        WHERE s.connection = id;
    END IF;
END $$;
